using System.Net.WebSockets;
using DingTalk.OpenPlatform.Events;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.OpenPlatform.Tests.Events;

/// <summary>What goes over one connection of Stream mode.</summary>
public sealed class StreamDeliveryTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_arrives_with_all_that_its_frame_says()
    {
        await using var platform = await ScriptedStream.StartAsync();
        await using var app = await StreamApp.StartAsync(platform);
        var peer = await platform.NextAsync();

        await peer.EventAsync("m1", "e7");
        var it = await app.Handler.NextAsync();

        Assert.Equal(("e7", "org_dept_modify", "dingcorp", "app-1", EventDelivery.Stream),
            (it.EventId, it.EventType, it.CorpId, it.UnifiedAppId, it.Delivery));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1787300105123), it.BornAt);
        Assert.Equal(880010002, it.Data.GetProperty("deptId")[0].GetInt64());
        Assert.DoesNotContain("880010002", it.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_is_answered_as_consumed_only_when_its_handler_has_returned()
    {
        var release = new TaskCompletionSource();
        await using var platform = await ScriptedStream.StartAsync(new FakeTimeProvider());
        await using var app = await StreamApp.StartAsync(platform, new EventRecorder { OnEvent = (_, _) => release.Task });
        var peer = await platform.NextAsync();

        await peer.EventAsync("m1");
        await app.Handler.NextAsync();
        await peer.PingAsync("o1");
        var first = await peer.NextReplyAsync();
        release.SetResult();
        var second = await peer.NextReplyAsync();

        Assert.Equal("ping-o1", StreamPeer.MessageIdOf(first));
        Assert.Equal(("m1", "SUCCESS"), (StreamPeer.MessageIdOf(second), StreamPeer.StatusOf(second)));
        Assert.Equal(200, second.GetProperty("code").GetInt32());
        Assert.Equal("application/json", second.GetProperty("headers").GetProperty("contentType").GetString());
    }

    [Fact]
    public async Task A_ping_is_answered_with_its_own_words()
    {
        await using var platform = await ScriptedStream.StartAsync();
        await using var app = await StreamApp.StartAsync(platform);
        var peer = await platform.NextAsync();

        await peer.PingAsync("5a0d");
        var reply = await peer.NextReplyAsync();

        Assert.Equal((200, """{"opaque":"5a0d"}"""), (reply.GetProperty("code").GetInt32(), reply.GetProperty("data").GetString()));
    }

    [Fact]
    public async Task What_a_handler_refuses_is_asked_for_again_and_the_connection_lives_on()
    {
        await using var platform = await ScriptedStream.StartAsync();
        await using var app = await StreamApp.StartAsync(platform, new EventRecorder
        {
            OnEvent = (it, _) => it.EventId == "bad" ? throw new InvalidOperationException("The store is down.") : Task.CompletedTask,
        });
        var peer = await platform.NextAsync();

        await peer.EventAsync("m1", "bad");
        Assert.Equal("LATER", await peer.NextStatusAsync());
        await peer.EventAsync("m2", "good");
        Assert.Equal("SUCCESS", await peer.NextStatusAsync());
    }

    [Fact]
    public async Task At_the_deadline_the_event_is_asked_for_again_and_the_handler_told_to_stop()
    {
        var time = new FakeTimeProvider();
        var told = new TaskCompletionSource();
        await using var platform = await ScriptedStream.StartAsync(time);
        await using var app = await StreamApp.StartAsync(platform, new EventRecorder
        {
            OnEvent = (_, ct) =>
            {
                ct.Register(told.SetResult);
                return Task.Delay(Timeout.InfiniteTimeSpan, time, ct);
            },
        });
        var peer = await platform.NextAsync();

        await peer.EventAsync("m1");
        await app.Handler.NextAsync();
        var began = time.GetUtcNow();
        var status = await time.PassUntilAsync(peer.NextStatusAsync());

        Assert.Equal("LATER", status);
        Assert.True(time.GetUtcNow() - began >= TimeSpan.FromSeconds(2.5));
        await told.Task.WaitAsync(None);
    }

    [Fact]
    public async Task A_handler_deaf_to_its_deadline_keeps_its_slot_and_no_more_than_allowed_run_at_once()
    {
        var time = new FakeTimeProvider();
        var release = new TaskCompletionSource();
        using var ear = new Ear();
        await using var platform = await ScriptedStream.StartAsync(time);
        await using var app = await StreamApp.StartAsync(
            platform, new EventRecorder { OnEvent = (_, _) => release.Task }, options => options.MaxConcurrentEvents = 2, ear);
        var peer = await platform.NextAsync();

        foreach (var id in (string[])["m1", "m2", "m3", "m4"])
            await peer.EventAsync(id, id);
        var statuses = new List<string>();
        for (var i = 0; i < 4; i++)
            statuses.Add(await time.PassUntilAsync(peer.NextStatusAsync()));
        release.SetResult();
        await peer.EventAsync("m5");

        Assert.All(statuses, status => Assert.Equal("LATER", status));
        Assert.Equal("SUCCESS", await peer.NextStatusAsync());
        Assert.Equal(2, app.Handler.Most);
        Assert.Equal(4, ear.Heard.Count(heard => heard.StartsWith("log Event org_dept_modify m", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_topic_that_nobody_handles_is_answered_so()
    {
        await using var platform = await ScriptedStream.StartAsync();
        await using var app = await StreamApp.StartAsync(platform);
        var peer = await platform.NextAsync();

        await peer.SendAsync("""{"specVersion":"1.0","type":"CALLBACK","headers":{"topic":"/v1.0/im/bot/messages/get","messageId":"c1"},"data":"{}"}""");
        var reply = await peer.NextReplyAsync();

        Assert.Equal((404, "c1"), (reply.GetProperty("code").GetInt32(), StreamPeer.MessageIdOf(reply)));
    }

    public static TheoryData<string> Garbage =>
    [
        "", "[]", "null", "{", "not json", "\"\\ud800\"", "{}", """{"type":7}""", """{"type":"EVENT"}""", """{"type":"EVENT","headers":[1]}""",
        """{"type":"\ud800","headers":{"topic":"\udfff"}}""", """{"type":"SYSTEM","headers":{"topic":"ping"}}""",
        """{"type":"SYSTEM","headers":{"topic":"REGISTERED","messageId":"x"},"data":{}}""", """{"type":"WHATEVER","headers":{"messageId":"x"}}""",
    ];

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_is_passed_over_and_the_next_event_arrives(string garbage)
    {
        await using var platform = await ScriptedStream.StartAsync();
        await using var app = await StreamApp.StartAsync(platform);
        var peer = await platform.NextAsync();

        await peer.SendAsync(garbage);
        await peer.EventAsync("m1");

        Assert.Equal("m1", StreamPeer.MessageIdOf(await peer.NextReplyAsync()));
    }

    [Fact]
    public async Task Content_that_is_no_json_arrives_as_the_text_it_is()
    {
        await using var platform = await ScriptedStream.StartAsync();
        await using var app = await StreamApp.StartAsync(platform);
        var peer = await platform.NextAsync();

        await peer.SendAsync("""{"type":"EVENT","headers":{"messageId":"m1","eventType":"user_add_org"},"data":"{half"}""");
        var it = await app.Handler.NextAsync();

        Assert.Equal("{half", it.Data.GetString());
        Assert.Equal("SUCCESS", await peer.NextStatusAsync());
    }

    [Fact]
    public async Task A_frame_in_pieces_is_put_together_a_giant_and_a_binary_one_are_passed_over()
    {
        await using var platform = await ScriptedStream.StartAsync();
        await using var app = await StreamApp.StartAsync(platform);
        var peer = await platform.NextAsync();
        var names = new string('李', 300_000);

        await peer.SendInPartsAsync(EventWith("m0", new string('x', 1_100_000)), 50_000);
        await peer.SendAsync(new byte[5000], WebSocketMessageType.Binary);
        await peer.SendInPartsAsync(EventWith("m1", names), 7001);
        var it = await app.Handler.NextAsync();

        Assert.Equal(names, it.Data.GetProperty("names").GetString());
        Assert.Equal("m1", StreamPeer.MessageIdOf(await peer.NextReplyAsync()));

        static string EventWith(string id, string names) =>
            $$"""{"type":"EVENT","headers":{"messageId":"{{id}}","eventType":"user_add_org"},"data":"{\"names\":\"{{names}}\"}"}""";
    }

    [Fact]
    public async Task The_same_event_sent_again_is_handed_on_again()
    {
        await using var platform = await ScriptedStream.StartAsync();
        await using var app = await StreamApp.StartAsync(platform);
        var peer = await platform.NextAsync();

        await peer.EventAsync("m1");
        await peer.EventAsync("m1");

        Assert.Equal(("e1", "e1"), ((await app.Handler.NextAsync()).EventId, (await app.Handler.NextAsync()).EventId));
        Assert.Equal(("SUCCESS", "SUCCESS"), (await peer.NextStatusAsync(), await peer.NextStatusAsync()));
    }
}
