using DingTalk.Mirror.Changes;
using Orleans.Concurrency;

namespace DingTalk.Mirror.Events;

/// <summary>
/// Follows up what was heard to have changed: it marks it durably, reads it again, and settles the mark once a later read has told.
/// An event is a hint and never a truth. Key: <c>org/rereads</c>.
/// </summary>
[Alias("dingtalk.reread-grain")]
public interface IRereadGrain : IGrainWithStringKey
{
    /// <summary>
    /// Marks subjects as changed. When it returns, the marks are durable, and every list or count that may rest on their former state says so from the
    /// returned version on. What they name is read again as the quota allows; of what is not loaded, nothing is.
    /// </summary>
    /// <param name="subjects">What to look at again.</param>
    /// <param name="byEvent">Whether an event of DingTalk named them, and not a comparison.</param>
    /// <param name="cancellationToken">Frees the caller.</param>
    [AlwaysInterleave, Alias("mark")]
    Task<MirrorVersion> MarkAsync(ImmutableArray<Subject> subjects, bool byEvent, CancellationToken cancellationToken);

    /// <summary>What is still to be followed up.</summary>
    [AlwaysInterleave, Alias("status")]
    Task<RereadStatus> GetStatusAsync(CancellationToken cancellationToken);
}

/// <summary>What is still to be followed up.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.reread-status")]
public sealed record RereadStatus
{
    /// <summary>Subjects that are marked.</summary>
    [Id(0)] public required int Marked { get; init; }

    /// <summary>Since when the oldest of them is; null if none is.</summary>
    [Id(1)] public DateTimeOffset? OldestMark { get; init; }

    /// <summary>Reads made since this grain was activated.</summary>
    [Id(2)] public long Reads { get; init; }
}
