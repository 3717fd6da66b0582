using System.Collections.Concurrent;
using System.Diagnostics;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>When this process waited for the platform, on the platform's clock.</summary>
internal sealed class PlatformCalls : IDisposable
{
    private readonly ConcurrentDictionary<Activity, TimeSpan> _open = [];
    private readonly ConcurrentQueue<(TimeSpan From, TimeSpan Until)> _calls = [];
    private readonly ActivityListener _listener;

    public PlatformCalls(SimulatedClock clock)
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name is "System.Net.Http",
            Sample = (ref _) => ActivitySamplingResult.PropagationData,
            ActivityStarted = activity => _open[activity] = Now(clock),
            ActivityStopped = activity =>
            {
                if (_open.TryRemove(activity, out var from)) _calls.Enqueue((from, Now(clock)));
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public static TimeSpan Now(SimulatedClock clock) => new(clock.GetTimestamp());

    /// <summary>Of a span of time, the part before the first call, that in which one at least was under way, and the part after the last.</summary>
    public (TimeSpan Before, TimeSpan During, TimeSpan After) Divide(TimeSpan from, TimeSpan until)
    {
        var (first, during, end) = (until, TimeSpan.Zero, from);
        foreach (var call in _calls.Where(call => call.Until > from && call.From < until).OrderBy(call => call.From))
        {
            if (first == until) first = call.From > from ? call.From : from;
            var begun = call.From > end ? call.From : end;
            if (call.Until > begun) during += (call.Until < until ? call.Until : until) - begun;
            if (call.Until > end) end = call.Until < until ? call.Until : until;
        }

        return (first - from, during, end == from ? TimeSpan.Zero : until - end);
    }

    public void Clear() => _calls.Clear();

    public void Dispose() => _listener.Dispose();
}
