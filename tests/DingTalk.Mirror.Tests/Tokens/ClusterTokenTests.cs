using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Tokens;

public sealed class ClusterTokenTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_token_is_replaced_once_however_many_callers_in_however_many_silos_report_it()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Wide(40, 1), options => options.Limits.CallsPerSecond = null, cancellationToken: Ct);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        await mirror.Organization(0).GetChildrenAsync(1, Ct);
        await mirror.Organization(1).GetChildrenAsync(2, Ct);
        var issued = dingTalk.TokensIssued;
        dingTalk.RevokeTokens();

        await Task.WhenAll(Enumerable.Range(0, 2).Select(silo => mirror.Organization(silo).GetMembersAsync(1, MemberScope.Subtree, Ct).AsTask()));

        Assert.Equal(1, issued);
        Assert.Equal(2, dingTalk.TokensIssued);
    }
}
