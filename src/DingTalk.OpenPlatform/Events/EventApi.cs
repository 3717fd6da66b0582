using System.Text.Json;
using System.Text.Json.Serialization;
using DingTalk.OpenPlatform.Json;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Events;

/// <summary>Events whose delivery to the app's own address failed. Stream mode has no such list. Every call counts against the monthly
/// allowance.</summary>
public sealed class EventApi
{
    private readonly PlatformCaller _caller;
    private readonly TimeProvider _time;

    internal EventApi(PlatformCaller caller, TimeProvider time) => (_caller, _time) = (caller, time);

    /// <summary>The next failed deliveries, at most 200. They appear some 3 to 5 minutes after the last of three attempts.</summary>
    /// <remarks><c>GET /call_back/get_call_back_failed_result</c>. Each call deletes on the platform what the call before it returned: put
    /// a batch into safe keeping before asking for the next, and let one process of an app ask, for two steal from each other. For that
    /// reason the call is not repeated by itself when no answer comes.</remarks>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">The call failed.</exception>
    public async Task<FailedEvents> ListFailedAsync(CancellationToken cancellationToken)
    {
        var answer = await _caller.CallAsync(PlatformEndpoints.EventFailedList, "The list of failed events",
            PlatformJson.Default.FailedListAnswer, cancellationToken).ConfigureAwait(false);
        var entries = answer.Entries.ValueKind == JsonValueKind.Array ? answer.Entries.EnumerateArray().ToList() : [];
        return new FailedEvents([.. entries.Select(ToEvent)], answer.HasMore);
    }

    // An entry is not asked for twice: one that cannot be read is passed on as it is.
    private DingTalkEvent ToEvent(JsonElement entry)
    {
        var type = LooseJson.Text(entry, "call_back_tag") ?? "unknown";
        var content = LooseJson.Field(entry, type) ?? entry;
        return new DingTalkEvent
        {
            EventType = type,
            CorpId = LooseJson.Text(content, "corpid"),
            BornAt = LooseJson.Time(LooseJson.Text(entry, "event_time")) ?? _time.GetUtcNow(),
            Data = content,
            Delivery = EventDelivery.FailedList,
        };
    }
}

/// <summary>A batch of failed deliveries.</summary>
/// <param name="Events">What was to be delivered, without ids: the platform keeps none.</param>
/// <param name="HasMore">More are waiting. Asking for them deletes these.</param>
public sealed record FailedEvents(IReadOnlyList<DingTalkEvent> Events, bool HasMore);

internal sealed class FailedListAnswer
{
    [JsonPropertyName("failed_list")]
    public JsonElement Entries { get; init; }

    [JsonPropertyName("has_more")]
    public bool HasMore { get; init; }
}
