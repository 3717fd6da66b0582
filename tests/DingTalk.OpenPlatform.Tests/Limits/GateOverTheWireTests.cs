using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Tests.Limits;

public sealed class GateOverTheWireTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_crowd_of_calls_all_succeed_under_the_platforms_limit()
    {
        await using var company = await SmallCompany.StartAsync();

        var counts = await Task.WhenAll(Enumerable.Range(0, 45).Select(_ => company.Client.Users.CountAsync(onlyActive: false, None)));

        Assert.All(counts, count => Assert.Equal(3, count));
        var arrived = company.Platform.Calls.Count("POST /topapi/user/count");
        Assert.Equal(45 + company.Platform.Calls.RefusedWith("90018"), arrived);
    }

    [Fact]
    public async Task A_gate_that_is_set_too_wide_costs_refusals_and_no_failure()
    {
        await using var company = await SmallCompany.StartAsync(
            options => options.Limits.CallsPerSecond = 3, options => options.CallsPerSecond = 4);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => company.Client.Users.CountAsync(onlyActive: false, None)));

        Assert.True(company.Platform.Calls.RefusedWith("90018") > 0);
    }

    [Fact]
    public async Task A_blocked_address_is_told_apart_from_a_failure_of_the_platform()
    {
        await using var company = await SmallCompany.StartAsync(options => options.Limits.IpCalls = 1);
        await Assert.ThrowsAsync<DingTalkApiException>(() => company.Client.Users.CountAsync(onlyActive: false, None));

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => company.Client.Users.CountAsync(onlyActive: false, None));

        Assert.Equal((DingTalkErrorKind.IpBlocked, TimeSpan.FromMinutes(5)), (exception.Kind, exception.RetryAfter));
    }

    [Fact]
    public async Task A_spent_month_is_told_apart_from_a_throttle()
    {
        await using var company = await SmallCompany.StartAsync(options => options.Limits.MonthlyCalls = 0);

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => company.Client.Scopes.GetAsync(None));

        Assert.Equal((DingTalkErrorKind.MonthlyAllowanceSpent, "90020", null), (exception.Kind, exception.Code, exception.RetryAfter));
        Assert.Equal(3, await company.Client.Users.CountAsync(onlyActive: false, None));
    }
}
