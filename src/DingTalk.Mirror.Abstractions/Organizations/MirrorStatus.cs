using DingTalk.Mirror.Events;
using DingTalk.Mirror.Sweeps;

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
}
