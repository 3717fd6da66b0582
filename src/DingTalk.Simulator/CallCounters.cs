using System.Collections.Concurrent;

namespace DingTalk.Simulator;

/// <summary>What was called, how often and how densely, by endpoint (<c>POST /topapi/v2/department/listsub</c>).</summary>
public sealed class CallCounters
{
    private readonly ConcurrentDictionary<string, Tally> _tallies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _refusals = new(StringComparer.Ordinal);

    internal CallCounters()
    {
    }

    /// <summary>All calls that arrived, refused ones too.</summary>
    public long Total => _tallies.Values.Sum(tally => tally.Count);

    /// <summary>Calls that were answered with an error code, by the platform or by a fault.</summary>
    public long Refused => _refusals.Values.Sum();

    /// <summary>Calls by endpoint.</summary>
    public IReadOnlyDictionary<string, long> ByEndpoint =>
        _tallies.ToDictionary(pair => pair.Key, pair => pair.Value.Count, StringComparer.Ordinal);

    /// <summary>Refusals by the effective code: <c>sub_code</c> if there is one.</summary>
    public IReadOnlyDictionary<string, long> RefusedByCode =>
        _refusals.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>The largest number of calls to each endpoint in any second, by time of arrival.</summary>
    public IReadOnlyDictionary<string, int> Peaks =>
        _tallies.ToDictionary(pair => pair.Key, pair => pair.Value.Peak, StringComparer.Ordinal);

    /// <summary>Calls that arrived at the endpoint.</summary>
    public long Count(string endpoint) => _tallies.TryGetValue(endpoint, out var tally) ? tally.Count : 0;

    /// <summary>The largest number of calls to the endpoint in any second, by time of arrival.</summary>
    public int PeakPerSecond(string endpoint) => _tallies.TryGetValue(endpoint, out var tally) ? tally.Peak : 0;

    /// <summary>Refusals with this code.</summary>
    public long RefusedWith(string code) => _refusals.GetValueOrDefault(code);

    /// <summary>Counts from zero again. The platform's own limits remember what was called.</summary>
    public void Reset()
    {
        _tallies.Clear();
        _refusals.Clear();
    }

    internal void Arrived(string endpoint, long now) => _tallies.GetOrAdd(endpoint, _ => new Tally()).Add(now);

    internal void RefusedBy(string code) => _refusals.AddOrUpdate(code, 1, (_, count) => count + 1);

    private sealed class Tally
    {
        private readonly Lock _lock = new();
        private readonly Queue<long> _lastSecond = new();

        public long Count { get; private set; }

        public int Peak { get; private set; }

        public void Add(long now)
        {
            lock (_lock)
            {
                Count++;
                _lastSecond.Enqueue(now);
                while (now - _lastSecond.Peek() >= TimeSpan.TicksPerSecond)
                    _lastSecond.Dequeue();
                Peak = Math.Max(Peak, _lastSecond.Count);
            }
        }
    }
}
