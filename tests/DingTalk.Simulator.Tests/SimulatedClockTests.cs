using Microsoft.Extensions.Time.Testing;

namespace DingTalk.Simulator.Tests;

public sealed class SimulatedClockTests
{
    [Fact]
    public void Moving_the_clock_rings_what_is_due_in_order_and_leaves_the_rest()
    {
        var clock = new SimulatedClock(new FakeTimeProvider());
        var rung = new List<int>();
        using var late = clock.CreateTimer(_ => rung.Add(10), null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
        using var early = clock.CreateTimer(_ => rung.Add(5), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var never = clock.CreateTimer(_ => rung.Add(7), null, TimeSpan.FromSeconds(7), Timeout.InfiniteTimeSpan);
        using var still = clock.CreateTimer(_ => rung.Add(11), null, TimeSpan.FromSeconds(11), Timeout.InfiniteTimeSpan);
        never.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromSeconds(10));
        clock.Advance(TimeSpan.Zero);

        Assert.Equal([5, 10], rung);
    }

    [Fact]
    public void A_timer_also_rings_by_the_time_that_the_clock_runs_on_and_by_both_together()
    {
        var time = new FakeTimeProvider();
        var clock = new SimulatedClock(time);
        var rung = 0;
        using var timer = clock.CreateTimer(_ => rung++, null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, rung);
        clock.Advance(TimeSpan.FromSeconds(6));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(1, rung);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, rung);
    }
}
