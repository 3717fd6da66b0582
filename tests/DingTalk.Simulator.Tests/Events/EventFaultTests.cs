using System.Net.WebSockets;

namespace DingTalk.Simulator.Tests.Events;

public sealed class EventFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_dropped_event_is_never_pushed_and_a_fault_of_events_hits_no_call()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        using var wire = new Wire(dingTalk);
        await using var client = await StreamClient.ConnectAsync(dingTalk);
        dingTalk.Faults.Add(Fault.EventDrop() with { Endpoint = "user_leave_org" });
        dingTalk.Faults.Add(Fault.Html() with { Endpoint = "user_modify_org" });

        await wire.PostAsync("/topapi/v2/user/delete", """{"userid":"u3"}""");
        await wire.PostAsync("/topapi/v2/user/update", """{"userid":"u1","title":"Engineer"}""");
        await client.AcknowledgeAsync(await client.ReceiveAsync("user_modify_org"));
        await dingTalk.Events.WhenSettledAsync(Stop);

        Assert.Equal([EventFate.Dropped, EventFate.Acknowledged], dingTalk.Events.All.Select(born => born.Fate));
        Assert.Equal([1, 0], dingTalk.Faults.Active.Select(dingTalk.Faults.Hits));
        Assert.Equal(1, dingTalk.Events.LostCount);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_duplicate_comes_though_the_event_was_acknowledged()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        await using var client = await StreamClient.ConnectAsync(dingTalk);
        dingTalk.Faults.Add(Fault.EventDuplicate(TimeSpan.FromSeconds(1)));
        dingTalk.Organization.RemoveUser("u3");

        var first = await client.ReceiveAsync("user_leave_org");
        await client.AcknowledgeAsync(first);
        await dingTalk.Events.WhenSettledAsync(Stop);
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(StreamClient.EventIdOf(first), StreamClient.EventIdOf(await client.ReceiveAsync("user_leave_org")));
        dingTalk.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((EventFate.Acknowledged, 2), (dingTalk.Events.All.Single().Fate, dingTalk.Events.All.Single().Attempts.Count));
    }

    [Fact(Timeout = 60_000)]
    public async Task Events_are_delayed_and_overtaken()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        await using var client = await StreamClient.ConnectAsync(dingTalk);
        dingTalk.Faults.Add(Fault.EventReorder(TimeSpan.FromSeconds(5)) with { Endpoint = "user_leave_org" });
        dingTalk.Faults.Add(Fault.EventDelay(TimeSpan.FromSeconds(2)) with { Endpoint = "org_dept_create" });

        dingTalk.Organization.Department(7, "Late").RemoveUser("u3");
        dingTalk.Organization.UpdateUser("u1", user => user with { Title = "Engineer" });
        await client.ReceiveAsync("user_modify_org");
        await client.ReceiveAsync("user_leave_org");
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(2));
        await client.ReceiveAsync("org_dept_create");
        dingTalk.Organization.RemoveUser("u2");
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(5));

        var alone = dingTalk.Events.Of("user_leave_org")[1];
        Assert.Equal(TimeSpan.FromSeconds(5), alone.Attempts.Single().At - alone.BornAt);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_held_comes_at_once_and_in_order()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        await using var client = await StreamClient.ConnectAsync(dingTalk);

        dingTalk.Events.Pause();
        dingTalk.Organization.RemoveUser("u3");
        dingTalk.Organization.Department(7, "New");
        Assert.All(dingTalk.Events.All, born => Assert.Empty(born.Attempts));
        dingTalk.Events.Resume();
        await client.ReceiveAsync("user_leave_org");
        await client.ReceiveAsync("org_dept_create");
        dingTalk.Faults.Add(Fault.EventBurst(TimeSpan.FromSeconds(2)) with { Times = 1 });
        dingTalk.Organization.RemoveUser("u2");
        dingTalk.Organization.Department(8, "Newer");
        Assert.Equal(2, dingTalk.Events.All.Count(born => born.Attempts is []));
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(2));
        await client.ReceiveAsync("user_leave_org");
        await client.ReceiveAsync("org_dept_create");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_cut_connection_loses_its_push_and_the_retry_goes_to_another()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        await using var client = await StreamClient.ConnectAsync(dingTalk);
        dingTalk.Faults.Add(Fault.Stream(StreamBreak.Cut) with { Times = 1 });
        dingTalk.Organization.RemoveUser("u3");

        await Assert.ThrowsAsync<WebSocketException>(client.ReceiveAsync);
        await dingTalk.Events.WhenAsync(events => events.Connections.Count == 0, Stop);
        await using var next = await StreamClient.ConnectAsync(dingTalk);
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(3));
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(10));
        await next.AcknowledgeAsync(await next.ReceiveAsync("user_leave_org"));
        await dingTalk.Events.WhenSettledAsync(Stop);

        Assert.Equal(2, dingTalk.Events.All.Single().Attempts.Select(attempt => attempt.Connection).Distinct().Count());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_zombie_swallows_events_and_stays_open()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        await using var client = await StreamClient.ConnectAsync(dingTalk);
        dingTalk.Faults.Add(Fault.Stream(StreamBreak.Zombie) with { Times = 1 });

        dingTalk.Organization.RemoveUser("u3");
        var silence = client.ReceiveAsync();
        foreach (var wait in (int[])[3, 10, 3, 30, 3])
            dingTalk.Clock.Advance(TimeSpan.FromSeconds(wait));

        Assert.False(silence.IsCompleted);
        Assert.Equal((EventFate.Lost, 3), (dingTalk.Events.All.Single().Fate, dingTalk.Events.All.Single().Attempts.Count(attempt => attempt.Connection is not null)));
        Assert.Equal(StreamBreak.Zombie, dingTalk.Events.Connections.Single().Break);
        dingTalk.Events.Disconnect(StreamBreak.Cut, dingTalk.Events.Connections.Single().Id);
        await Assert.ThrowsAsync<WebSocketException>(() => silence);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_announced_end_sends_the_event_to_another_connection()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        await using var first = await StreamClient.ConnectAsync(dingTalk);
        await using var second = await StreamClient.ConnectAsync(dingTalk);
        dingTalk.Faults.Add(Fault.Stream(StreamBreak.Announced) with { Times = 1 });

        dingTalk.Organization.RemoveUser("u3");

        var healthy = dingTalk.Events.Connections.Single(connection => connection.Break is null);
        Assert.Equal(healthy.Id, dingTalk.Events.All.Single().Attempts.Single().Connection);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_read_right_after_its_event_can_still_show_the_old_state()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();
        using var wire = new Wire(dingTalk);
        await using var client = await StreamClient.ConnectAsync(dingTalk);
        dingTalk.Faults.Add(Fault.StaleRead() with { Endpoint = "POST /topapi/v2/user/get", Times = 1 });

        await wire.PostAsync("/topapi/v2/user/update", """{"userid":"u1","dept_id_list":"9"}""");
        await client.ReceiveAsync("user_modify_org");

        Assert.Equal([2, 5], await DepartmentsOfAsync(wire));
        Assert.Equal([9], await DepartmentsOfAsync(wire));
    }

    private static async Task<IEnumerable<long>> DepartmentsOfAsync(Wire wire) =>
        [.. (await wire.PostAsync("/topapi/v2/user/get", """{"userid":"u1"}"""))["result"]!["dept_id_list"]!.AsArray().Select(id => (long)id!).Order()];
}
