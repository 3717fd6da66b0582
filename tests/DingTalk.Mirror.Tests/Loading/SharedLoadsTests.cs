using DingTalk.Mirror.Loading;

namespace DingTalk.Mirror.Tests.Loading;

public sealed class SharedLoadsTests
{
    private readonly SharedLoads<string> _loads = new();
    private readonly List<TaskCompletionSource> _started = [];

    [Fact]
    public void However_many_ask_for_a_part_it_is_loaded_once()
    {
        var first = _loads.Join("children", Load);
        var second = _loads.Join("children", Load);

        Assert.Same(first, second);
        Assert.Single(_started);
    }

    [Fact]
    public void Parts_are_loaded_beside_each_other()
    {
        _ = _loads.Join("children", Load);
        _ = _loads.Join("members", Load);

        Assert.Equal(2, _started.Count);
    }

    [Fact]
    public async Task A_load_that_failed_fails_those_who_waited_and_is_tried_again_by_the_next()
    {
        var first = _loads.Join("children", Load);
        var second = _loads.Join("children", Load);
        _started[0].SetException(new InvalidOperationException("no answer"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);

        var third = _loads.Join("children", Load);
        _started[1].SetResult();

        await third;
        Assert.Equal(2, _started.Count);
    }

    [Fact]
    public async Task Who_wants_what_is_read_from_now_on_waits_for_the_load_after_the_running_one()
    {
        var running = _loads.Join("children", Load);
        var next = _loads.JoinNext("children", Load);
        var shared = _loads.JoinNext("children", Load);
        Assert.Single(_started);
        Assert.Same(next, shared);

        _started[0].SetResult();
        await running;
        await Until(() => _started.Count == 2);
        Assert.False(next.IsCompleted);
        _started[1].SetResult();

        await next;
        Assert.Equal(2, _started.Count);
    }

    [Fact]
    public async Task Who_asks_during_the_next_load_for_what_is_read_from_now_on_gets_one_more()
    {
        _ = _loads.Join("children", Load);
        var next = _loads.JoinNext("children", Load);
        _started[0].SetResult();
        await Until(() => _started.Count == 2);
        var third = _loads.JoinNext("children", Load);
        _started[1].SetResult();
        await next;
        await Until(() => _started.Count == 3);
        _started[2].SetResult();

        await third;
        Assert.Equal(3, _started.Count);
    }

    [Fact]
    public async Task The_next_load_begins_although_the_running_one_failed()
    {
        var running = _loads.Join("children", Load);
        var next = _loads.JoinNext("children", Load);
        _started[0].SetException(new InvalidOperationException("no answer"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => running);
        await Until(() => _started.Count == 2);
        _started[1].SetResult();

        await next;
    }

    [Fact]
    public void With_nothing_under_way_the_next_load_begins_at_once()
    {
        var next = _loads.JoinNext("children", Load);

        Assert.Single(_started);
        Assert.Same(next, _loads.Join("children", Load));
    }

    private Task Load(string part)
    {
        _started.Add(new());
        return _started[^1].Task;
    }

    // Continuations run on the pool; nothing here waits for a length of time.
    private static async Task Until(Func<bool> isSo)
    {
        while (!isSo()) await Task.Yield();
    }
}
