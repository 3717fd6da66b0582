namespace DingTalk.Mirror.Feeds;

/// <summary>
/// What became different at one version of the mirror: the changes of one entry of its log come together, so that a move is never half seen.
/// Store <see cref="Version"/> in the transaction that applies <see cref="Changes"/>, and each change is applied exactly once.
/// </summary>
[GenerateSerializer, Immutable, Alias("dingtalk.change-set")]
public sealed record ChangeSet
{
    /// <summary>
    /// Where to go on from after this set. Within a full state that has not ended it is the default value: whoever stops there gets it again from its beginning.
    /// </summary>
    [Id(0)] public required MirrorVersion Version { get; init; }

    /// <summary>When the log accepted the changes; of a full state and of an empty set, when it was taken.</summary>
    [Id(1)] public required DateTimeOffset CommittedAt { get; init; }

    /// <summary>
    /// What changed. Empty in a set that only says that the reader has everything up to <see cref="Version"/>: what changed since was nothing that it watches.
    /// </summary>
    [Id(2)] public ImmutableArray<OrganizationChange> Changes { get; init; } = [];

    /// <summary>Whether this had happened before the reader subscribed, so that it can leave out what should be done only once.</summary>
    [Id(3)] public bool IsReplay { get; init; }

    /// <summary>Whether this is a part of a full state: everything that is, not what changed.</summary>
    [Id(4)] public bool IsSnapshot { get; init; }

    /// <summary>
    /// Why a full state begins with this set; null in every other set. What the reader has from earlier sets is to be forgotten before this one is applied.
    /// </summary>
    [Id(5)] public SnapshotReason? SnapshotReason { get; init; }
}

/// <summary>Why a reader gets a full state.</summary>
[GenerateSerializer, Alias("dingtalk.snapshot-reason")]
public enum SnapshotReason
{
    /// <summary>The reader named no version to go on from.</summary>
    NoVersion,

    /// <summary>The version is older than what is retained: what changed in between can no longer be told.</summary>
    BehindRetention,

    /// <summary>The version is not of this log: the mirror's store was emptied or replaced since.</summary>
    OtherLog,
}
