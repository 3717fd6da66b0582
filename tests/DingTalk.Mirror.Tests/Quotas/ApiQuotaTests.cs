using DingTalk.Mirror.Quotas;

namespace DingTalk.Mirror.Tests.Quotas;

public sealed class ApiQuotaTests
{
    private readonly ApiQuota _api = new(limit: 20, window: At(1_050));
    private readonly Guid[] _silos = [.. Enumerable.Range(0, 3).Select(_ => Guid.NewGuid())];
    private long _leases;

    [Fact]
    public void A_burst_up_to_the_limit_is_granted_at_once()
    {
        Assert.Equal((20, 0), Ask(0, interactive: 50, background: 0, At(0)));
        Assert.Equal((0, 0), Ask(0, interactive: 50, background: 0, At(1)));
    }

    [Fact]
    public void Background_calls_of_one_silo_leave_what_interactive_ones_of_the_others_still_want()
    {
        Ask(0, interactive: 20, background: 0, At(0));
        Assert.Equal((0, 0), Ask(0, interactive: 3, background: 0, At(1_290)));
        Assert.Equal((0, 0), Ask(1, interactive: 5, background: 0, At(1_295)));

        Assert.Equal((0, 12), Ask(2, interactive: 0, background: 20, At(1_310)));
        Assert.Equal((5, 0), Ask(1, interactive: 5, background: 20, At(1_320)));
    }

    [Fact]
    public void Interactive_demand_that_takes_everything_leaves_background_calls_nothing()
    {
        Ask(0, interactive: 20, background: 0, At(0));
        Ask(1, interactive: 20, background: 0, At(1_295));

        Assert.Equal((0, 0), Ask(2, interactive: 0, background: 1, At(1_310)));
    }

    [Fact]
    public void The_demand_of_a_silo_that_is_heard_of_no_more_is_forgotten()
    {
        Ask(0, interactive: 20, background: 0, At(0));
        Ask(1, interactive: 20, background: 0, At(1_295));

        Assert.Equal((0, 20), Ask(2, interactive: 0, background: 20, At(1_600)));
    }

    [Fact]
    public void While_more_is_wanted_than_there_is_room_for_grants_are_spread_evenly()
    {
        Ask(0, interactive: 40, background: 0, At(0));
        var granted = Enumerable.Range(1_300, 1_050).Select(at => (At: at, Ask(0, interactive: 40, background: 0, At(at)).Interactive))
            .Where(grant => grant.Interactive > 0).ToList();

        Assert.InRange(granted.Sum(grant => grant.Interactive), 19, 20);
        Assert.All(granted.Skip(1), grant => Assert.Equal(1, grant.Interactive));
    }

    [Fact]
    public void A_refusal_pauses_the_api_for_every_silo()
    {
        _api.Pause(At(700));

        Assert.Equal((0, 0), Ask(0, interactive: 1, background: 0, At(0)));
        Assert.Equal((0, 0), Ask(1, interactive: 1, background: 1, At(699)));
        Assert.Equal(At(700), _api.GrowsAt(At(699)));
        Assert.Equal((1, 0), Ask(0, interactive: 1, background: 0, At(700)));
        Assert.Equal(1, _api.Refused);
    }

    private (int Interactive, int Background) Ask(int silo, int interactive, int background, TimeSpan now)
    {
        var request = new QuotaRequest { Holder = _silos[silo], Api = "POST /topapi/v2/user/list", Interactive = interactive, Background = background };
        var share = _api.Share(request, now);
        if (share is not (0, 0)) _api.Grant(++_leases, request, share, now);
        return share;
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
