using DingTalk.Mirror.Loading;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.Mirror.Tests.Loading;

public sealed class LoadWaitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _load = new();

    [Fact]
    public async Task A_load_that_ends_in_time_has_ended()
    {
        var wait = LoadWait.EndsInTimeAsync(_load.Task, _time, CancellationToken.None);
        _time.Advance(LoadWait.Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(wait.IsCompleted);
        _load.SetResult();

        Assert.True(await wait);
    }

    [Fact]
    public async Task A_load_that_takes_longer_is_still_under_way_and_goes_on()
    {
        var wait = LoadWait.EndsInTimeAsync(_load.Task, _time, CancellationToken.None);
        _time.Advance(LoadWait.Limit);

        Assert.False(await wait);
        Assert.False(_load.Task.IsCompleted);
    }

    [Fact]
    public async Task A_load_that_fails_fails_the_wait_even_with_a_time_out_of_its_own()
    {
        _load.SetException(new TimeoutException("the platform is slow"));

        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => LoadWait.EndsInTimeAsync(_load.Task, _time, CancellationToken.None));

        Assert.Equal("the platform is slow", thrown.Message);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_freed_and_the_load_goes_on()
    {
        using var caller = new CancellationTokenSource();
        var wait = LoadWait.EndsInTimeAsync(_load.Task, _time, caller.Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.False(_load.Task.IsCompleted);
    }
}
