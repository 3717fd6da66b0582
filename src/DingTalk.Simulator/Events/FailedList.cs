using System.Text.Json.Nodes;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Events;

/// <summary>Callbacks that failed to the last. Each call deletes what the one before it returned, whether or not it arrived.</summary>
internal sealed class FailedList(SimulatorOptions options, SimulatedClock clock)
{
    private const int BatchSize = 200;

    private readonly Lock _lock = new();
    private readonly Queue<(EventEntry Entry, DateTimeOffset From)> _failed = new();
    private int _returned;

    public IEnumerable<ApiEndpoint> Endpoints =>
        [new(ApiStyle.Classic, "GET", "/call_back/get_call_back_failed_result", null, _ => Next())];

    public void Add(EventEntry entry)
    {
        lock (_lock)
            _failed.Enqueue((entry, clock.GetUtcNow() + options.Events.FailedListDelay));
    }

    private JsonObject Next()
    {
        lock (_lock)
        {
            while (_returned-- > 0)
                _failed.Dequeue();
            var now = clock.GetUtcNow();
            var ready = _failed.TakeWhile(failed => failed.From <= now).Take(BatchSize + 1).ToList();
            _returned = Math.Min(ready.Count, BatchSize);
            JsonNode[] batch = [.. ready.Take(BatchSize).Select(failed => CallbackPayload.Failed(failed.Entry, options.CorpId))];
            return new() { ["has_more"] = ready.Count > BatchSize, ["failed_list"] = new JsonArray(batch) };
        }
    }
}
