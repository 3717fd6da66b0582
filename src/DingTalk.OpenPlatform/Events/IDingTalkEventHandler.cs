using System.Diagnostics.CodeAnalysis;

namespace DingTalk.OpenPlatform.Events;

/// <summary>Takes the events of an app. Called for several events at once, in any order, and more than once for the same event:
/// what it does must do no harm when it is done again (<see cref="DingTalkEvent.EventId"/>).</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It handles the platform's events; no delegate bears such a name.")]
public interface IDingTalkEventHandler
{
    /// <summary>Takes an event into safe keeping. The platform waits 2.5 to 3 seconds: write down what there is to do, do it later.</summary>
    /// <param name="dingTalkEvent">What happened.</param>
    /// <param name="cancellationToken">Fires at the deadline: the platform is then asked to send the event again.</param>
    /// <returns>When it ends, the event is consumed and will not come again; so it must be durable by then. When it throws, the
    /// platform is asked to send the event again: after 10 and 30 seconds, as it says of callbacks, then never.</returns>
    Task HandleAsync(DingTalkEvent dingTalkEvent, CancellationToken cancellationToken);

    /// <summary>Events of Stream mode may have been missed: this process had no connection for a while. Called after the new one stands,
    /// and again until it returns. The platform keeps nothing for later: read again what may have changed.</summary>
    /// <param name="gap">From when to when.</param>
    /// <param name="cancellationToken">Fires when the host stops.</param>
    Task OnGapAsync(EventGap gap, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>A time in which this process could receive no event. Another process of the same app may have received them all:
/// the platform sends each event to one connection of the app.</summary>
/// <param name="From">The last sign of life before; <see langword="null"/> if this process has only just begun to listen.</param>
/// <param name="To">When the new connection stood.</param>
/// <param name="Reason">Why.</param>
public sealed record EventGap(DateTimeOffset? From, DateTimeOffset To, EventGapReason Reason);

/// <summary>Why events may have been missed.</summary>
public enum EventGapReason
{
    /// <summary>The process has begun to listen; nobody knows what came before.</summary>
    Started,

    /// <summary>The connection broke or was closed before another stood.</summary>
    ConnectionLost,

    /// <summary>The connection stood, and nothing came through it for longer than
    /// <see cref="DingTalkStreamOptions.SilenceTimeout"/>.</summary>
    Silence,
}
