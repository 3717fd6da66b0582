using System.Text.Json;

namespace DingTalk.OpenPlatform.Events;

/// <summary>One event of the platform, however it came.</summary>
/// <remarks>A hint that something changed, not the change: events come in no promised order, may come twice even after they
/// were consumed, and may be lost without a trace. Read again what it names.</remarks>
public sealed record DingTalkEvent
{
    /// <summary>The platform's id of the event, the same when it is sent again; <see langword="null"/> where the delivery gives none
    /// (failed deliveries, and the callback's old form).</summary>
    public string? EventId { get; init; }

    /// <summary>What happened, in the platform's word: <c>user_add_org</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>The corp it happened in; <see langword="null"/> if the delivery does not say.</summary>
    public string? CorpId { get; init; }

    /// <summary>When it happened, by the platform's clock; where the delivery does not say, when it came.</summary>
    public required DateTimeOffset BornAt { get; init; }

    /// <summary>Unified id of the app that the event is for. Stream mode only.</summary>
    public string? UnifiedAppId { get; init; }

    /// <summary>The event's content; for a callback the whole of what was sent. May hold personal data. A JSON string if the
    /// platform sent something that is no JSON.</summary>
    public required JsonElement Data { get; init; }

    /// <summary>How it came.</summary>
    public required EventDelivery Delivery { get; init; }

    /// <summary>Names the event, never its content.</summary>
    public override string ToString() => $"{EventType} {EventId ?? "without id"} of {CorpId ?? "an unnamed corp"}";
}

/// <summary>The ways by which an event comes in.</summary>
public enum EventDelivery
{
    /// <summary>A connection of Stream mode.</summary>
    Stream,

    /// <summary>A POST to the app's own address.</summary>
    Callback,

    /// <summary>The list of deliveries to that address which failed.</summary>
    FailedList,
}
