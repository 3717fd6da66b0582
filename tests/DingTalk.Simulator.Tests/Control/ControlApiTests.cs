using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using DingTalk.Simulator.Tests.Events;

namespace DingTalk.Simulator.Tests.Control;

public sealed class ControlApiTests
{
    [Fact]
    public async Task Another_process_reads_the_ledger_the_counters_and_the_organization()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        var task = (long)(await wire.PostAsync(
            "/topapi/message/corpconversation/asyncsend_v2",
            """{"agent_id":2201457781,"userid_list":"u1,u2","msg":{"msgtype":"text","text":{"content":"hi"}}}"""))["task_id"]!;

        await SendAsync(wire, HttpMethod.Post, "deliveries/read", $$"""{"task_id":{{task}},"userid":"u2"}""", HttpStatusCode.NoContent);
        var deliveries = JsonNode.Parse(await SendAsync(wire, HttpMethod.Get, $"deliveries?userid=u2&task_id={task}"))!.AsArray();
        Assert.Equal((task, true), ((long)deliveries.Single()!["task_id"]!, (bool)deliveries.Single()!["read"]!));
        var calls = JsonNode.Parse(await SendAsync(wire, HttpMethod.Get, "calls"))!;
        Assert.Equal((2, 1), ((int)calls["total"]!, (int)calls["by_endpoint"]!["POST /topapi/message/corpconversation/asyncsend_v2"]!));
        await SendAsync(wire, HttpMethod.Delete, "calls", null, HttpStatusCode.NoContent);
        Assert.Equal(0, dingTalk.Calls.Total);

        using var dump = new MemoryStream(Encoding.UTF8.GetBytes(await SendAsync(wire, HttpMethod.Get, "organization")));
        Assert.Equal(["u1", "u2"], SimulatedOrganization.Load(dump).PeopleUnder(2).Order(StringComparer.Ordinal));
        Assert.Contains("\"departments\":4", await SendAsync(wire, HttpMethod.Get, ""), StringComparison.Ordinal);
        Assert.DoesNotContain(dingTalk.AppSecret, await SendAsync(wire, HttpMethod.Get, ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_process_moves_the_clock_revokes_tokens_sets_limits_scope_and_faults()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        await wire.TokenAsync();

        await SendAsync(wire, HttpMethod.Patch, "limits", """{"calls_per_second":null,"token_lifetime":"00:10:00"}""", HttpStatusCode.NoContent);
        Assert.Equal((null, TimeSpan.FromMinutes(10), 10_000), (dingTalk.Options.Limits.CallsPerSecond, dingTalk.Options.Limits.TokenLifetime, dingTalk.Options.Limits.IpCalls));
        await SendAsync(wire, HttpMethod.Patch, "notice-rules", """{"people_per_minute":1500,"unreachable":["u3"]}""", HttpStatusCode.NoContent);
        Assert.Equal((1_500, 100), (dingTalk.Options.Notices.PeoplePerMinute, dingTalk.Options.Notices.UsersPerCall));
        await SendAsync(wire, HttpMethod.Patch, "scope", """{"departments":[2]}""", HttpStatusCode.NoContent);
        WireAssert.Code("50004", await wire.PostAsync("/topapi/v2/department/get", """{"dept_id":9}"""));
        await SendAsync(wire, HttpMethod.Post, "faults", """{"kind":"error","code":"-1","endpoint":"POST /topapi/user/count","times":1}""", HttpStatusCode.NoContent);
        Assert.Equal(Fault.Error("-1") with { Endpoint = "POST /topapi/user/count", Times = 1 }, dingTalk.Faults.Active.Single());
        WireAssert.Code("-1", await wire.PostAsync("/topapi/user/count", """{"only_active":false}"""));
        await SendAsync(wire, HttpMethod.Post, "tokens/revoke", null, HttpStatusCode.NoContent);
        WireAssert.Code("40014", await wire.PostAsync("/topapi/user/count", """{"only_active":false}"""));
        var before = dingTalk.Clock.GetUtcNow();
        await SendAsync(wire, HttpMethod.Post, "clock", """{"advance_seconds":86400}""", HttpStatusCode.NoContent);
        Assert.True(dingTalk.Clock.GetUtcNow() - before >= TimeSpan.FromDays(1));
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_process_reads_holds_and_breaks_events_and_sets_their_rules_and_the_callback()
    {
        await using var app = await CallbackApp.StartAsync();
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        using var wire = new Wire(dingTalk);
        await using var client = await StreamClient.ConnectAsync(dingTalk);

        await SendAsync(wire, HttpMethod.Patch, "event-rules", """{"leader_change_sends":"DepartmentModify","retries":["00:00:05"]}""", HttpStatusCode.NoContent);
        Assert.Equal((LeaderChangeEvent.DepartmentModify, TimeSpan.FromSeconds(3)), (dingTalk.Options.Events.LeaderChangeSends, dingTalk.Options.Events.AckDeadline));
        await SendAsync(wire, HttpMethod.Post, "events/pause", null, HttpStatusCode.NoContent);
        dingTalk.Organization.RemoveUser("u2");
        Assert.All(dingTalk.Events.All, born => Assert.Empty(born.Attempts));
        await SendAsync(wire, HttpMethod.Post, "events/resume", null, HttpStatusCode.NoContent);
        var events = JsonNode.Parse(await SendAsync(wire, HttpMethod.Get, "events?type=org_dept_modify&fate=pending"))!.AsArray();
        Assert.Equal(("5", "Pending", 1), ((string)events.Single()!["subjects"]![0]!, (string)events.Single()!["fate"]!, events.Single()!["attempts"]!.AsArray().Count));

        var connections = JsonNode.Parse(await SendAsync(wire, HttpMethod.Get, "events/connections"))!.AsArray();
        await SendAsync(wire, HttpMethod.Post, "events/disconnect", $$"""{"how":"Announced","connection":"{{connections.Single()!["id"]}}"}""", HttpStatusCode.NoContent);
        Assert.Equal(StreamBreak.Announced, dingTalk.Events.Connections.Single().Break);
        await SendAsync(wire, HttpMethod.Post, "faults", """{"kind":"EventDelay","endpoint":"user_leave_org","delay":"00:00:02"}""", HttpStatusCode.NoContent);
        Assert.Equal(Fault.EventDelay(TimeSpan.FromSeconds(2)) with { Endpoint = "user_leave_org" }, dingTalk.Faults.Active.Single());

        await SendAsync(wire, HttpMethod.Put, "callback", $$"""{"url":"{{app.Options.Url}}","token":"{{app.Options.Token}}","aes_key":"{{app.Options.AesKey}}"}""", HttpStatusCode.NoContent);
        Assert.Equal(app.Options.Url, dingTalk.Options.Callback!.Url);
        await SendAsync(wire, HttpMethod.Delete, "callback", null, HttpStatusCode.NoContent);
        Assert.Null(dingTalk.Options.Callback);
    }

    [Theory]
    [InlineData("POST", "faults", """{"kind":"error"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "faults", """{"endpoint":"*"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "faults", """{"kind":"latency","rat":1}""", HttpStatusCode.BadRequest)]
    [InlineData("PATCH", "limits", """{"calls_per_secnd":1}""", HttpStatusCode.BadRequest)]
    [InlineData("PATCH", "limits", "[]", HttpStatusCode.BadRequest)]
    [InlineData("POST", "clock", """{"advance_seconds":-1}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "deliveries/read", """{"task_id":1,"userid":"u1"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "events/disconnect", """{"how":"Cut","connection":"none"}""", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "callback", """{"url":"http://127.0.0.1:1/","token":"abc","aes_key":"kV7mQ2xT9bLw4ZcR8nYd5HsJ1pGf6AuE3oXi0WvKtMq"}""", HttpStatusCode.BadRequest)]
    [InlineData("GET", "events?fate=nowhere", null, HttpStatusCode.BadRequest)]
    [InlineData("GET", "nothing", null, HttpStatusCode.NotFound)]
    public async Task A_slip_is_told_and_changes_nothing(string method, string path, string? body, HttpStatusCode status)
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        Assert.StartsWith("""{"error":""", await SendAsync(wire, HttpMethod.Parse(method), path, body, status), StringComparison.Ordinal);
        Assert.Empty(dingTalk.Faults.Active);
    }

    private static async Task<string> SendAsync(Wire wire, HttpMethod method, string path, string? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, new Uri("/_simulator/" + path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await wire.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
