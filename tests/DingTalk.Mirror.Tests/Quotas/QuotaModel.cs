using DingTalk.Mirror.Quotas;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.Mirror.Tests.Quotas;

/// <summary>
/// One API's window and some holders of its leases on one fake clock: messages take time, holders freeze, settle late or never.
/// </summary>
internal sealed class QuotaModel(int limit, Random random)
{
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(1_050);

    private readonly FakeTimeProvider _time = new();
    private readonly SendWindow _window = new(limit, Window);
    private readonly List<Holding> _holdings = [];
    private readonly List<TimeSpan> _sent = [];
    private TimeSpan _now;
    private long _leases;

    public IReadOnlyList<TimeSpan> Sent => _sent;

    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            Pass(TimeSpan.FromMilliseconds(random.Next(0, 60)));
            switch (random.Next(5))
            {
                case 0 or 1:
                    Ask(random.Next(1, limit + 1), latency: random.Next(0, 40));
                    break;
                case 2 or 3 when _holdings.Count > 0:
                    Send(_holdings[random.Next(_holdings.Count)]);
                    break;
                case 4 when _holdings.Count > 0:
                    Settle(random.Next(_holdings.Count));
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The most sends in any window that contains its later end only.</summary>
    public int MostInOneWindow() => _sent.Count == 0 ? 0 : _sent.Max(end => _sent.Count(at => at <= end && at > end - Window));

    private void Pass(TimeSpan time)
    {
        _time.Advance(time);
        _now += time;
    }

    // The request and the answer are both on their way for a while: the grant comes after the request was sent, the permits after the grant.
    private void Ask(int wanted, int latency)
    {
        var asked = _time.GetTimestamp();
        Pass(TimeSpan.FromMilliseconds(latency));
        var granted = Math.Min(wanted, Math.Max(_window.RoomAt(_now), 0));
        if (granted == 0) return;
        _window.Lease(++_leases, granted, _now, _now + ApiQuota.LeaseValidity);
        Pass(TimeSpan.FromMilliseconds(random.Next(0, 40)));
        var lease = new HeldLease(_leases, _time, asked, ApiQuota.LeaseValidity);
        for (var i = 0; i < granted; i++) lease.Handed();
        _holdings.Add(new(lease) { InHand = granted });
    }

    private void Send(Holding holding)
    {
        var most = random.Next(1, limit + 1);
        for (; holding.InHand > 0 && most > 0; most--, holding.InHand--)
        {
            if (holding.Lease.TrySend()) _sent.Add(_now);
        }
    }

    private void Settle(int index)
    {
        var lease = _holdings[index].Lease;
        if (!lease.IsOver) return;
        var settled = lease.Settle(_time.GetTimestamp());
        Pass(TimeSpan.FromMilliseconds(random.Next(0, 40)));
        _window.Settle(settled.LeaseId, settled.SentAgo.Select(ago => _now - ago));
        if (random.Next(3) > 0) _holdings.RemoveAt(index);
    }

    private sealed class Holding(HeldLease lease)
    {
        public HeldLease Lease { get; } = lease;

        public int InHand { get; set; }
    }
}
