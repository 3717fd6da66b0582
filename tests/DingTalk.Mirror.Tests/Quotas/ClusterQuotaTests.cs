using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Quotas;

public sealed class ClusterQuotaTests
{
    private const string ListSub = "POST /topapi/v2/department/listsub";
    private const string UserList = "POST /topapi/v2/user/list";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_silos_that_load_at_once_share_what_the_platform_allows_in_a_second()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Wide(120, 1), options => options.Limits.CallsPerSecond = null, cancellationToken: Ct);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);

        await Task.WhenAll(
            mirror.Organization(0).GetMembersAsync(2, MemberScope.Subtree, Ct).AsTask(),
            mirror.Organization(1).GetMembersAsync(3, MemberScope.Subtree, Ct).AsTask());

        // What is promised is when calls leave; a slow machine may bring a few of them in later. Silos that did not share would show 40.
        Assert.InRange(dingTalk.Calls.PeakPerSecond(ListSub), 1, 25);
        Assert.InRange(dingTalk.Calls.PeakPerSecond(UserList), 1, 25);
    }

    [Fact]
    public async Task A_refusal_by_the_platform_pauses_the_api_and_fails_nobody()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        dingTalk.Faults.Add(Fault.Error("90018") with { Endpoint = UserList, Times = 2, Wrapped = true });

        Assert.Equal(7, (await mirror.Organization().GetMembersAsync(1, MemberScope.Subtree, Ct)).EnsureComplete().Items.Length);
        var usage = await mirror.Organization().GetUsageAsync(Ct);
        Assert.Equal(2, usage.RefusalsByApi[UserList]);
    }

    [Fact]
    public async Task Metered_calls_are_counted_for_the_month()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        await mirror.Organization().FindDepartmentByNameAsync("科技服务事业部", Ct);
        var usage = await mirror.FromOutside.GetUsageAsync(Ct);
        Assert.Equal(dingTalk.MeteredCalls, usage.MeteredCalls);
        Assert.Equal(1, usage.MeteredCalls);
    }
}
