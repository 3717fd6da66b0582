using DingTalk.OpenPlatform.Limits;
using DingTalk.OpenPlatform.Notices;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.OpenPlatform.Tests.Transport;

public sealed class TimeoutTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_send_without_an_answer_fails_after_the_attempts_time_and_may_have_been_done()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.HangAsync);
        await using var app = TestApp.For(platform.Address, time: _time);

        var sending = SendAsync(app);
        await UntilAsync(() => platform.Requests.Count == 1);
        _time.Advance(TimeSpan.FromSeconds(10));

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => sending);
        Assert.Equal(("timeout", DingTalkErrorKind.Timeout, true), (exception.Code, exception.Kind, exception.MayHaveBeenDone));
        Assert.Equal("POST /topapi/message/corpconversation/asyncsend_v2", exception.Endpoint);
    }

    [Fact]
    public async Task A_send_that_never_got_its_turn_fails_after_the_whole_time_and_was_certainly_not_done()
    {
        await using var platform = await ScriptedPlatform.StartAsync();
        var gate = new ClosedGate();
        await using var app = TestApp.For(platform.Address, time: _time, services: services => services.Replace(gate));

        var sending = SendAsync(app);
        await gate.Asked.Task.WaitAsync(None);
        _time.Advance(TimeSpan.FromSeconds(60));

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => sending);
        Assert.Equal(("timeout", false), (exception.Code, exception.MayHaveBeenDone));
        Assert.Empty(platform.Requests);
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_a_cancellation_and_no_error_of_the_platform()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.HangAsync);
        await using var app = TestApp.For(platform.Address, time: _time);
        using var impatient = new CancellationTokenSource();

        var reading = app.Client.Departments.GetAsync(7, impatient.Token);
        await UntilAsync(() => platform.Requests.Count == 1);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task A_platform_that_is_not_there_was_certainly_not_reached()
    {
        Uri nobody;
        await using (var platform = await ScriptedPlatform.StartAsync())
            nobody = platform.Address;
        await using var app = TestApp.For(nobody, options => options.MaxRetries = 0, _time,
            services => services.ReplaceTokens(new FixedTokens("t")));

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => SendAsync(app));

        Assert.Equal((DingTalkErrorKind.Network, false), (exception.Kind, exception.MayHaveBeenDone));
    }

    [Fact]
    public async Task A_token_that_cannot_be_had_fails_the_call_and_says_that_nothing_was_done()
    {
        Uri nobody;
        await using (var platform = await ScriptedPlatform.StartAsync())
            nobody = platform.Address;
        var time = new SkippingTime();
        await using var app = TestApp.For(nobody, time: time);

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => SendAsync(app));

        Assert.Equal(("POST /v1.0/oauth2/accessToken", false), (exception.Endpoint, exception.MayHaveBeenDone));
        Assert.Equal([1, 2, 4], time.Waits.Select(wait => (int)wait.TotalSeconds));
    }

    private static Task<long> SendAsync(TestApp app) =>
        app.Client.Notices.SendAsync(WorkNotice.ToUsers(new TextMessage("hello"), ["u1"]), None);

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            None.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class ClosedGate : ICallGate
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<CallPermit> EnterAsync(PlatformCall call, CancellationToken cancellationToken)
        {
            Asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("Never reached.");
        }

        public void Refused(PlatformCall call, TimeSpan pause)
        {
        }
    }
}
