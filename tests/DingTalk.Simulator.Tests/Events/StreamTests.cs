using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;

namespace DingTalk.Simulator.Tests.Events;

public sealed class StreamTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_change_made_through_the_api_arrives_as_a_frame_of_texts_and_is_acknowledged()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        using var wire = new Wire(dingTalk);
        await using var client = await StreamClient.ConnectAsync(dingTalk);

        await wire.PostAsync("/topapi/v2/user/update", """{"userid":"u1","dept_id_list":"9"}""");
        var frame = await client.ReceiveAsync("user_modify_org");
        await client.AcknowledgeAsync(frame);
        await dingTalk.Events.WhenSettledAsync(Stop);

        var born = Assert.Single(dingTalk.Events.All);
        var headers = frame["headers"]!.AsObject();
        Assert.Equal("1.0", (string)frame["specVersion"]!);
        Assert.All(headers, header => Assert.Equal(JsonValueKind.String, header.Value!.GetValueKind()));
        Assert.Equal(
            ("*", born.Id, dingTalk.Options.CorpId, "application/json"),
            ((string)headers["topic"]!, (string)headers["eventId"]!, (string)headers["eventCorpId"]!, (string)headers["contentType"]!));
        Assert.Equal(born.BornAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), (string)headers["eventBornTime"]!);
        Assert.Equal("u1", (string)StreamClient.DataOf(frame)["userId"]!.AsArray().Single()!);
        var attempt = Assert.Single(born.Attempts);
        Assert.Equal((EventFate.Acknowledged, "SUCCESS", (string)headers["messageId"]!), (born.Fate, attempt.Answer, attempt.MessageId));
        Assert.Equal(dingTalk.Events.Connections.Single().Id, attempt.Connection);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("""[{"type":"EVENT","topic":"*"}]""", ""","ua":"" """)]
    [InlineData("""[{"type":"EVENT","topic":"*"},{"type":"CALLBACK","topic":"/v1.0/im/bot/messages/get"}]""", ""","ua":"dingtalk-sdk-python/v0.24.4-union","localIp":"10.0.0.1" """)]
    [InlineData("""[{"type":"EVENT","topic":"*"}]""", ""","ua":"java/1.3.13-union","localIp":"10.0.0.1,10.0.0.2" """)]
    [InlineData("""[{"type":"SYSTEM","topic":"disconnect"},{"type":"SYSTEM","topic":"ping"},{"type":"EVENT","topic":"*"}]""", ""","ua":"dingtalk-sdk-go/v0.9.2","localIp":"10.0.0.1","extras":null """)]
    public async Task The_request_of_every_sdk_gets_an_address_with_a_port_and_a_ticket(string subscriptions, string more)
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        using var wire = new Wire(dingTalk);

        var (status, answer) = await StreamClient.AskAsync(wire, StreamClient.Credentials(dingTalk, subscriptions, more));

        Assert.Equal(200, status);
        Assert.Equal($"ws://127.0.0.1:{dingTalk.Address.Port}/connect", (string)answer["endpoint"]!);
        Assert.True(Guid.TryParse((string)answer["ticket"]!, out _));
    }

    [Fact(Timeout = 60_000)]
    public async Task Wrong_credentials_wrong_subscriptions_and_the_wrong_mode_are_refused()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        using var wire = new Wire(dingTalk);

        var (status, answer) = await StreamClient.AskAsync(wire, """{"clientId":"x","clientSecret":"y","subscriptions":[{"type":"EVENT","topic":"*"}]}""");
        Assert.Equal((401, "authFailed", "鉴权失败"), (status, (string)answer["code"]!, (string)answer["message"]!));
        Assert.True(answer.ContainsKey("requestid"));
        Assert.Equal(400, (await StreamClient.AskAsync(wire, StreamClient.Credentials(dingTalk, "[]"))).Status);
        Assert.Equal(400, (await StreamClient.AskAsync(wire, StreamClient.Credentials(dingTalk, """[{"type":"EVENT","topic":"user_add_org"}]"""))).Status);
        dingTalk.Options.Callback = new CallbackOptions();
        Assert.Equal(400, (await StreamClient.AskAsync(wire, StreamClient.Credentials(dingTalk, """[{"type":"EVENT","topic":"*"}]"""))).Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_ticket_opens_one_connection_within_its_life()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        await using var first = new StreamClient();
        await using var second = new StreamClient();
        await using var third = new StreamClient();
        var (used, old) = (await StreamClient.TicketAsync(dingTalk), await StreamClient.TicketAsync(dingTalk));

        await first.OpenAsync(used);
        await Assert.ThrowsAsync<WebSocketException>(() => second.OpenAsync(used));
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(90));
        await Assert.ThrowsAsync<WebSocketException>(() => third.OpenAsync(old));
    }

    [Fact(Timeout = 60_000)]
    public async Task Silence_is_followed_by_two_more_pushes_of_the_same_event_and_then_by_its_loss()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        await using var client = await StreamClient.ConnectAsync(dingTalk);
        dingTalk.Organization.RemoveUser("u3");

        var first = await client.ReceiveAsync("user_leave_org");
        foreach (var pause in (int[])[10, 30])
        {
            dingTalk.Clock.Advance(TimeSpan.FromSeconds(3));
            dingTalk.Clock.Advance(TimeSpan.FromSeconds(pause));
            var again = await client.ReceiveAsync("user_leave_org");
            Assert.Equal(StreamClient.EventIdOf(first), StreamClient.EventIdOf(again));
            Assert.NotEqual((string)first["headers"]!["messageId"]!, (string)again["headers"]!["messageId"]!);
        }

        Assert.Equal(EventFate.Pending, dingTalk.Events.All.Single().Fate);
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(3));
        await dingTalk.Events.WhenSettledAsync(Stop);
        var lost = dingTalk.Events.All.Single();
        Assert.Equal((EventFate.Lost, 1), (lost.Fate, dingTalk.Events.LostCount));
        Assert.Equal([0, 13, 46], lost.Attempts.Select(attempt => (int)(attempt.At - lost.BornAt).TotalSeconds));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(200, """{"status":"LATER"}""", "LATER", false)]
    [InlineData(500, """{"status":"LATER","message":"later"}""", "500", false)]
    [InlineData(404, null, "404", false)]
    [InlineData(200, """{"userId":["u3"],"timeStamp":"1"}""", "SUCCESS", true)]
    [InlineData(200, null, "SUCCESS", true)]
    public async Task Code_200_without_another_status_than_success_is_consumption_and_all_else_is_not(int code, string? data, string noted, bool isConsumed)
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        await using var client = await StreamClient.ConnectAsync(dingTalk);
        dingTalk.Organization.RemoveUser("u3");

        await client.AcknowledgeAsync(await client.ReceiveAsync("user_leave_org"), code, data);
        await dingTalk.Events.WhenAsync(events => events.All[0].Attempts is [{ Answer: not null }], Stop);

        var born = dingTalk.Events.All.Single();
        Assert.Equal((isConsumed ? EventFate.Acknowledged : EventFate.Pending, noted), (born.Fate, born.Attempts.Single().Answer));
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(isConsumed ? 1 : 2, dingTalk.Events.All.Single().Attempts.Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_acknowledgement_after_the_deadline_is_noted_and_changes_nothing()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        await using var client = await StreamClient.ConnectAsync(dingTalk);
        dingTalk.Organization.RemoveUser("u3");
        var frame = await client.ReceiveAsync("user_leave_org");

        dingTalk.Clock.Advance(TimeSpan.FromSeconds(3));
        await client.AcknowledgeAsync(frame);
        await dingTalk.Events.WhenAsync(events => events.All[0].Attempts[0].Answer is "SUCCESS", Stop);
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal((EventFate.Pending, 2), (dingTalk.Events.All.Single().Fate, dingTalk.Events.All.Single().Attempts.Count));
    }

    [Fact(Timeout = 60_000)]
    public async Task Before_anybody_connects_an_event_is_kept_through_its_retries()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        dingTalk.Organization.RemoveUser("u3");
        dingTalk.Organization.UpdateUser("u1", user => user with { Title = "Engineer" });
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(10));
        await using var client = await StreamClient.ConnectAsync(dingTalk);

        dingTalk.Clock.Advance(TimeSpan.FromSeconds(30));
        await client.AcknowledgeAsync(await client.ReceiveAsync("user_leave_org"));
        await client.AcknowledgeAsync(await client.ReceiveAsync("user_modify_org"));
        await dingTalk.Events.WhenSettledAsync(Stop);

        Assert.All(dingTalk.Events.All, born => Assert.Equal(EventFate.Acknowledged, born.Fate));
        Assert.Equal([null, null, dingTalk.Events.Connections.Single().Id], dingTalk.Events.All[0].Attempts.Select(attempt => attempt.Connection));
    }

    [Fact(Timeout = 60_000)]
    public async Task Each_event_goes_to_one_of_the_connections_and_all_get_some()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        await using var first = await StreamClient.ConnectAsync(dingTalk);
        await using var second = await StreamClient.ConnectAsync(dingTalk);

        for (var i = 0; i < 40; i++)
            dingTalk.Organization.UpdateUser("u1", user => user with { Title = $"Title {i}" });

        var pushes = dingTalk.Events.All.Select(born => Assert.Single(born.Attempts).Connection!).ToList();
        Assert.Equal(40, pushes.Count);
        Assert.Equal(dingTalk.Events.Connections.Select(connection => connection.Id).Order(), pushes.Distinct().Order());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_ping_comes_back_with_its_own_opaque()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync(options => options.Events.PingInterval = TimeSpan.FromSeconds(25));
        await using var client = await StreamClient.ConnectAsync(dingTalk);

        dingTalk.Clock.Advance(TimeSpan.FromSeconds(25));
        await client.AcknowledgeAsync(await client.ReceiveSystemAsync("ping"), data: """{"opaque":"another"}""");
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(25));
        var ping = await client.ReceiveSystemAsync("ping");
        await client.AcknowledgeAsync(ping, data: (string)ping["data"]!);
        await dingTalk.Events.WhenAsync(events => events.Connections.Single().PingsAnswered > 0, Stop);

        Assert.Equal(1, dingTalk.Events.Connections.Single().PingsAnswered);
    }

    [Fact(Timeout = 60_000)]
    public async Task After_the_announcement_nothing_is_pushed_acknowledgements_count_and_the_end_comes_ten_seconds_later()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        await using var client = await StreamClient.ConnectAsync(dingTalk);
        dingTalk.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        dingTalk.Organization.RemoveUser("u3");
        var pushed = await client.ReceiveAsync("user_leave_org");

        dingTalk.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("connection is expired", (string)StreamClient.DataOf(await client.ReceiveSystemAsync("disconnect"))["reason"]!);
        dingTalk.Organization.RemoveUser("u1");
        await client.AcknowledgeAsync(pushed);
        await dingTalk.Events.WhenAsync(events => events.All[0].Fate is EventFate.Acknowledged, Stop);
        Assert.Null(dingTalk.Events.All[1].Attempts.Single().Connection);
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(StreamBreak.Announced, dingTalk.Events.Connections.Single().Break);
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await client.ReceiveAsync());
        await dingTalk.Events.WhenAsync(events => events.Connections.Count == 0, Stop);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_connection_without_event_subscription_gets_none()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        using var wire = new Wire(dingTalk);
        var (_, answer) = await StreamClient.AskAsync(wire, StreamClient.Credentials(dingTalk, """[{"type":"CALLBACK","topic":"/v1.0/im/bot/messages/get"}]"""));
        await using var client = new StreamClient();
        await client.OpenAsync(new Uri($"{answer["endpoint"]}?ticket={answer["ticket"]}"));
        await dingTalk.Events.WhenConnectedAsync(cancellationToken: Stop);

        dingTalk.Organization.RemoveUser("u3");

        Assert.Null(dingTalk.Events.All.Single().Attempts.Single().Connection);
    }
}
