namespace DingTalk.OpenPlatform.Limits;

/// <summary>The gate of one process: of one API, never more than so many sends within any second and a little more.</summary>
/// <remarks>A burst up to the limit leaves at once. Interactive calls go before background ones, each kind in its order of arrival.
/// Measured on a monotonic clock, at the moment of the send, so that a frozen process does not send a stale burst.</remarks>
public sealed class SlidingWindowGate : ICallGate
{
    /// <summary>A permit unused for this long expires, and its place is given to the next.</summary>
    public static readonly TimeSpan PermitLife = TimeSpan.FromMilliseconds(500);

    private const int IdleSweepAbove = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly int _callsPerSecond;
    private readonly TimeSpan _window;
    private readonly TimeProvider _time;

    /// <summary>A gate for one app.</summary>
    /// <param name="callsPerSecond">Sends of one API in one window.</param>
    /// <param name="jitterAllowance">Added to the second that the window lasts.</param>
    /// <param name="time">The clock.</param>
    public SlidingWindowGate(int callsPerSecond, TimeSpan jitterAllowance, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(callsPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(jitterAllowance, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(time);
        _callsPerSecond = callsPerSecond;
        _window = TimeSpan.FromSeconds(1) + jitterAllowance;
        _time = time;
    }

    /// <summary>APIs that the gate remembers.</summary>
    internal int LaneCount
    {
        get
        {
            lock (_lock)
                return _lanes.Count;
        }
    }

    /// <inheritdoc/>
    public ValueTask<CallPermit> EnterAsync(PlatformCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_lock)
        {
            var lane = LaneOf(call.Api);
            if (!lane.HasWaiters && lane.TryGrant() is { } permit)
                return new(permit);
            waiter = lane.Enqueue(call.Priority);
        }

        return new(WaitAsync(waiter, cancellationToken));
    }

    /// <inheritdoc/>
    public void Refused(PlatformCall call, TimeSpan pause)
    {
        lock (_lock)
            LaneOf(call.Api).Pause(pause);
    }

    private async Task<CallPermit> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.Register(() =>
        {
            lock (_lock)
                waiter.Leave(cancellationToken);
        });
        await using (registration.ConfigureAwait(false))
            return await waiter.Task.ConfigureAwait(false);
    }

    private Lane LaneOf(string api)
    {
        if (_lanes.TryGetValue(api, out var lane))
            return lane;
        if (_lanes.Count >= IdleSweepAbove)
            Sweep();
        return _lanes[api] = new Lane(this);
    }

    // Paths with an id in them would fill the table for ever.
    private void Sweep()
    {
        foreach (var (api, lane) in _lanes)
        {
            if (lane.IsIdle)
                _lanes.Remove(api);
        }
    }

    /// <summary>One API. Everything here happens under the gate's lock.</summary>
    private sealed class Lane(SlidingWindowGate gate)
    {
        private readonly long[] _sent = new long[gate._callsPerSecond];    // the last sends, a ring
        private readonly Queue<Permit> _granted = new();                   // in the order in which they expire
        private readonly LinkedList<Waiter> _interactive = new();
        private readonly LinkedList<Waiter> _background = new();
        private ITimer? _timer;
        private int _oldest;
        private int _count;
        private int _reserved;
        private long? _pausedUntil;

        public bool HasWaiters => _interactive.Count + _background.Count > 0;

        public bool IsIdle
        {
            get
            {
                Forget();
                return !HasWaiters && _count == 0 && _reserved == 0 && _pausedUntil is null;
            }
        }

        public Permit? TryGrant()
        {
            Forget();
            if (_pausedUntil is not null || _count + _reserved >= _sent.Length)
                return null;
            var permit = new Permit(gate, this, After(PermitLife));
            _granted.Enqueue(permit);
            _reserved++;
            return permit;
        }

        public Waiter Enqueue(CallPriority priority)
        {
            var waiter = new Waiter(priority == CallPriority.Interactive ? _interactive : _background);
            Pump();
            return waiter;
        }

        public void Pause(TimeSpan pause)
        {
            var until = After(pause);
            if (_pausedUntil is null || until > _pausedUntil)
                _pausedUntil = until;
            Pump();
        }

        public bool TrySend(Permit permit)
        {
            Forget();
            if (permit.IsSpent)
                return false;
            Release(permit);
            if (_pausedUntil is not null)
            {
                Pump();
                return false;
            }

            _sent[(_oldest + _count) % _sent.Length] = Now;
            _count++;
            return true;
        }

        private long Now => gate._time.GetTimestamp();

        private long After(TimeSpan span) => Now + Ticks(span);

        private long Ticks(TimeSpan span) => (long)Math.Ceiling(span.TotalSeconds * gate._time.TimestampFrequency);

        // What no longer counts: sends older than the window, permits that nobody used, a pause that is over.
        private void Forget()
        {
            var now = Now;
            for (; _count > 0 && now - _sent[_oldest] >= Ticks(gate._window); _count--)
                _oldest = (_oldest + 1) % _sent.Length;
            while (_granted.TryPeek(out var permit) && (permit.IsSpent || now >= permit.ExpiresAt))
            {
                _granted.Dequeue();
                if (!permit.IsSpent)
                    Release(permit);
            }

            if (now >= _pausedUntil)
                _pausedUntil = null;
        }

        private void Release(Permit permit)
        {
            permit.IsSpent = true;
            _reserved--;
        }

        private void Pump()
        {
            while (HasWaiters && TryGrant() is { } permit)
                (_interactive.First ?? _background.First)!.Value.Admit(permit);
            if (!HasWaiters)
                return;
            _timer ??= gate._time.CreateTimer(static state => ((Lane)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(UntilChange(), Timeout.InfiniteTimeSpan);
        }

        private void Wake()
        {
            lock (gate._lock)
                Pump();
        }

        private TimeSpan UntilChange()
        {
            var next = long.MaxValue;
            if (_count > 0)
                next = _sent[_oldest] + Ticks(gate._window);
            if (_granted.TryPeek(out var permit))
                next = Math.Min(next, permit.ExpiresAt);
            if (_pausedUntil is { } paused)
                next = paused;
            var ticks = Math.Max(0, next - Now);
            // Timers count in milliseconds and may round down: waking early would only mean waking twice.
            return TimeSpan.FromMilliseconds(Math.Ceiling(ticks * 1000d / gate._time.TimestampFrequency));
        }
    }

    private sealed class Waiter
    {
        private readonly TaskCompletionSource<CallPermit> _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly LinkedListNode<Waiter> _place;

        public Waiter(LinkedList<Waiter> queue) => _place = queue.AddLast(this);

        public Task<CallPermit> Task => _admitted.Task;

        public void Admit(Permit permit)
        {
            _place.List!.Remove(_place);
            _admitted.SetResult(permit);
        }

        public void Leave(CancellationToken cancellationToken)
        {
            if (_place.List is not { } queue)
                return;
            queue.Remove(_place);
            _admitted.SetCanceled(cancellationToken);
        }
    }

    private sealed class Permit(SlidingWindowGate gate, Lane lane, long expiresAt) : CallPermit
    {
        public long ExpiresAt { get; } = expiresAt;

        public bool IsSpent { get; set; }

        public override bool TrySend()
        {
            lock (gate._lock)
                return lane.TrySend(this);
        }
    }
}
