using System.Net.WebSockets;
using DingTalk.OpenPlatform.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.OpenPlatform.Tests.Events;

/// <summary>How connections of Stream mode come, are replaced, and go.</summary>
public sealed class StreamConnectionTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_is_opened_with_key_and_secret_and_a_ticket_that_survives_the_way()
    {
        await using var platform = await ScriptedStream.StartAsync();
        await using var app = await StreamApp.StartAsync(platform);
        await platform.NextAsync();

        var request = Assert.Single(platform.Requests);
        Assert.Equal(("ding-key", TestApp.Secret), (request.Body.GetProperty("clientId").GetString(), request.Body.GetProperty("clientSecret").GetString()));
        Assert.Equal("""[{"type":"EVENT","topic":"*"}]""", request.Body.GetProperty("subscriptions").GetRawText());
        Assert.StartsWith("dingtalk-sdk-csharp/", request.Body.GetProperty("ua").GetString(), StringComparison.Ordinal);
        Assert.Equal(("application/json", false), (request.Accept, request.HasToken));
        Assert.Equal($"?ticket={ScriptedStream.TicketMark}%2F1%2B%C3%A4%3D%26", Assert.Single(platform.Queries));
    }

    [Fact]
    public async Task The_start_is_a_gap_of_unknown_length()
    {
        var time = new FakeTimeProvider();
        await using var platform = await ScriptedStream.StartAsync(time);
        await using var app = await StreamApp.StartAsync(platform);

        var gap = await app.Handler.NextGapAsync();

        Assert.Equal(new EventGap(null, time.GetUtcNow(), EventGapReason.Started), gap);
        Assert.Equal(StreamState.Connected, app.Status.State);
        Assert.Equal((time.GetUtcNow(), 0, null), (app.Status.ConnectedSince, app.Status.Reconnects, app.Status.LastError));
    }

    [Fact]
    public async Task When_the_end_is_announced_another_connection_stands_before_the_old_one_goes_and_no_gap_is_told()
    {
        var release = new TaskCompletionSource();
        await using var platform = await ScriptedStream.StartAsync(new FakeTimeProvider());
        await using var app = await StreamApp.StartAsync(
            platform, new EventRecorder { OnEvent = (it, _) => it.EventId == "slow" ? release.Task : Task.CompletedTask });
        var old = await platform.NextAsync();
        await app.Handler.NextGapAsync();
        await old.EventAsync("m1", "slow");
        await app.Handler.NextAsync();

        await old.AnnounceEndAsync();
        var next = await platform.NextAsync();
        var wasGone = old.Gone.IsCompleted;
        await next.EventAsync("m2");
        var onNext = await next.NextReplyAsync();
        release.SetResult();
        var onOld = await old.NextReplyAsync();
        await old.Gone.WaitAsync(None);

        Assert.False(wasGone);
        Assert.Equal("m2", StreamPeer.MessageIdOf(onNext));
        Assert.Equal(("m1", "SUCCESS"), (StreamPeer.MessageIdOf(onOld), StreamPeer.StatusOf(onOld)));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, old.CloseStatus);
        Assert.False(app.Handler.HasGap);
        Assert.Equal((StreamState.Connected, 1), (app.Status.State, app.Status.Reconnects));
    }

    [Fact]
    public async Task A_lost_connection_is_reopened_after_a_pause_and_the_gap_told_from_its_last_frame()
    {
        var time = new FakeTimeProvider();
        await using var platform = await ScriptedStream.StartAsync(time);
        await using var app = await StreamApp.StartAsync(platform);
        var first = await platform.NextAsync();
        await app.Handler.NextGapAsync();
        time.Advance(TimeSpan.FromSeconds(20));
        await first.KeepAliveAsync();
        await app.SeesFrameNowAsync();
        var lastFrame = time.GetUtcNow();
        time.Advance(TimeSpan.FromSeconds(20));
        var lost = time.GetUtcNow();

        first.Cut();
        var gap = await time.PassUntilAsync(app.Handler.NextGapAsync().AsTask());

        Assert.Equal((lastFrame, EventGapReason.ConnectionLost), (gap.From, gap.Reason));
        Assert.True(gap.To - lost >= TimeSpan.FromSeconds(1));
        Assert.NotNull(app.Status.LastError);
        Assert.Equal(2, platform.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_falls_silent_is_replaced_though_its_socket_stands()
    {
        var time = new FakeTimeProvider();
        await using var platform = await ScriptedStream.StartAsync(time);
        await using var app = await StreamApp.StartAsync(platform);
        var dead = await platform.NextAsync();
        await app.Handler.NextGapAsync();
        time.Advance(TimeSpan.FromSeconds(20));
        await dead.KeepAliveAsync();
        await app.SeesFrameNowAsync();
        var lastFrame = time.GetUtcNow();

        var gap = await time.PassUntilAsync(app.Handler.NextGapAsync().AsTask());

        Assert.Equal((lastFrame, EventGapReason.Silence), (gap.From, gap.Reason));
        Assert.True(gap.To - lastFrame >= TimeSpan.FromSeconds(90));
        await dead.Gone.WaitAsync(None);
        var next = await platform.NextAsync();
        await next.EventAsync("m1");
        Assert.Equal("SUCCESS", await next.NextStatusAsync());
    }

    [Fact]
    public async Task Frames_of_any_kind_keep_a_connection()
    {
        var time = new FakeTimeProvider();
        await using var platform = await ScriptedStream.StartAsync(time);
        await using var app = await StreamApp.StartAsync(platform);
        var peer = await platform.NextAsync();
        await app.Handler.NextGapAsync();

        for (var i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromSeconds(80));
            await peer.KeepAliveAsync();
            await app.SeesFrameNowAsync();
        }

        Assert.Single(platform.Requests);
    }

    [Fact]
    public async Task Every_attempt_asks_for_a_ticket_of_its_own()
    {
        var time = new FakeTimeProvider();
        await using var platform = await ScriptedStream.StartAsync(time);
        platform.RefuseConnection(403);
        platform.RefuseConnection(503);
        await using var app = await StreamApp.StartAsync(platform);

        await time.PassUntilAsync(platform.NextAsync().AsTask());

        Assert.Equal(3, platform.Queries.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("503", app.Status.LastError, StringComparison.Ordinal);
        var pauses = platform.Requests.Zip(platform.Requests.Skip(1), (a, b) => b.At - a.At).ToList();
        Assert.True(pauses[0] >= TimeSpan.FromSeconds(1));
        Assert.True(pauses[1] >= TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(401, """{"requestid":"7","code":"authFailed","message":"鉴权失败"}""")]
    [InlineData(400, """{"code":"app.not.stream"}""")]
    [InlineData(401, "{}")]
    public async Task A_refusal_says_what_to_check_and_is_not_hammered(int status, string body)
    {
        var time = new FakeTimeProvider();
        using var ear = new Ear();
        await using var platform = await ScriptedStream.StartAsync(time);
        platform.Answer(ScriptedPlatform.Json(body, status));
        await using var app = await StreamApp.StartAsync(platform, log: ear);

        await app.SeesErrorAsync();
        await time.PassUntilAsync(platform.NextAsync().AsTask());

        Assert.True(platform.Requests.Last().At - platform.Requests.First().At >= TimeSpan.FromSeconds(30));
        Assert.Contains(ear.Heard, heard => heard.Contains("developer console", StringComparison.Ordinal) && heard.Contains("Client Secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_platform_blocks_this_address_it_is_left_alone()
    {
        var time = new FakeTimeProvider();
        await using var platform = await ScriptedStream.StartAsync(time);
        platform.Answer(ScriptedPlatform.Html());
        await using var app = await StreamApp.StartAsync(platform);

        await app.SeesErrorAsync();
        await time.PassUntilAsync(platform.NextAsync().AsTask(), TimeSpan.FromSeconds(5));

        Assert.True(platform.Requests.Last().At - platform.Requests.First().At >= TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_platform_that_announces_the_end_at_once_is_not_hammered()
    {
        var time = new FakeTimeProvider();
        await using var platform = await ScriptedStream.StartAsync(time);
        await using var app = await StreamApp.StartAsync(platform);
        for (var i = 0; i < 4; i++)
            await (await time.PassUntilAsync(platform.NextAsync().AsTask())).AnnounceEndAsync();

        var pauses = platform.Requests.Zip(platform.Requests.Skip(1), (a, b) => b.At - a.At).ToList();
        Assert.All(pauses, pause => Assert.True(pause >= TimeSpan.FromSeconds(1)));
        Assert.True(pauses[^1] >= TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_stop_answers_what_was_received_then_closes()
    {
        var release = new TaskCompletionSource();
        await using var platform = await ScriptedStream.StartAsync(new FakeTimeProvider());
        await using var app = await StreamApp.StartAsync(platform, new EventRecorder { OnEvent = (_, _) => release.Task });
        var peer = await platform.NextAsync();
        await peer.EventAsync("m1");
        await app.Handler.NextAsync();

        var stopping = app.StopAsync();
        await peer.PingAsync("o");
        var pong = await peer.NextReplyAsync();
        await peer.EventAsync("m2", "late");
        var late = await peer.NextReplyAsync();
        release.SetResult();
        var answer = await peer.NextReplyAsync();
        await stopping;

        Assert.Equal("ping-o", StreamPeer.MessageIdOf(pong));
        Assert.Equal(("m2", "LATER"), (StreamPeer.MessageIdOf(late), StreamPeer.StatusOf(late)));
        Assert.Equal(("m1", "SUCCESS"), (StreamPeer.MessageIdOf(answer), StreamPeer.StatusOf(answer)));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, peer.CloseStatus);
        Assert.Equal(StreamState.Stopped, app.Status.State);
    }

    [Fact]
    public async Task A_gap_is_told_until_the_handler_has_taken_note_of_it()
    {
        var time = new FakeTimeProvider();
        var tries = 0;
        await using var platform = await ScriptedStream.StartAsync(time);
        await using var app = await StreamApp.StartAsync(
            platform, new EventRecorder { OnGap = _ => ++tries < 3 ? throw new InvalidOperationException("Not now.") : Task.CompletedTask });
        var peer = await platform.NextAsync();

        var told = new List<EventGap>();
        while (told.Count < 3)
            told.Add(await time.PassUntilAsync(app.Handler.NextGapAsync().AsTask()));

        Assert.Single(told.Distinct());
        await peer.EventAsync("m1");
        Assert.Equal("SUCCESS", await peer.NextStatusAsync());
    }

    [Fact]
    public async Task Neither_secret_nor_ticket_is_logged_traced_or_shown()
    {
        var time = new FakeTimeProvider();
        using var ear = new Ear();
        await using var platform = await ScriptedStream.StartAsync(time);
        platform.Answer(ScriptedPlatform.Json($$"""{"code":"strange","message":"secret {{TestApp.Secret}} of ding-key"}""", 500));
        platform.Answer(ScriptedPlatform.Json($$"""{"endpoint":"ws://127.0.0.1:1/connect","ticket":"{{ScriptedStream.TicketMark}}/0"}"""));
        platform.RefuseConnection(403);
        var errors = new List<string?>();
        await using (var app = await StreamApp.StartAsync(platform, log: ear))
        {
            var peer = await time.PassUntilAsync(platform.NextAsync().AsTask());
            errors.Add(app.Status.LastError);
            await peer.EventAsync("m1");
            await peer.NextReplyAsync();
        }

        Assert.Contains(ear.Heard, heard => heard.Contains("403", StringComparison.Ordinal));
        Assert.Contains(ear.Heard, heard => heard.StartsWith("event ", StringComparison.Ordinal));
        Assert.All([.. ear.Heard, .. errors], heard =>
        {
            Assert.DoesNotContain(TestApp.Secret, heard, StringComparison.Ordinal);
            Assert.DoesNotContain(ScriptedStream.TicketMark, heard, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task Events_of_an_app_that_is_not_registered_are_refused_at_start_with_the_line_to_add()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDingTalkStream<EventRecorder>("sales");
        await using var provider = services.BuildServiceProvider();

        var exception = Assert.Throws<InvalidOperationException>(provider.GetServices<IHostedService>);

        Assert.Contains("AddDingTalkClient(\"sales\"", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_impossible_option_is_refused_at_start_and_named()
    {
        var services = new ServiceCollection();
        services.AddDingTalkStream<EventRecorder>(options => options.HandleTimeout = TimeSpan.FromSeconds(10));
        using var provider = services.BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(nameof(DingTalkStreamOptions.HandleTimeout), exception.Message, StringComparison.Ordinal);
    }
}
