using DingTalk.OpenPlatform.Events;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.OpenPlatform.Tests.Events;

public sealed class FailedEventTests
{
    private const string Two = """
        {"errcode":0,"errmsg":"ok","has_more":true,"failed_list":[
         {"call_back_tag":"user_leave_org","event_time":1787300000123,"user_leave_org":{"userid":["u40017"],"corpid":"dingcorp"}},
         {"call_back_tag":"org_dept_modify","event_time":"1787300000456","org_dept_modify":{"deptid":[7],"corpid":"dingcorp"}}]}
        """;

    private const string None = """{"errcode":0,"errmsg":"ok","has_more":false,"failed_list":[]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failed_deliveries_are_read_as_events()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(Two));
        await using var app = TestApp.For(platform.Address);

        var failed = await app.Client.Events.ListFailedAsync(Token);

        Assert.True(failed.HasMore);
        var (left, changed) = (failed.Events[0], failed.Events[1]);
        Assert.Equal((null, "user_leave_org", "dingcorp", EventDelivery.FailedList), (left.EventId, left.EventType, left.CorpId, left.Delivery));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1787300000123), left.BornAt);
        Assert.True(ContactEvent.TryRead(left, out var person));
        Assert.Equal(["u40017"], person.UserIds);
        Assert.True(ContactEvent.TryRead(changed, out var department));
        Assert.Equal([7L], department.DepartmentIds);
        Assert.Equal("GET", Assert.Single(platform.Requests).Method);
    }

    [Theory]
    [InlineData("""{"errcode":0,"failed_list":[{"call_back_tag":"org_change","event_time":1}]}""", "org_change")]
    [InlineData("""{"errcode":0,"failed_list":[{"what":"ever"},7]}""", "unknown,unknown")]
    [InlineData("""{"errcode":0}""", "")]
    [InlineData("""{"errcode":0,"failed_list":null}""", "")]
    public async Task An_entry_that_cannot_be_read_is_passed_on_and_spoils_no_other(string answer, string types)
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(answer));
        await using var app = TestApp.For(platform.Address);

        var failed = await app.Client.Events.ListFailedAsync(Token);

        Assert.Equal(types, string.Join(',', failed.Events.Select(it => it.EventType)));
    }

    [Fact]
    public async Task A_lost_answer_is_not_asked_for_again_for_that_would_delete_the_batch()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.CutAsync, ScriptedPlatform.Json(Two));
        await using var app = TestApp.For(platform.Address, time: new SkippingTime());

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => app.Client.Events.ListFailedAsync(Token));

        Assert.Equal(DingTalkErrorKind.Network, exception.Kind);
        Assert.True(exception.MayHaveBeenDone);
        Assert.Single(platform.Requests);
    }

    [Fact]
    public async Task At_start_failed_deliveries_are_handed_on_and_the_next_batch_waits_until_all_are_consumed()
    {
        var time = new FakeTimeProvider(CallbackVectors.Then);
        var isDown = true;
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(Two), ScriptedPlatform.Json(None));
        await using var app = await CallbackApp.StartAsync(time, new EventRecorder
        {
            OnEvent = (it, _) => isDown && it.EventType == "org_dept_modify" ? throw new InvalidOperationException("Not now.") : Task.CompletedTask,
        }, platform: platform.Address);

        List<DingTalkEvent> handed = [await app.Handler.NextAsync(), await app.Handler.NextAsync(), await time.PassUntilAsync(app.Handler.NextAsync().AsTask())];
        var before = platform.Requests.Count;
        isDown = false;
        handed.Add(await time.PassUntilAsync(app.Handler.NextAsync().AsTask()));
        await platform.WaitForAsync(requests: 2);

        Assert.Equal(1, before);
        Assert.Equal("org_dept_modify", handed[^1].EventType);
    }

    [Fact]
    public async Task A_failure_here_is_fetched_some_minutes_later_and_otherwise_seldom()
    {
        var time = new FakeTimeProvider(CallbackVectors.Then);
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(None));
        await using var app = await CallbackApp.StartAsync(
            time, new EventRecorder { OnEvent = (_, _) => throw new InvalidOperationException("Not now.") }, platform: platform.Address);
        await platform.WaitForAsync(requests: 1);
        await time.PassUntilAsync(platform.WaitForAsync(requests: 2), TimeSpan.FromSeconds(2));     // what failed just before the start
        var (first, second) = (CallbackVectors.Then, time.GetUtcNow());

        time.Advance(TimeSpan.FromMinutes(30));
        await app.PostAsync(CallbackVectors.Message("""{"EventType":"org_change"}""", timestamp: $"{time.GetUtcNow().ToUnixTimeMilliseconds()}"));
        var failed = time.GetUtcNow();
        await time.PassUntilAsync(platform.WaitForAsync(requests: 3), TimeSpan.FromSeconds(2));
        var third = time.GetUtcNow();
        await time.PassUntilAsync(platform.WaitForAsync(requests: 4), TimeSpan.FromMinutes(1));

        Assert.True(second - first >= TimeSpan.FromMinutes(6));
        Assert.True(third - failed >= TimeSpan.FromMinutes(6));
        Assert.True(time.GetUtcNow() - third >= TimeSpan.FromHours(2));
    }
}
