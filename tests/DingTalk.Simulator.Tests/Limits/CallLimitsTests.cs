using Microsoft.Extensions.Time.Testing;

namespace DingTalk.Simulator.Tests.Limits;

public sealed class CallLimitsTests
{
    private const string ListSub = "/topapi/v2/department/listsub";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 31, 15, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task The_twenty_first_call_in_a_sliding_second_is_refused_and_costs_the_month_nothing()
    {
        await using var dingTalk = await StartAsync();
        using var wire = new Wire(dingTalk);
        for (var call = 0; call < 20; call++)
        {
            WireAssert.Code("0", await wire.GetWithTokenAsync("/auth/scopes"));
            _time.Advance(TimeSpan.FromMilliseconds(40));
        }

        WireAssert.Code("90018", await wire.GetWithTokenAsync("/auth/scopes"));
        Assert.Equal(20, dingTalk.MeteredCalls);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        WireAssert.Code("0", await wire.GetWithTokenAsync("/auth/scopes"));
        WireAssert.Code("90018", await wire.GetWithTokenAsync("/auth/scopes"));
        Assert.Equal(22, dingTalk.Calls.PeakPerSecond("GET /auth/scopes"));
    }

    [Fact]
    public async Task Each_api_has_its_own_second_and_the_new_host_its_own_words()
    {
        await using var dingTalk = await StartAsync(options => options.Limits.CallsPerSecond = 1);
        using var wire = new Wire(dingTalk);
        const string search = """{"queryWord":"Li","offset":0,"size":1}""";

        WireAssert.Code("0", await wire.PostAsync(ListSub, "{}"));
        WireAssert.Code("0", await wire.PostAsync("/topapi/v2/department/listsubid", """{"dept_id":1}"""));
        Assert.Equal(200, (await wire.ModernAsync(HttpMethod.Post, "/v1.0/contact/users/search", search)).Status);
        var (status, body) = await wire.ModernAsync(HttpMethod.Post, "/v1.0/contact/users/search", search);

        Assert.Equal((403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"), (status, (string)body["code"]!));
    }

    [Fact]
    public async Task The_month_pays_for_metered_calls_only_and_turns_at_midnight_in_Shanghai()
    {
        await using var dingTalk = await StartAsync(options => options.Limits.MonthlyCalls = 2);
        using var wire = new Wire(dingTalk);
        for (var call = 0; call < 3; call++)
            WireAssert.Code("0", await wire.PostAsync(ListSub, "{}"));
        await wire.GetWithTokenAsync("/auth/scopes");
        await wire.GetWithTokenAsync("/auth/scopes");

        WireAssert.Code("90020", await wire.GetWithTokenAsync("/auth/scopes"));
        var (status, body) = await wire.ModernAsync(HttpMethod.Post, "/v1.0/contact/users/search", """{"queryWord":"Li","offset":0,"size":1}""");
        Assert.Equal((403, "Forbidden.AccessDenied.ApiCountLimitForOrg"), (status, (string)body["code"]!));
        WireAssert.Code("0", await wire.PostAsync(ListSub, "{}"));

        _time.Advance(TimeSpan.FromMinutes(61));
        WireAssert.Code("0", await wire.GetWithTokenAsync("/auth/scopes"));
    }

    [Fact]
    public async Task A_spent_month_may_have_a_grace()
    {
        await using var dingTalk = await StartAsync(options =>
        {
            options.Limits.MonthlyCalls = 1;
            options.Limits.MonthlyGrace = TimeSpan.FromMinutes(10);
        });
        using var wire = new Wire(dingTalk);

        WireAssert.Code("0", await wire.GetWithTokenAsync("/auth/scopes"));
        WireAssert.Code("0", await wire.GetWithTokenAsync("/auth/scopes"));
        _time.Advance(TimeSpan.FromMinutes(11));
        WireAssert.Code("90020", await wire.GetWithTokenAsync("/auth/scopes"));
    }

    [Theory]
    [InlineData(true, "text/html", "<!DOCTYPE html>")]
    [InlineData(false, "application/json", """{"status":1111,"wait":5,"source":"x5","punish":"deny",""")]
    public async Task An_address_that_calls_too_much_is_blocked_from_everything_for_five_minutes(bool html, string mediaType, string body)
    {
        await using var dingTalk = await StartAsync(options =>
        {
            options.Limits.IpCalls = 3;
            options.Limits.IpBlockAnswersHtml = html;
        });
        using var wire = new Wire(dingTalk);
        await wire.TokenAsync();
        await wire.PostAsync(ListSub, "{}");
        await wire.PostAsync(ListSub, "{}");

        using var blocked = await wire.Http.GetAsync(new Uri("/gettoken", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(mediaType, blocked.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith(body, await blocked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromMinutes(5));
        WireAssert.Code("0", await wire.PostAsync(ListSub, "{}"));
    }

    [Fact]
    public async Task Switched_off_limits_stop_nobody()
    {
        await using var dingTalk = await StartAsync(options =>
            options.Limits = new LimitOptions { CallsPerSecond = null, IpCalls = null, MonthlyCalls = null });
        using var wire = new Wire(dingTalk);

        for (var call = 0; call < 50; call++)
            WireAssert.Code("0", await wire.GetWithTokenAsync("/auth/scopes"));
    }

    [Fact]
    public async Task Throttles_whose_numbers_are_unpublished_can_be_set()
    {
        await using var dingTalk = await StartAsync(options =>
        {
            options.Limits.PlatformCallsPerSecond = 1;
            options.Limits.CallsPerMinute = 1;
        });
        using var wire = new Wire(dingTalk);
        const string search = """{"queryWord":"Li","offset":0,"size":1}""";
        await wire.PostAsync(ListSub, "{}");
        await wire.ModernAsync(HttpMethod.Post, "/v1.0/contact/users/search", search);

        WireAssert.Code("90002", await wire.PostAsync(ListSub, "{}"));
        _time.Advance(TimeSpan.FromSeconds(2));
        var (_, body) = await wire.ModernAsync(HttpMethod.Post, "/v1.0/contact/users/search", search);
        Assert.Equal("Forbidden.AccessDenied.QpmLimitForAppkeyAndApi", (string)body["code"]!);
    }

    [Fact]
    public async Task Escaped_characters_are_refused_where_the_platform_is_set_to_mind()
    {
        await using var dingTalk = await StartAsync(options => options.Limits.RefusesUnicodeEscapes = true);
        using var wire = new Wire(dingTalk);

        WireAssert.Code("40033", await wire.PostAsync("/topapi/v2/user/get", """{"userid":"\u0075\u0031"}"""));
        WireAssert.Code("0", await wire.PostAsync("/topapi/v2/user/get", """{"userid":"u1"}"""));
    }

    private Task<DingTalkSimulator> StartAsync(Action<SimulatorOptions>? configure = null) => SmallCompany.StartAsync(options =>
    {
        options.TimeProvider = _time;
        configure?.Invoke(options);
    });
}
