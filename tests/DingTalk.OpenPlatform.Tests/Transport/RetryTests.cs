using DingTalk.OpenPlatform.Departments;
using DingTalk.OpenPlatform.Notices;
using DingTalk.OpenPlatform.Transport;
using Microsoft.AspNetCore.Http;

namespace DingTalk.OpenPlatform.Tests.Transport;

public sealed class RetryTests
{
    private const string Busy = """{"errcode":-1,"errmsg":"系统繁忙","request_id":"r1"}""";
    private const string Throttled = """{"errcode":88,"sub_code":"90018","sub_msg":"slow down"}""";
    private const string ThrottledForAll = """{"errcode":90002,"errmsg":"slow down"}""";
    private const string Refused = """{"errcode":88,"sub_code":"40014","sub_msg":"不合法的access_token"}""";
    private const string Department = """{"errcode":0,"result":{"dept_id":7,"name":"D"}}""";
    private const string Sent = """{"errcode":0,"task_id":99}""";

    private readonly SkippingTime _time = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public static TheoryData<string, Func<HttpContext, Task>, DingTalkErrorKind> UnknownOutcomes => new()
    {
        { "-1", ScriptedPlatform.Json(Busy), DingTalkErrorKind.PlatformFault },
        { "http-503", ScriptedPlatform.Json("", 503), DingTalkErrorKind.PlatformFault },
        { "http-502", ScriptedPlatform.Html(502), DingTalkErrorKind.PlatformFault },
        { "network", ScriptedPlatform.DropAsync, DingTalkErrorKind.Network },
        { "network", ScriptedPlatform.CutAsync, DingTalkErrorKind.Network },
    };

    [Theory]
    [MemberData(nameof(UnknownOutcomes), DisableDiscoveryEnumeration = true)]
    public async Task A_read_is_repeated_after_1_2_and_4_seconds_and_then_fails(
        string code, Func<HttpContext, Task> answer, DingTalkErrorKind kind)
    {
        await using var platform = await ScriptedPlatform.StartAsync(answer);
        await using var app = TestApp.For(platform.Address, time: _time);

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => app.Client.Departments.GetAsync(7, None));

        Assert.Equal((code, kind, false), (exception.Code, exception.Kind, exception.MayHaveBeenDone));
        Assert.Equal(TimeSpan.FromSeconds(1), exception.RetryAfter);
        Assert.Equal(4, platform.Requests.Count);
        Assert.Equal([1, 2, 4], _time.Waits.Select(wait => (int)wait.TotalSeconds));
    }

    [Fact]
    public async Task A_read_that_succeeds_in_the_end_is_a_success()
    {
        await using var platform = await ScriptedPlatform.StartAsync(
            ScriptedPlatform.Json(Busy), ScriptedPlatform.DropAsync, ScriptedPlatform.Json(Department));
        await using var app = TestApp.For(platform.Address, time: _time);

        Assert.Equal(7, (await app.Client.Departments.GetAsync(7, None)).Id);
    }

    [Theory]
    [MemberData(nameof(UnknownOutcomes), DisableDiscoveryEnumeration = true)]
    public async Task A_send_whose_outcome_is_unknown_is_never_repeated_and_says_so(
        string code, Func<HttpContext, Task> answer, DingTalkErrorKind kind)
    {
        await using var platform = await ScriptedPlatform.StartAsync(answer);
        await using var app = TestApp.For(platform.Address, time: _time);

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => SendAsync(app));

        Assert.Equal((code, kind, true), (exception.Code, exception.Kind, exception.MayHaveBeenDone));
        Assert.Single(platform.Requests);
    }

    [Fact]
    public async Task A_create_whose_answer_cannot_be_read_is_never_repeated_and_says_so()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json("""{"errcode":0,"resu"""));
        await using var app = TestApp.For(platform.Address, time: _time);

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(
            () => app.Client.Departments.CreateAsync(new DepartmentCreation { Name = "D", ParentId = 1 }, None));

        Assert.Equal((DingTalkErrorKind.InvalidAnswer, true), (exception.Kind, exception.MayHaveBeenDone));
        Assert.Single(platform.Requests);
    }

    [Fact]
    public async Task A_throttled_send_is_repeated_for_nothing_was_accepted()
    {
        await using var platform = await ScriptedPlatform.StartAsync(
            ScriptedPlatform.Json(Throttled), ScriptedPlatform.Json(Throttled), ScriptedPlatform.Json(Sent));
        var gate = new OpenGate();
        await using var app = TestApp.For(platform.Address, time: _time, services: services => services.Replace(gate));

        Assert.Equal(99, await SendAsync(app));

        Assert.Equal([1, 1], _time.Waits.Select(wait => (int)wait.TotalSeconds));
        Assert.Equal(2, gate.Refusals.Count);
        Assert.All(gate.Refusals, refusal =>
        {
            Assert.Equal("POST /topapi/message/corpconversation/asyncsend_v2", refusal.Call.Api);
            Assert.True(refusal.Call.IsMetered);
            Assert.Equal(TimeSpan.FromSeconds(1), refusal.Pause);
        });
    }

    [Fact]
    public async Task A_platform_wide_throttle_doubles_the_pause()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(ThrottledForAll));
        await using var app = TestApp.For(platform.Address, time: _time, services: services => services.Replace(new OpenGate()));

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => SendAsync(app));

        Assert.Equal(("90002", false), (exception.Code, exception.MayHaveBeenDone));
        Assert.Equal([1, 2, 4], _time.Waits.Select(wait => (int)wait.TotalSeconds));
    }

    [Theory]
    [InlineData("""{"errcode":60003,"errmsg":"部门不存在"}""")]
    [InlineData("""{"errcode":90020}""")]
    [InlineData("""{"errcode":88,"sub_code":"90001"}""")]
    [InlineData("<html></html>")]
    [InlineData("""{"errcode":0,"resu""")]
    public async Task What_a_repetition_does_not_mend_is_not_repeated(string body)
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(body));
        await using var app = TestApp.For(platform.Address, time: _time, services: services => services.Replace(new OpenGate()));

        await Assert.ThrowsAsync<DingTalkApiException>(() => app.Client.Departments.GetAsync(7, None));

        Assert.Single(platform.Requests);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once_and_the_call_repeated_once_even_a_send()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(Refused), ScriptedPlatform.Json(Sent));
        await using var app = TestApp.For(platform.Address, time: _time);

        Assert.Equal(99, await SendAsync(app));

        Assert.Equal(2, platform.TokensIssued);
        Assert.Equal(["?access_token=token-1", "?access_token=token-2"], platform.Requests.Select(request => request.Query));
        Assert.Single(platform.Requests.Select(request => request.Body).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_fresh_token_that_is_refused_too_is_an_error_and_no_loop()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(Refused));
        await using var app = TestApp.For(platform.Address, time: _time);

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => app.Client.Departments.GetAsync(7, None));

        Assert.Equal((DingTalkErrorKind.Token, null), (exception.Kind, exception.RetryAfter));
        Assert.Equal(2, platform.Requests.Count);
    }

    [Fact]
    public async Task Retries_can_be_switched_off()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(Busy));
        await using var app = TestApp.For(platform.Address, options => options.MaxRetries = 0, _time);

        await Assert.ThrowsAsync<DingTalkApiException>(() => app.Client.Departments.GetAsync(7, None));

        Assert.Single(platform.Requests);
    }

    private static Task<long> SendAsync(TestApp app) =>
        app.Client.Notices.SendAsync(WorkNotice.ToUsers(new TextMessage("hello"), ["u1"]), None);
}
