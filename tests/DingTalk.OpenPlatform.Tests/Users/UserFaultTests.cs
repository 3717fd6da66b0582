using DingTalk.OpenPlatform.Transport;
using DingTalk.Simulator;

namespace DingTalk.OpenPlatform.Tests.Users;

public sealed class UserFaultTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Under_any_mixture_of_faults_a_list_is_whole_or_an_error(int seed)
    {
        await using var company = await SmallCompany.StartAsync(options =>
        {
            options.FaultSeed = seed;
            options.Limits.CallsPerSecond = null;
        }, time: new SkippingTime());
        for (var i = 0; i < 250; i++)
            company.Platform.Organization.User($"m{i:D3}", $"Member {i}", SmallCompany.Finance);
        var everybody = company.Platform.Organization.MembersOf(SmallCompany.Finance).Order(StringComparer.Ordinal).ToArray();
        Fault[] faults =
        [
            Fault.HttpStatus(503), Fault.Html(), Fault.CutConnection(), Fault.TruncatedBody(), Fault.LostAnswer(), Fault.TokenRevocation(),
            Fault.Error("-1"), Fault.Error("90018") with { Wrapped = true }, Fault.Error("90002"), Fault.Error("400002"),
        ];
        foreach (var fault in faults)
            company.Platform.Faults.Add(fault with { Endpoint = "POST /topapi/v2/user/list", Rate = 0.04 });

        var (whole, failed) = (0, 0);
        for (var round = 0; round < 40; round++)
        {
            try
            {
                Assert.Equal(everybody, (await ListAllAsync(company)).Order(StringComparer.Ordinal));
                whole++;
            }
            catch (DingTalkApiException exception)
            {
                Assert.Equal("POST /topapi/v2/user/list", exception.Endpoint);
                Assert.False(exception.MayHaveBeenDone);
                failed++;
            }
        }

        Assert.True(whole > 0 && failed > 0, $"{whole} whole, {failed} failed");
        Assert.True(company.Platform.TokensIssued > 1);
    }

    private static async Task<List<string>> ListAllAsync(SmallCompany company)
    {
        var ids = new List<string>();
        await foreach (var user in company.Client.Users.ListAllAsync(SmallCompany.Finance, None))
            ids.Add(user.UserId);
        return ids;
    }
}
