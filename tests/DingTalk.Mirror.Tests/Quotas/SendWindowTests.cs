using CsCheck;
using DingTalk.Mirror.Quotas;

namespace DingTalk.Mirror.Tests.Quotas;

public sealed class SendWindowTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void No_window_ever_holds_more_sends_than_the_limit_however_late_leases_are_used_and_settled() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int).Sample((limit, seed) =>
        {
            var model = new QuotaModel(limit, new(seed));

            model.Run(300);

            Assert.InRange(model.MostInOneWindow(), 0, limit);
        }, iter: 1_000);

    [Fact]
    public void A_random_run_sends_a_good_part_of_what_the_limit_allows()
    {
        var model = new QuotaModel(5, new(1));

        model.Run(5_000);

        Assert.Equal(5, model.MostInOneWindow());
        Assert.InRange(model.Sent.Count, 200, int.MaxValue);
    }

    [Fact]
    public void An_open_lease_counts_whole_until_a_window_after_its_expiry()
    {
        var window = new SendWindow(20, Second);
        window.Lease(1, 15, Ms(0), expiresAt: Ms(250));

        Assert.Equal(5, window.RoomAt(Ms(0)));
        Assert.Equal(5, window.RoomAt(Ms(1_249)));
        Assert.Equal(20, window.RoomAt(Ms(1_250)));
    }

    [Fact]
    public void A_settled_lease_counts_what_was_sent_a_window_long()
    {
        var window = new SendWindow(20, Second);
        window.Lease(1, 15, Ms(0), expiresAt: Ms(250));
        window.Settle(1, [Ms(100), Ms(50)]);

        Assert.Equal(18, window.RoomAt(Ms(1_049)));
        Assert.Equal(Ms(1_050), window.RoomGrowsAt(Ms(300)));
        Assert.Equal(19, window.RoomAt(Ms(1_050)));
        Assert.Equal(20, window.RoomAt(Ms(1_100)));
    }

    [Fact]
    public void A_lease_that_is_settled_twice_or_too_late_counts_once()
    {
        var window = new SendWindow(20, Second);
        window.Lease(1, 5, Ms(0), expiresAt: Ms(250));
        window.Settle(1, [Ms(10)]);
        window.Settle(1, [Ms(10)]);
        window.Settle(7, [Ms(10)]);

        Assert.Equal(19, window.RoomAt(Ms(20)));
    }

    [Fact]
    public void One_holder_with_steady_demand_gets_nearly_all_that_the_window_allows()
    {
        const int limit = 20;
        var roundTrip = Ms(4);
        var window = new SendWindow(limit, QuotaModel.Window);
        List<TimeSpan> inTheAir = [];
        var now = Ms(0);
        var sends = 0;
        for (var lease = 0L; now < TimeSpan.FromMinutes(1);)
        {
            if (lease > 0) window.Settle(lease, inTheAir);
            inTheAir = [];
            if (window.RoomAt(now) is > 0 and var room)
            {
                window.Lease(++lease, room, now, now + ApiQuota.LeaseValidity);
                inTheAir = [.. Enumerable.Repeat(now + roundTrip, room)];
                sends += room;
            }

            var wait = window.RoomGrowsAt(now) - now;
            now += roundTrip + (wait > Ms(1) ? wait : Ms(1));
        }

        Assert.InRange(sends / 60d, 0.95 * limit / QuotaModel.Window.TotalSeconds, limit / QuotaModel.Window.TotalSeconds * 1.02);
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
