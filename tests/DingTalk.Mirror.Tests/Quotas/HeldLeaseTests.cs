using DingTalk.Mirror.Quotas;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.Mirror.Tests.Quotas;

public sealed class HeldLeaseTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_permit_is_worth_nothing_once_its_time_since_the_request_has_passed()
    {
        var lease = Lease(permits: 2);

        _time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.True(lease.TrySend());

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(lease.TrySend());
    }

    [Fact]
    public void A_settled_lease_sends_nothing_more()
    {
        var lease = Lease(permits: 2);
        lease.TrySend();
        _time.Advance(TimeSpan.FromMilliseconds(30));

        var settled = lease.Settle(_time.GetTimestamp());

        Assert.Equal([TimeSpan.FromMilliseconds(30)], settled.SentAgo);
        Assert.False(lease.TrySend());
        Assert.Single(lease.Settle(_time.GetTimestamp()).SentAgo);
    }

    [Fact]
    public void A_lease_is_over_when_no_permit_is_in_hand_or_its_time_has_passed()
    {
        var lease = Lease(permits: 2);
        Assert.False(lease.IsOver);

        lease.TrySend();
        Assert.False(lease.IsOver);

        lease.Returned();
        Assert.True(lease.IsOver);

        var late = Lease(permits: 1);
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.True(late.IsOver);
    }

    private HeldLease Lease(int permits)
    {
        var lease = new HeldLease(1, _time, _time.GetTimestamp(), TimeSpan.FromMilliseconds(250));
        for (var i = 0; i < permits; i++) lease.Handed();
        return lease;
    }
}
