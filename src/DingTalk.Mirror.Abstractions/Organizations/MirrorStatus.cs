using DingTalk.Mirror.Events;
using DingTalk.Mirror.Quotas;
using DingTalk.Mirror.Sweeps;
using DingTalk.Mirror.Tokens;

namespace DingTalk.Mirror.Organizations;

/// <summary>How current the mirror is, and what keeps it so.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.mirror-status")]
public sealed record MirrorStatus
{
    /// <summary>The version that this silo shows.</summary>
    [Id(0)] public required MirrorVersion Version { get; init; }

    /// <summary>Departments that are known.</summary>
    [Id(1)] public required int Departments { get; init; }

    /// <summary>People who are known.</summary>
    [Id(2)] public required int People { get; init; }

    /// <summary>The last moment at which somebody in the cluster was known to listen to DingTalk's events; null if nobody does.</summary>
    [Id(3)] public DateTimeOffset? ListenedAt { get; init; }

    /// <summary>The times in which nobody listened and over which the sweep has not passed yet.</summary>
    [Id(4)] public required int OpenGaps { get; init; }

    /// <summary>What was heard to have changed and is still to be read again.</summary>
    [Id(5)] public required RereadStatus Rereads { get; init; }

    /// <summary>How far the sweep is, and what it found.</summary>
    [Id(6)] public required SweepStatus Sweep { get; init; }

    /// <summary>Disappearances that wait for a decision.</summary>
    [Id(7)] public required int Held { get; init; }

    /// <summary>Departments right below which everything is known.</summary>
    [Id(8)] public int DepartmentsWithChildren { get; init; }

    /// <summary>Departments in which everybody is known.</summary>
    [Id(9)] public int DepartmentsWithMembers { get; init; }

    /// <summary>The oldest read behind anything that is shown; null while nothing is loaded.</summary>
    [Id(10)] public DateTimeOffset? OldestRead { get; init; }

    /// <summary>The last moment at which all that is shown was known to be current; null while nothing is loaded.</summary>
    [Id(11)] public DateTimeOffset? CurrentAsOf { get; init; }

    /// <summary>The newest version in the store.</summary>
    [Id(12)] public MirrorVersion Stored { get; init; }

    /// <summary>How old the access token is, never what it is; null while none was needed.</summary>
    [Id(13)] public TokenStatus? Token { get; init; }

    /// <summary>What was spent of the allowance.</summary>
    [Id(14)] public QuotaUsage? Usage { get; init; }

    /// <summary>When DingTalk last did what a silo asked; null if none has called it since it started.</summary>
    [Id(15)] public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>When a call of a silo last failed; null if none has since it started.</summary>
    [Id(16)] public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Which, and how, for people: the call, the code, DingTalk's words.</summary>
    [Id(17)] public string? LastError { get; init; }

    /// <summary>The silos, each by its own word of a few seconds ago, with its connection for events.</summary>
    [Id(18)] public ImmutableArray<SiloReport> Silos { get; init; } = [];
}
