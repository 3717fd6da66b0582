namespace DingTalk.Mirror.Quotas;

/// <summary>
/// Counts the sends of one API in a sliding window, when some are certain and others only allowed: a leased permit may be used at any
/// moment until it expires, so it counts until it is settled or the window has passed its expiry. Times are on the owner's monotonic clock.
/// </summary>
internal sealed class SendWindow(int limit, TimeSpan length)
{
    private readonly List<TimeSpan> _sent = [];
    private readonly List<OpenLease> _open = [];

    /// <summary>How many more sends may be allowed at <paramref name="now"/>.</summary>
    public int RoomAt(TimeSpan now)
    {
        Forget(now);
        return limit - _sent.Count - _open.Sum(lease => lease.Count);
    }

    /// <summary>When room grows at the earliest: a window after the oldest send that counts, or after the grant it may have followed at once.</summary>
    public TimeSpan RoomGrowsAt(TimeSpan now)
    {
        Forget(now);
        var oldest = _sent is [var first, ..] ? first : TimeSpan.MaxValue - length;
        foreach (var lease in _open) oldest = Min(oldest, lease.GrantedAt);
        return oldest + length;
    }

    public void Lease(long id, int count, TimeSpan grantedAt, TimeSpan expiresAt) => _open.Add(new(id, count, grantedAt, expiresAt));

    /// <summary>A lease's fate is known: these sends, each at its time or earlier, and no more.</summary>
    public void Settle(long id, IEnumerable<TimeSpan> sentAt)
    {
        if (_open.RemoveAll(lease => lease.Id == id) == 0) return;
        foreach (var sent in sentAt)
        {
            var place = _sent.BinarySearch(sent);
            _sent.Insert(place < 0 ? ~place : place, sent);
        }
    }

    private void Forget(TimeSpan now)
    {
        _sent.RemoveRange(0, CountUntil(now - length));
        _open.RemoveAll(lease => lease.ExpiresAt + length <= now);
    }

    private int CountUntil(TimeSpan end)
    {
        var count = 0;
        while (count < _sent.Count && _sent[count] <= end) count++;
        return count;
    }

    private static TimeSpan Min(TimeSpan first, TimeSpan second) => first < second ? first : second;

    private readonly record struct OpenLease(long Id, int Count, TimeSpan GrantedAt, TimeSpan ExpiresAt);
}
