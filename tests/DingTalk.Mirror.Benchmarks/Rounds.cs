using System.Diagnostics;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>One way of doing the same thing.</summary>
internal sealed class Candidate
{
    public Candidate(string name, Action act) => (Name, Act) = (name, act);

    public Candidate(string name, Func<Task> actAsync) => (Name, ActAsync) = (name, actAsync);

    public string Name { get; }

    public Action? Act { get; }

    public Func<Task>? ActAsync { get; }

    /// <summary>What is asked of the ratio to the first candidate.</summary>
    public string Target { get; init; } = "";

    /// <summary>Calls that make a sample long enough to be read off a clock.</summary>
    public int Repeat { get; set; } = 1;
}

/// <summary>Runs candidates in turn, round after round, so that a drifting machine drifts for all of them.</summary>
internal static class Rounds
{
    public const int Count = 9;
    private static readonly TimeSpan ShortestSample = TimeSpan.FromMilliseconds(20);

    public static async Task CompareAsync(params Candidate[] candidates)
    {
        foreach (var candidate in candidates) await CalibrateAsync(candidate);
        var samples = candidates.Select(_ => new double[Count]).ToArray();
        var allocated = new double[candidates.Length];
        for (var round = 0; round < Count; round++)
        {
            for (var i = 0; i < candidates.Length; i++) (samples[i][round], allocated[i]) = await SampleAsync(candidates[i]);
        }

        for (var i = 0; i < candidates.Length; i++)
        {
            var ratio = Quantile([.. samples[i].Zip(samples[0], (sample, floor) => sample / floor)], 0.5);
            Console.WriteLine(
                $"  {candidates[i].Name,-28} {Time(Quantile(samples[i], 0.5)),10} [{Time(Quantile(samples[i], 0.1))}..{Time(Quantile(samples[i], 0.9))}]"
                + $" {ratio,12:N2}×  {allocated[i],12:N0} B  {candidates[i].Target}".TrimEnd());
        }
    }

    private static async Task CalibrateAsync(Candidate candidate)
    {
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            await RunAsync(candidate);
            if (Stopwatch.GetElapsedTime(started) >= ShortestSample) return;
            candidate.Repeat *= 2;
        }
    }

    private static async Task<(double Seconds, double Allocated)> SampleAsync(Candidate candidate)
    {
        var before = GC.GetTotalAllocatedBytes();
        var started = Stopwatch.GetTimestamp();
        await RunAsync(candidate);
        var elapsed = Stopwatch.GetElapsedTime(started);
        return (elapsed.TotalSeconds / candidate.Repeat, (GC.GetTotalAllocatedBytes() - before) / (double)candidate.Repeat);
    }

    private static async Task RunAsync(Candidate candidate)
    {
        for (var i = 0; i < candidate.Repeat; i++)
        {
            if (candidate.Act is { } act) act();
            else await candidate.ActAsync!();
        }
    }

    public static double Quantile(double[] values, double share) => values.Order().ElementAt((int)((values.Length - 1) * share));

    private static string Time(double seconds) => seconds switch
    {
        < 1e-6 => $"{seconds * 1e9:F0} ns",
        < 1e-3 => $"{seconds * 1e6:F2} µs",
        < 1 => $"{seconds * 1e3:F2} ms",
        _ => $"{seconds:F2} s",
    };
}
