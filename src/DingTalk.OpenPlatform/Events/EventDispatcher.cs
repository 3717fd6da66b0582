using Microsoft.Extensions.Logging;

namespace DingTalk.OpenPlatform.Events;

#pragma warning disable CA1001 // The semaphore holds nothing to dispose of, and a handler may outlive the host.
/// <summary>Hands events to the app's handlers: at most so many at once, each with a deadline.</summary>
internal sealed partial class EventDispatcher(
    IReadOnlyCollection<IDingTalkEventHandler> handlers, TimeSpan deadline, int atOnce, TimeProvider time, ILogger<EventDispatcher> logger)
#pragma warning restore CA1001
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _slots = new(atOnce, atOnce);

    /// <summary>Hands an event to every handler.</summary>
    /// <returns>Whether all of them consumed it before the deadline. One that goes on regardless keeps its slot until it ends.</returns>
    public async Task<bool> TryHandleAsync(DingTalkEvent dingTalkEvent, CancellationToken cancellationToken)
    {
        // A handler that blocks its thread must not block the connection it came from.
        var handling = Task.Run(() => HandleAsync(dingTalkEvent, cancellationToken), CancellationToken.None);
        await ((Task)handling).WaitAsync(deadline, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var isConsumed = handling.IsCompleted ? await handling.ConfigureAwait(false) : null;
        if (isConsumed is null)
            LogTooLate(dingTalkEvent.EventType, dingTalkEvent.EventId, deadline);
        return isConsumed is true;
    }

    /// <summary>Tells every handler of a gap, again until it returns or the host stops.</summary>
    public Task TellAsync(EventGap gap, CancellationToken stoppingToken) =>
        Task.WhenAll(handlers.Select(handler => Task.Run(() => TellAsync(handler, gap, stoppingToken), CancellationToken.None)));

    private async Task TellAsync(IDingTalkEventHandler handler, EventGap gap, CancellationToken stoppingToken)
    {
        for (var failures = 1; !stoppingToken.IsCancellationRequested; failures++)
        {
            try
            {
                await handler.OnGapAsync(gap, stoppingToken).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogGapUntold(gap.From, gap.To, exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Backoff.Delay(failures, LongestPause), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Whether it was consumed; null if it was stopped on the way. Never throws.
    private async Task<bool?> HandleAsync(DingTalkEvent dingTalkEvent, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        try
        {
            await _slots.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                await Task.WhenAll(handlers.Select(handler => handler.HandleAsync(dingTalkEvent, either.Token))).ConfigureAwait(false);
                return true;
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // Whatever a handler throws means one thing to the platform: send it again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(dingTalkEvent.EventType, dingTalkEvent.EventId, exception);
            return false;
        }
    }

    [LoggerMessage(1201, LogLevel.Warning, "Event {EventType} {EventId} was not consumed within {Deadline}; the platform is asked to send it again")]
    private partial void LogTooLate(string eventType, string? eventId, TimeSpan deadline);

    [LoggerMessage(1202, LogLevel.Error, "Event {EventType} {EventId} could not be consumed; the platform is asked to send it again")]
    private partial void LogFailed(string eventType, string? eventId, Exception exception);

    [LoggerMessage(1203, LogLevel.Error, "Events from {From} to {To} may have been missed, and the handler could not take note of it; it is told again")]
    private partial void LogGapUntold(DateTimeOffset? from, DateTimeOffset to, Exception exception);
}
