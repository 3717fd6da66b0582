using DingTalk.OpenPlatform.Limits;

namespace DingTalk.Mirror.Quotas;

/// <summary>A lease in this silo's hands, with what was sent under it.</summary>
internal sealed class HeldLease(long id, TimeProvider time, long asked, TimeSpan validity)
{
    private readonly Lock _lock = new();
    private readonly List<long> _sent = [];
    private int _inHand;
    private bool _isClosed;

    public long Id => id;

    public void Handed()
    {
        lock (_lock) _inHand++;
    }

    public void Returned()
    {
        lock (_lock) _inHand--;
    }

    public bool TrySend()
    {
        lock (_lock)
        {
            _inHand--;
            if (_isClosed || time.GetElapsedTime(asked) >= validity) return false;
            _sent.Add(time.GetTimestamp());
            return true;
        }
    }

    /// <summary>Whether nothing will be sent under it any more.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock) return _inHand == 0 || time.GetElapsedTime(asked) >= validity;
        }
    }

    /// <summary>Ends it: a permit that is still in somebody's hand is worth nothing from now on.</summary>
    public LeaseSettlement Settle(long now)
    {
        lock (_lock)
        {
            _isClosed = true;
            return new(id, [.. _sent.Select(sent => time.GetElapsedTime(sent, now))]);
        }
    }
}

internal sealed class LeasedPermit(HeldLease lease) : CallPermit
{
    public override bool TrySend() => lease.TrySend();
}
