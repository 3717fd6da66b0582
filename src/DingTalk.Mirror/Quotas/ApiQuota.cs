namespace DingTalk.Mirror.Quotas;

/// <summary>
/// What the quota grain knows of one API, and how it shares that among the silos. A burst up to the limit leaves at once, so a short load is
/// short. Once more is wanted than there is room for, grants are spread evenly: a burst that repeated itself each second would meet its own
/// delayed sends. Times are on the owner's monotonic clock.
/// </summary>
internal sealed class ApiQuota(int limit, TimeSpan window)
{
    /// <summary>How long a permit is good. Short, for a silo that dies with permits blocks them that long and a window more.</summary>
    public static readonly TimeSpan LeaseValidity = TimeSpan.FromMilliseconds(250);

    // What a late timer may catch up with.
    private const int MostAtOnce = 4;

    private static readonly TimeSpan DemandMemory = TimeSpan.FromMilliseconds(300);

    private readonly SendWindow _sends = new(limit, window);
    private readonly TimeSpan _pace = window / limit;
    private readonly Dictionary<Guid, (TimeSpan At, int Interactive)> _unmet = [];
    private TimeSpan _grantedAt;
    private TimeSpan _pausedUntil;
    private bool _interactiveWaits;
    private bool _backgroundWaits;

    public long Granted { get; private set; }

    public long Refused { get; private set; }

    /// <summary>What counts against the sliding second now.</summary>
    public int UsedAt(TimeSpan now) => limit - _sends.RoomAt(now);

    /// <summary>
    /// Takes note of what a silo has sent and what it wants, and says what it may be given now: background calls only what no silo's
    /// interactive ones want.
    /// </summary>
    public (int Interactive, int Background) Share(QuotaRequest request, TimeSpan now)
    {
        foreach (var settled in request.Settled) _sends.Settle(settled.LeaseId, settled.SentAgo.Select(ago => now - ago));
        _unmet[request.Holder] = (now, request.Interactive);
        if (now < _pausedUntil) return default;
        var interactive = Math.Clamp(RoomAt(now, _interactiveWaits), 0, request.Interactive);
        var elsewhere = _unmet.Where(demand => demand.Key != request.Holder && demand.Value.At + DemandMemory > now)
            .Sum(demand => demand.Value.Interactive);
        var room = RoomAt(now, _interactiveWaits || _backgroundWaits);
        return (interactive, Math.Min(Math.Max(room - interactive - elsewhere, 0), request.Background));
    }

    /// <summary>Gives what <see cref="Share"/> allowed.</summary>
    public QuotaLease Grant(long id, QuotaRequest request, (int Interactive, int Background) share, TimeSpan now)
    {
        var count = share.Interactive + share.Background;
        _sends.Lease(id, count, now, now + LeaseValidity);
        _unmet[request.Holder] = (now, request.Interactive - share.Interactive);

        // On the grid of the pace while saturated, so that the time a request came late is not lost.
        var onGrid = _grantedAt + (_pace * count);
        _grantedAt = (_interactiveWaits || _backgroundWaits) && onGrid > now - (_pace * MostAtOnce) ? onGrid : now;
        _interactiveWaits = share.Interactive < request.Interactive;
        _backgroundWaits = share.Background < request.Background;
        Granted += count;
        return new() { Id = id, Interactive = share.Interactive, Background = share.Background, Validity = LeaseValidity, AskAgainIn = GrowsAt(now) - now };
    }

    /// <summary>When there may be more at the earliest.</summary>
    public TimeSpan GrowsAt(TimeSpan now)
    {
        var grows = _sends.RoomAt(now) > 0 ? now : _sends.RoomGrowsAt(now);
        if (_interactiveWaits || _backgroundWaits) grows = Later(grows, _grantedAt + _pace);
        return Later(grows, _pausedUntil);
    }

    /// <summary>The platform has refused a call: nothing more leaves for a while.</summary>
    public void Pause(TimeSpan until)
    {
        Refused++;
        _pausedUntil = Later(_pausedUntil, until);
    }

    private int RoomAt(TimeSpan now, bool isPaced) => isPaced
        ? Math.Min(_sends.RoomAt(now), (int)Math.Min(MostAtOnce, (now - _grantedAt) / _pace))
        : _sends.RoomAt(now);

    private static TimeSpan Later(TimeSpan first, TimeSpan second) => first > second ? first : second;
}
