using DingTalk.Mirror.Loading;

namespace DingTalk.Mirror.Tests.Loading;

public sealed class WriteLaneTests
{
    [Fact]
    public async Task Writes_run_one_after_another_in_the_order_of_their_arrival()
    {
        var lane = new WriteLane();
        var begun = new List<int>();
        var gates = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource()).ToArray();
        var writes = gates.Select((gate, number) => lane.RunAsync(() =>
        {
            begun.Add(number);
            return gate.Task;
        })).ToArray();

        gates[2].SetResult();
        gates[1].SetResult();
        Assert.Equal([0], begun);
        gates[0].SetResult();
        await Task.WhenAll(writes);

        Assert.Equal([0, 1, 2], begun);
    }

    [Fact]
    public async Task A_write_that_fails_is_told_to_its_own_caller_and_holds_nobody_up()
    {
        var lane = new WriteLane();
        var failing = lane.RunAsync(() => Task.FromException(new InvalidOperationException("conflict")));
        var following = lane.RunAsync(() => Task.CompletedTask);

        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await following;
    }
}
