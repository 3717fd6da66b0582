using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DingTalk.OpenPlatform.Events;

/// <summary>Fetches the deliveries that failed and hands them on: at start, some minutes after a failure here, and from time to time for
/// those that never got here. A batch is asked for when all of the one before it is consumed, for asking deletes it.</summary>
internal sealed partial class FailedEventDrain(
    string appName, EventApi platform, EventDispatcher events, TimeSpan? interval, TimeProvider time, ILogger<FailedEventDrain> logger)
    : BackgroundService
{
    // Two repetitions take 40 s, and after up to 5 minutes more the platform lists the failure.
    private static readonly TimeSpan UntilListed = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private volatile TaskCompletionSource _failure = NewSignal();

    /// <summary>A delivery has failed here: it will be listed.</summary>
    public void FetchSoon() => _failure.TrySetResult();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (interval is not { } pause)
            return;     // somebody else fetches them
        FetchSoon();    // what failed just before the start is not listed yet
        while (!stoppingToken.IsCancellationRequested)
        {
            await DrainAsync(stoppingToken).ConfigureAwait(false);
            await _failure.Task.WaitAsync(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_failure.Task.IsCompleted)
                continue;
            _failure = NewSignal();
            await Task.Delay(UntilListed, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DrainAsync(CancellationToken stoppingToken)
    {
        var hasMore = true;
        while (hasMore && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                var batch = await platform.ListFailedAsync(stoppingToken).ConfigureAwait(false);
                hasMore = batch is { HasMore: true, Events.Count: > 0 };
                var consumed = await Task.WhenAll(batch.Events.Select(failed => ConsumeAsync(failed, stoppingToken))).ConfigureAwait(false);
                if (consumed.Length > 0)
                    LogDrained(appName, consumed.Count(done => done), consumed.Length);
            }
            catch (DingTalkApiException exception)
            {
                LogNotFetched(appName, exception.Message);
                hasMore = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<bool> ConsumeAsync(DingTalkEvent failed, CancellationToken stoppingToken)
    {
        for (var failures = 1; !stoppingToken.IsCancellationRequested; failures++)
        {
            if (await events.TryHandleAsync(failed, CancellationToken.None).ConfigureAwait(false))
                return true;
            await Task.Delay(Backoff.Delay(failures, LongestPause), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(1241, LogLevel.Information, "App \"{App}\": {Consumed} of {Count} failed deliveries were consumed; the platform does not keep the rest")]
    private partial void LogDrained(string app, int consumed, int count);

    [LoggerMessage(1242, LogLevel.Warning, "App \"{App}\": failed deliveries could not be fetched. {Error}")]
    private partial void LogNotFetched(string app, string error);
}
