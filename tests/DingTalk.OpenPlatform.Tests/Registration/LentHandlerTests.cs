using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.OpenPlatform.Tests.Registration;

public sealed class LentHandlerTests
{
    private const string Ok = """{"errcode":0,"errmsg":"ok"}""";
    private const string Refused = """{"code":"InvalidAuthentication","requestid":"r","message":"不合法的access_token"}""";

    private readonly OpenGate _gate = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1.0/workflow/instances", "", "token-1")]
    [InlineData("/v2.0/wiki/spaces?limit=3", "?limit=3", "token-1")]
    [InlineData("/topapi/attendance/list", "?access_token=token-1", "")]
    [InlineData("/media/upload?type=file", "?type=file&access_token=token-1", "")]
    public async Task The_token_goes_where_the_path_wants_it(string path, string query, string header)
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(Ok));
        await using var app = Lend(platform.Address);

        using var response = await Client(app).GetAsync(new Uri(platform.Address, path), None);

        var seen = Assert.Single(platform.Requests);
        Assert.Equal((query, header), (seen.Query, seen.HeaderToken));
        Assert.Equal(new Uri(platform.Address, path), response.RequestMessage!.RequestUri);
        Assert.False(response.RequestMessage.Headers.Contains("x-acs-dingtalk-access-token"));
    }

    [Fact]
    public async Task Another_host_gets_neither_the_token_nor_a_place_at_the_gate()
    {
        await using var platform = await ScriptedPlatform.StartAsync();
        await using var stranger = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(Ok));
        await using var app = Lend(platform.Address);

        using var response = await Client(app).GetAsync(new Uri(stranger.Address, "/v1.0/workflow/instances"), None);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("", ""), (stranger.Requests.Single().Query, stranger.Requests.Single().HeaderToken));
        Assert.Equal(0, platform.TokensIssued);
        Assert.Empty(_gate.Calls);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_for_it_would_carry_the_token_away()
    {
        await using var stranger = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(Ok));
        await using var platform = await ScriptedPlatform.StartAsync(context =>
        {
            context.Response.Redirect(new Uri(stranger.Address, "/v1.0/take").AbsoluteUri);
            return Task.CompletedTask;
        });
        await using var app = Lend(platform.Address);

        using var response = await Client(app).GetAsync(new Uri(platform.Address, "/v1.0/workflow/instances"), None);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Empty(stranger.Requests);
    }

    [Fact]
    public async Task A_request_that_brings_a_token_keeps_it_and_is_gated_all_the_same()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(Refused, 400));
        await using var app = Lend(platform.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(platform.Address, "/v1.0/contact/users/me"));
        request.Headers.Add("x-acs-dingtalk-access-token", "of-a-person");

        using var response = await Client(app).SendAsync(request, None);

        Assert.Equal("of-a-person", Assert.Single(platform.Requests).HeaderToken);
        Assert.Equal(0, platform.TokensIssued);
        Assert.Equal("GET /v1.0/contact/users/me", Assert.Single(_gate.Calls).Api);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once_and_the_request_repeated_with_its_content()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(Refused, 400), ScriptedPlatform.Json(Ok));
        await using var app = Lend(platform.Address);
        using var once = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes("""{"a":1}""")));

        using var response = await Client(app).PostAsync(new Uri(platform.Address, "/v1.0/workflow/instances"), once, None);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([("token-1", """{"a":1}"""), ("token-2", """{"a":1}""")], platform.Requests.Select(seen => (seen.HeaderToken, seen.Body)));
        Assert.Equal(2, _gate.Calls.Count);
    }

    [Fact]
    public async Task A_throttle_is_reported_to_the_gate_and_left_to_the_caller()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json("""{"errcode":88,"sub_code":"90018"}"""));
        await using var app = Lend(platform.Address);

        using var response = await Client(app).GetAsync(new Uri(platform.Address, "/topapi/attendance/list"), None);

        Assert.Contains("90018", await response.Content.ReadAsStringAsync(None), StringComparison.Ordinal);
        Assert.Single(platform.Requests);
        Assert.Equal(("GET /topapi/attendance/list", true), (_gate.Refusals.Single().Call.Api, _gate.Refusals.Single().Call.IsMetered));
    }

    [Fact]
    public async Task A_download_passes_without_being_held_in_memory()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var platform = await ScriptedPlatform.StartAsync(async context =>
        {
            context.Response.ContentType = "application/octet-stream";
            await context.Response.Body.WriteAsync("begin"u8.ToArray(), None);
            await context.Response.Body.FlushAsync(None);
            await release.Task.WaitAsync(None);
            await context.Response.Body.WriteAsync("end"u8.ToArray(), None);
        });
        await using var app = Lend(platform.Address);

        using var response = await Client(app).GetAsync(
            new Uri(platform.Address, "/media/downloadFile?media_id=1"), HttpCompletionOption.ResponseHeadersRead, None);
        release.SetResult();

        Assert.Equal("beginend", await response.Content.ReadAsStringAsync(None));
    }

    [Fact]
    public async Task Synchronous_calls_are_refused_instead_of_leaving_without_a_token()
    {
        await using var platform = await ScriptedPlatform.StartAsync();
        await using var app = Lend(platform.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, platform.Address);

        Assert.Throws<NotSupportedException>(() => Client(app).Send(request, None));
    }

    private TestApp Lend(Uri address) => TestApp.For(address, time: new SkippingTime(), services: services =>
    {
        services.Replace(_gate);
        services.AddHttpClient("lent").AddDingTalkHandler();
    });

    private static HttpClient Client(TestApp app) => app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("lent");
}
