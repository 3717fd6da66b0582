namespace DingTalk.Simulator;

/// <summary>The platform's time: it runs on by itself and can be moved forward.</summary>
/// <remarks>
/// The platform's day, month and minute are those of Asia/Shanghai (UTC+8). Moving the clock ends tokens, windows of limits and
/// notices in processing; it does not cut short a latency fault that somebody waits for.
/// </remarks>
public sealed class SimulatedClock(TimeProvider source) : TimeProvider
{
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);

    private readonly DateTimeOffset _start = source.GetUtcNow();
    private readonly long _startTimestamp = source.GetTimestamp();
    private long _advanced;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The platform's local time, UTC+8.</summary>
    public DateTimeOffset Now => GetUtcNow().ToOffset(Shanghai);

    /// <summary>Moves the clock forward.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _advanced, by.Ticks);
    }

    // From a monotonic source, so that a correction of the machine's clock never moves a window backwards.
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    /// <inheritdoc/>
    public override long GetTimestamp() => source.GetElapsedTime(_startTimestamp).Ticks + Interlocked.Read(ref _advanced);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        source.CreateTimer(callback, state, dueTime, period);
}
