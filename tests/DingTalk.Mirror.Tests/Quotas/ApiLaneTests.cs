using DingTalk.Mirror.Quotas;
using DingTalk.OpenPlatform.Limits;
using Microsoft.Extensions.Logging.Abstractions;

namespace DingTalk.Mirror.Tests.Quotas;

public sealed class ApiLaneTests : IDisposable
{
    private const int Limit = 20;

    private readonly ParkedTime _time = new();
    private readonly QuotaOwner _quota;
    private readonly ApiLane _lane;

    public ApiLaneTests()
    {
        _quota = new(Limit, _time);
        _lane = new(_quota, Guid.NewGuid(), "POST /topapi/v2/user/list", isMetered: false, _time, NullLogger.Instance);
    }

    public void Dispose() => _time.Dispose();

    [Fact]
    public async Task Steady_demand_is_sent_at_nearly_the_limit_and_never_above_it_in_any_window()
    {
        var began = _time.GetTimestamp();
        var sent = new List<TimeSpan>();
        var waiting = Enter(CallPriority.Interactive, 2 * Limit);
        while (_time.GetElapsedTime(began) < TimeSpan.FromSeconds(60))
        {
            await _time.ParkedAsync();
            for (var granted = _quota.Granted.Sum(grant => grant.Interactive) - sent.Count; granted > 0; granted--)
            {
                var permit = await Task.WhenAny(waiting);
                waiting.Remove(permit);
                Assert.True((await permit).TrySend());
                sent.Add(_time.GetElapsedTime(began));
            }

            waiting.AddRange(Enter(CallPriority.Interactive, (2 * Limit) - waiting.Count));
            _time.Wake();
        }

        Assert.All(sent, end => Assert.InRange(sent.Count(at => at <= end && at > end - QuotaModel.Window), 1, Limit));
        Assert.InRange(sent.Count / 60d, 0.95 * Limit / QuotaModel.Window.TotalSeconds, Limit);
    }

    [Fact]
    public async Task Background_calls_get_what_interactive_ones_leave()
    {
        // While the quota does not answer, all of them come to wait.
        _quota.Failures = 1;
        var background = Enter(CallPriority.Background, Limit);
        await _time.ParkedAsync();
        var interactive = Enter(CallPriority.Interactive, Limit - 5);
        _time.Wake();

        await Task.WhenAll(interactive);
        Assert.Equal([(Limit - 5, 5)], _quota.Granted);
        await Task.WhenAll(background.Take(5));
        Assert.Equal(5, background.Count(task => task.IsCompleted));
    }

    [Fact]
    public async Task A_quota_that_fails_is_asked_again_and_nobody_who_waits_is_lost()
    {
        _quota.Failures = 3;
        var waiting = Enter(CallPriority.Interactive, 3);
        for (var i = 0; i < 3; i++)
        {
            await _time.ParkedAsync();
            _time.Wake();
        }

        Assert.All(await Task.WhenAll(waiting), permit => Assert.True(permit.TrySend()));
    }

    [Fact]
    public async Task Who_gives_up_takes_no_permit_from_those_who_wait()
    {
        _quota.Failures = 1;
        using var gaveUp = new CancellationTokenSource();
        var left = _lane.EnterAsync(CallPriority.Interactive, gaveUp.Token).AsTask();
        await _time.ParkedAsync();
        var stayed = Enter(CallPriority.Interactive, Limit);
        await gaveUp.CancelAsync();
        _time.Wake();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.All(await Task.WhenAll(stayed), permit => Assert.True(permit.TrySend()));
        Assert.Equal([(Limit, 0)], _quota.Granted);
    }

    [Fact]
    public async Task A_permit_that_is_not_used_in_its_time_is_worth_nothing()
    {
        var permit = await _lane.EnterAsync(CallPriority.Interactive, TestContext.Current.CancellationToken);

        _time.Advance(ApiQuota.LeaseValidity);

        Assert.False(permit.TrySend());
    }

    private List<Task<CallPermit>> Enter(CallPriority priority, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => _lane.EnterAsync(priority, TestContext.Current.CancellationToken).AsTask())];
}
