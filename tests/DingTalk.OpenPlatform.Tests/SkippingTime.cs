using System.Collections.Concurrent;

namespace DingTalk.OpenPlatform.Tests;

/// <summary>A clock on which short waits are over at once and move it on, and long ones (time-outs) never end.</summary>
internal sealed class SkippingTime : TimeProvider
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);
    private readonly DateTimeOffset _start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private long _elapsed;

    /// <summary>The whole seconds that were waited: back-offs, not the milliseconds of the gate.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override DateTimeOffset GetUtcNow() => _start.AddTicks(Volatile.Read(ref _elapsed));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _elapsed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SkippedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SkippedTimer(SkippingTime time, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan || dueTime > Long)
                return true;
            if (dueTime >= TimeSpan.FromSeconds(1) && dueTime.Ticks % TimeSpan.TicksPerSecond == 0)
                time.Waits.Enqueue(dueTime);
            Interlocked.Add(ref time._elapsed, dueTime.Ticks);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
