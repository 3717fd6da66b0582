namespace DingTalk.Mirror.Quotas;

/// <summary>
/// What the quota grain knows of one API. A burst up to the limit leaves at once, so a short load is short. Once more is wanted than there
/// is room for, grants are spread evenly: a burst that repeated itself each second would meet its own delayed sends.
/// </summary>
internal sealed class ApiQuota(SendWindow window, TimeSpan pace)
{
    // What a late timer may catch up with.
    private const int MostAtOnce = 4;

    private TimeSpan _grantedAt;
    private bool _isSaturated;

    public SendWindow Window => window;

    /// <summary>The interactive calls that each silo could not be given, and when it asked.</summary>
    public Dictionary<Guid, (TimeSpan At, int Interactive)> Demand { get; } = [];

    public TimeSpan PausedUntil { get; set; }

    public long Granted { get; private set; }

    public long Refused { get; set; }

    public int RoomAt(TimeSpan now) => _isSaturated
        ? Math.Min(window.RoomAt(now), (int)Math.Min(MostAtOnce, (now - _grantedAt) / pace))
        : window.RoomAt(now);

    public TimeSpan GrowsAt(TimeSpan now)
    {
        var grows = window.RoomAt(now) > 0 ? now : window.RoomGrowsAt(now);
        var paced = _isSaturated ? _grantedAt + pace : now;
        return grows > paced ? grows : paced;
    }

    public void Grant(int count, TimeSpan now, bool leavesDemand)
    {
        // On the grid of the pace while saturated, so that the time a request came late is not lost.
        var onGrid = _grantedAt + (pace * count);
        _grantedAt = _isSaturated && onGrid > now - (pace * MostAtOnce) ? onGrid : now;
        _isSaturated = leavesDemand;
        Granted += count;
    }
}
