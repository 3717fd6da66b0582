namespace DingTalk.Simulator;

/// <summary>The platform's time: it runs on by itself and can be moved forward.</summary>
/// <remarks>
/// The platform's day, month and minute are those of Asia/Shanghai (UTC+8). Moving the clock ends tokens, windows of limits and
/// notices in processing, and runs whatever its timers have waited for; it does not cut short a latency fault that somebody
/// waits for.
/// </remarks>
public sealed class SimulatedClock(TimeProvider source) : TimeProvider
{
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);

    private readonly DateTimeOffset _start = source.GetUtcNow();
    private readonly long _startTimestamp = source.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly HashSet<SimulatedTimer> _armed = [];
    private long _advanced;
    private long _turns;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The platform's local time, UTC+8.</summary>
    public DateTimeOffset Now => GetUtcNow().ToOffset(Shanghai);

    /// <summary>Moves the clock forward. Timers that are due by then have run when it returns, in the order in which they were due.</summary>
    /// <remarks>It moves in one step: a timer that another one starts counts from the new time.</remarks>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var now = Interlocked.Add(ref _advanced, by.Ticks) + source.GetElapsedTime(_startTimestamp).Ticks;
        List<SimulatedTimer> armed;
        lock (_lock)
            armed = [.. _armed.OrderBy(timer => (timer.Due, timer.Turn))];
        foreach (var timer in armed)
        {
            if (timer.Due <= now)
                timer.Ring();
            else
                timer.Rearm();
        }
    }

    // From a monotonic source, so that a correction of the machine's clock never moves a window backwards.
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    /// <inheritdoc/>
    public override long GetTimestamp() => source.GetElapsedTime(_startTimestamp).Ticks + Interlocked.Read(ref _advanced);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new SimulatedTimer(this, source, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>A timer whose time also comes when the clock is moved past it.</summary>
    private sealed class SimulatedTimer : ITimer
    {
        private readonly SimulatedClock _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _source;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public SimulatedTimer(SimulatedClock clock, TimeProvider source, TimerCallback callback, object? state)
        {
            _clock = clock;
            _callback = callback;
            _state = state;
            _source = source.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public long Due { get; private set; } = long.MaxValue;

        /// <summary>Of two that are due together, the one that was set first rings first.</summary>
        public long Turn { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_clock._lock)
            {
                _period = period;
                Arm(dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : _clock.GetTimestamp() + dueTime.Ticks);
            }

            return Rearm();
        }

        public void Dispose()
        {
            lock (_clock._lock)
                Arm(long.MaxValue);
            _source.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        /// <summary>Runs the callback once if it is due; else the source was early and is asked again.</summary>
        public void Ring()
        {
            var isDue = false;
            lock (_clock._lock)
            {
                if (Due <= _clock.GetTimestamp())
                {
                    isDue = true;
                    Arm(_period > TimeSpan.Zero ? _clock.GetTimestamp() + _period.Ticks : long.MaxValue);
                }
            }

            Rearm();
            if (isDue)
                _callback(_state);
        }

        public bool Rearm()
        {
            TimeSpan wait;
            lock (_clock._lock)
                wait = Due == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(Math.Max(0, Due - _clock.GetTimestamp()));
            // A fraction of a millisecond would be cut off and ring too early.
            return _source.Change(wait > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : wait, Timeout.InfiniteTimeSpan);
        }

        private void Arm(long due)
        {
            Due = due;
            Turn = ++_clock._turns;
            if (due == long.MaxValue)
                _clock._armed.Remove(this);
            else
                _clock._armed.Add(this);
        }
    }
}
