using System.Globalization;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Events;

/// <summary>
/// Random changes through the platform's documented API, their events delivered at random, questions in between. The seed of a run names all its
/// changes; when which event comes is the machine's to say. The environment variable <c>MODEL_SEED</c> runs each test with that seed alone.
/// </summary>
public sealed class ModelTests
{
    private const string Reads = "POST /topapi/v2/user/get";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The seeds of one test, which its name tells.</summary>
    public static TheoryData<int> Seeds(int first, int count) => Environment.GetEnvironmentVariable("MODEL_SEED") is { Length: > 0 } seed
        ? [int.Parse(seed, CultureInfo.InvariantCulture)]
        : [.. Enumerable.Range(first, count)];

    [Theory, MemberData(nameof(Seeds), 1, 3)]
    public async Task No_answer_tells_what_was_never_true_since_its_read_and_in_the_end_the_mirror_is_the_organization(int seed)
    {
        await using var run = await ModelRun.StartAsync(seed);
        DisturbDelivery(run.DingTalk);
        for (var step = 1; step <= 400; step++)
        {
            await run.Company.ChangeAsync(Ct);
            if (run.Random.Next(3) == 0) run.CheckView();
            if (run.Random.Next(6) == 0) await run.AskAsync();
            if (step % 20 == 0) await Task.Delay(run.Random.Next(60), Ct);
            if (step % 200 != 0) continue;
            await run.SettleAsync();
            run.EnsureSame();
        }
    }

    [Theory, MemberData(nameof(Seeds), 21, 2)]
    public async Task Silos_that_are_lost_take_no_change_along_and_no_answer_of_the_others_is_wrong(int seed)
    {
        await using var run = await ModelRun.StartAsync(seed, silos: 3);
        DisturbDelivery(run.DingTalk);
        for (var step = 1; step <= 600; step++)
        {
            await run.Company.ChangeAsync(Ct);
            if (run.Random.Next(3) == 0) run.CheckView();
            if (run.Random.Next(6) == 0) await run.AskAsync();
            if (run.Random.Next(60) == 0) await run.LoseSiloAsync();
            if (step % 300 != 0) continue;
            await run.SettleAsync();
            run.EnsureSame();
        }

        Assert.True(run.Lost > 2);
        Assert.Equal(0, run.DingTalk.Events.LostCount);
    }

    [Theory, MemberData(nameof(Seeds), 11, 2)]
    public async Task Events_that_were_lost_and_reads_that_lag_behind_are_made_good_by_the_sweep(int seed)
    {
        await using var run = await ModelRun.StartAsync(seed, silos: 3, sweep: true);
        run.DingTalk.Faults.Add(Fault.EventDrop() with { Rate = 0.2 });
        run.DingTalk.Faults.Add(Fault.StaleRead(3) with { Rate = 0.1 });
        for (var step = 1; step <= 300; step++)
        {
            await run.Company.ChangeAsync(Ct);
            if (step % 100 == 50) run.DingTalk.Events.Disconnect(run.Random.Next(2) == 0 ? StreamBreak.Announced : StreamBreak.Cut);
            if (run.Random.Next(60) == 0) await run.LoseSiloAsync();
            if (step % 20 == 0) await Task.Delay(run.Random.Next(60), Ct);
        }

        run.DingTalk.Faults.Clear();
        await run.SettleAsync();
        for (var pass = 0; pass < 12 && run.Differences().Count > 0; pass++)
        {
            await run.SweepAsync();
            await run.SettleAsync();
        }

        run.EnsureSame();
        Assert.True((await run.Mirror.Mirror().Sweep.GetStatusAsync(Ct)).Drift > 0);
    }

    private static void DisturbDelivery(DingTalkSimulator dingTalk)
    {
        dingTalk.Faults.Add(Fault.EventDuplicate(TimeSpan.FromMilliseconds(30)) with { Rate = 0.2 });
        dingTalk.Faults.Add(Fault.EventDelay(TimeSpan.FromMilliseconds(60)) with { Rate = 0.2 });
        dingTalk.Faults.Add(Fault.EventReorder(TimeSpan.FromMilliseconds(40)) with { Rate = 0.2 });
        dingTalk.Faults.Add(Fault.HttpStatus(503) with { Rate = 0.05, Endpoint = Reads });
    }
}
