using CsCheck;
using DingTalk.OpenPlatform.Limits;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.OpenPlatform.Tests.Limits;

public sealed class SlidingWindowGateTests
{
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(40);
    private static readonly PlatformCall Call = new("POST /a", CallPriority.Interactive, IsMetered: false);
    private static readonly PlatformCall BackgroundCall = Call with { Priority = CallPriority.Background };

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_burst_up_to_the_limit_leaves_at_once_and_the_next_waits_for_the_window()
    {
        var gate = CreateGate(callsPerSecond: 3);
        for (var i = 0; i < 3; i++)
            Assert.True((await gate.EnterAsync(Call, None)).TrySend());

        var fourth = gate.EnterAsync(Call, None).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(1039));
        Assert.False(fourth.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True((await fourth.WaitAsync(None)).TrySend());
    }

    [Fact]
    public async Task Each_api_has_a_window_of_its_own()
    {
        var gate = CreateGate(callsPerSecond: 1);
        Assert.True((await gate.EnterAsync(Call, None)).TrySend());

        var other = gate.EnterAsync(Call with { Api = "POST /b" }, None).AsTask();
        var same = gate.EnterAsync(Call, None).AsTask();

        Assert.True(other.IsCompletedSuccessfully);
        Assert.False(same.IsCompleted);
    }

    [Fact]
    public async Task Interactive_calls_overtake_background_ones_and_each_kind_keeps_its_order()
    {
        var gate = CreateGate(callsPerSecond: 1);
        Assert.True((await gate.EnterAsync(Call, None)).TrySend());
        var order = new List<string>();
        var waiting = new[]
        {
            SendAsync(gate, BackgroundCall, "background 1", order), SendAsync(gate, BackgroundCall, "background 2", order),
            SendAsync(gate, Call, "interactive 1", order), SendAsync(gate, Call, "interactive 2", order),
        };

        for (var sent = 1; sent <= waiting.Length; sent++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1040));
            await UntilAsync(() => Count(order) == sent);
        }

        Assert.Equal(["interactive 1", "interactive 2", "background 1", "background 2"], order);
    }

    [Fact]
    public async Task Who_gives_up_loses_the_place_to_the_next()
    {
        var gate = CreateGate(callsPerSecond: 1);
        Assert.True((await gate.EnterAsync(Call, None)).TrySend());
        using var impatient = new CancellationTokenSource();
        var first = gate.EnterAsync(Call, impatient.Token).AsTask();
        var second = gate.EnterAsync(Call, None).AsTask();

        await impatient.CancelAsync();
        _time.Advance(TimeSpan.FromMilliseconds(1040));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.True((await second.WaitAsync(None)).TrySend());
    }

    [Fact]
    public async Task A_permit_that_was_held_too_long_is_no_permit_and_its_place_goes_to_the_next()
    {
        var gate = CreateGate(callsPerSecond: 1);
        var held = await gate.EnterAsync(Call, None);
        var next = gate.EnterAsync(Call, None).AsTask();

        _time.Advance(SlidingWindowGate.PermitLife);

        Assert.True((await next.WaitAsync(None)).TrySend());
        Assert.False(held.TrySend());
    }

    [Fact]
    public async Task A_permit_sends_once()
    {
        var permit = await CreateGate(callsPerSecond: 5).EnterAsync(Call, None);

        Assert.True(permit.TrySend());
        Assert.False(permit.TrySend());
    }

    [Fact]
    public async Task A_refusal_pauses_its_api_even_for_permits_already_given()
    {
        var gate = CreateGate(callsPerSecond: 5);
        var given = await gate.EnterAsync(Call, None);

        gate.Refused(Call, TimeSpan.FromSeconds(2));

        Assert.False(given.TrySend());
        var waiting = gate.EnterAsync(Call, None).AsTask();
        Assert.True((await gate.EnterAsync(Call with { Api = "POST /b" }, None)).TrySend());
        _time.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True((await waiting.WaitAsync(None)).TrySend());
    }

    [Fact]
    public async Task A_shorter_refusal_does_not_shorten_a_pause()
    {
        var gate = CreateGate(callsPerSecond: 5);
        gate.Refused(Call, TimeSpan.FromSeconds(4));
        gate.Refused(Call, TimeSpan.FromSeconds(1));
        var waiting = gate.EnterAsync(Call, None).AsTask();

        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True((await waiting.WaitAsync(None)).TrySend());
    }

    [Fact]
    public async Task Apis_without_number_do_not_fill_the_memory_or_forget_a_window()
    {
        var gate = CreateGate(callsPerSecond: 1);
        for (var i = 0; i < 1000; i++)
        {
            Assert.True((await gate.EnterAsync(Call with { Api = $"GET /users/{i}" }, None)).TrySend());
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        var again = gate.EnterAsync(Call with { Api = "GET /users/999" }, None).AsTask();
        Assert.InRange(gate.LaneCount, 1, 300);
        Assert.False(again.IsCompleted);
    }

    /// <summary>Whatever arrives when, whoever is frozen between permit and send, for how long: counted at the send.</summary>
    [Fact]
    public void Never_more_sends_than_the_limit_in_any_second()
    {
        var step = Gen.Select(Gen.Int[0, 12], Gen.Int[0, 700], Gen.Int[0, 900], Gen.Int[0, 30]);
        Gen.Select(Gen.Int[1, 8], step.Array[1, 40]).Sample((limit, steps) =>
        {
            var time = new FakeTimeProvider();
            var gate = new SlidingWindowGate(limit, Jitter, time);
            var sends = new List<DateTimeOffset>();
            var held = new List<Task<CallPermit>>();
            foreach (var (arrivals, pass, freeze, refuse) in steps)
            {
                for (var i = 0; i < arrivals; i++)
                    held.Add(gate.EnterAsync(i % 3 == 0 ? BackgroundCall : Call, CancellationToken.None).AsTask());
                if (refuse == 0)
                    gate.Refused(Call, TimeSpan.FromMilliseconds(pass));
                time.Advance(TimeSpan.FromMilliseconds(freeze % 5 == 0 ? freeze : 0));
                foreach (var entered in held.Where(task => task.IsCompletedSuccessfully).ToArray())
                {
                    held.Remove(entered);
#pragma warning disable xUnit1031 // completed
                    if (entered.Result.TrySend())
                        sends.Add(time.GetUtcNow());
#pragma warning restore xUnit1031
                }

                time.Advance(TimeSpan.FromMilliseconds(pass));
            }

            Assert.All(sends, from => Assert.InRange(sends.Count(at => at >= from && at < from + TimeSpan.FromSeconds(1) + Jitter), 1, limit));
        }, iter: 300);
    }

    [Fact]
    public async Task A_queue_leaves_at_the_pace_of_the_limit_and_not_slower()
    {
        var gate = CreateGate(callsPerSecond: 20);
        var order = new List<string>();
        var all = Task.WhenAll(Enumerable.Range(0, 100).Select(i => SendAsync(gate, Call, $"{i}", order)));
        await UntilAsync(() => Count(order) == 20);

        for (var second = 2; second <= 5; second++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1040));
            await UntilAsync(() => Count(order) == second * 20);
        }

        await all.WaitAsync(None);
    }

    private SlidingWindowGate CreateGate(int callsPerSecond) => new(callsPerSecond, Jitter, _time);

    private static async Task SendAsync(SlidingWindowGate gate, PlatformCall call, string name, List<string> order)
    {
        while (!(await gate.EnterAsync(call, None)).TrySend())
        {
        }

        lock (order)
            order.Add(name);
    }

    private static int Count(List<string> order)
    {
        lock (order)
            return order.Count;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            None.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
