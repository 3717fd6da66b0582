using Orleans.Concurrency;

namespace DingTalk.Mirror.Changes;

/// <summary>
/// The ordered changes of one organization, and the point at which a change becomes true: what it has acknowledged is durable,
/// and rows and views follow. It calls nobody. Key: <c>org/changes</c>.
/// </summary>
[Alias("dingtalk.change-log-grain")]
public interface IChangeLogGrain : IGrainWithStringKey
{
    /// <summary>Appends one entry and returns its version once it is durable. Entries that arrive during a write share the next one.</summary>
    [AlwaysInterleave, Alias("append")]
    Task<MirrorVersion> AppendAsync(ImmutableArray<Fact> facts, CancellationToken cancellationToken);

    /// <summary>The entries after <paramref name="number"/>, at most one segment of them, in order.</summary>
    [AlwaysInterleave, Alias("read")]
    Task<ChangeBatch> ReadAsync(long number, CancellationToken cancellationToken);

    /// <summary>Forgets whole segments of which a checkpoint has everything. What is still to come is never touched.</summary>
    /// <param name="version">What the checkpoint shows; nothing after it is cut.</param>
    /// <param name="cancellationToken">Frees the caller.</param>
    [AlwaysInterleave, Alias("cut")]
    Task CutAsync(MirrorVersion version, CancellationToken cancellationToken);

    /// <summary>
    /// Tells <paramref name="observer"/> of each new head until five minutes after the last call of this method.
    /// A lost notification costs a delay: the follower reads by number.
    /// </summary>
    [AlwaysInterleave, Alias("subscribe")]
    Task<MirrorVersion> SubscribeAsync(IChangeObserver observer, CancellationToken cancellationToken);
}

/// <summary>Is told that the log has grown.</summary>
[Alias("dingtalk.change-observer")]
public interface IChangeObserver : IGrainObserver
{
    /// <summary>The log has reached <paramref name="head"/>.</summary>
    [OneWay, Alias("appended")]
    Task AppendedAsync(MirrorVersion head);
}

/// <summary>One change: facts that become true together, so that a move is never half of one.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.change")]
public sealed record ChangeEntry
{
    /// <summary>Counts from 1, without gaps.</summary>
    [Id(0)] public required long Number { get; init; }

    /// <summary>When the log accepted it.</summary>
    [Id(1)] public required DateTimeOffset CommittedAt { get; init; }

    /// <summary>What the platform said.</summary>
    [Id(2)] public required ImmutableArray<Fact> Facts { get; init; }
}

/// <summary>A run of entries.</summary>
/// <param name="Head">The newest version of the log.</param>
/// <param name="Entries">The entries after the number that was asked for; more may follow up to <paramref name="Head"/>.</param>
/// <param name="First">The oldest entry that the log still has; whoever asks for older ones gets those from here on.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.change-batch")]
public sealed record ChangeBatch(
    [property: Id(0)] MirrorVersion Head, [property: Id(1)] ImmutableArray<ChangeEntry> Entries, [property: Id(2)] long First);
