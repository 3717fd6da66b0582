using Orleans.Concurrency;

namespace DingTalk.Mirror.Sweeps;

/// <summary>
/// Compares in the background what is loaded with the platform, for events may be lost without a trace and some changes send none.
/// Key: <c>org/sweep</c>.
/// </summary>
[Alias("dingtalk.sweep-grain")]
public interface ISweepGrain : IGrainWithStringKey
{
    /// <summary>How far it is. Asking keeps it at work.</summary>
    [AlwaysInterleave, Alias("status")]
    Task<SweepStatus> GetStatusAsync(CancellationToken cancellationToken);
}

/// <summary>How far the sweep is, and what it found.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.sweep-status")]
public sealed record SweepStatus
{
    /// <summary>Counts the passes, from 1; 0 before the first.</summary>
    [Id(0)] public required int Pass { get; init; }

    /// <summary>When the pass began that is under way, or the last one; null before the first.</summary>
    [Id(1)] public DateTimeOffset? PassBeganAt { get; init; }

    /// <summary>Whether a pass is under way.</summary>
    [Id(2)] public required bool IsUnderWay { get; init; }

    /// <summary>Whether it passes over everything that is loaded, and not only over what changed lately and a part of the rest.</summary>
    [Id(3)] public required bool IsWhole { get; init; }

    /// <summary>Departments that this pass has compared.</summary>
    [Id(4)] public required int Checked { get; init; }

    /// <summary>Departments that it still has to compare.</summary>
    [Id(5)] public required int Left { get; init; }

    /// <summary>When the last pass over everything began that came to its end: nothing that is loaded was compared longer ago. Null before the first.</summary>
    [Id(6)] public DateTimeOffset? WholeSince { get; init; }

    /// <summary>Departments and people that differed from the platform although no event had told so, since the store was begun. Each is read again.</summary>
    [Id(7)] public required long Drift { get; init; }

    /// <summary>Departments that this pass could not read.</summary>
    [Id(8)] public required int Failed { get; init; }
}
