namespace DingTalk.Mirror.Events;

/// <summary>How one silo stands, by its own word of a few seconds ago.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.silo-report")]
public sealed record SiloReport
{
    /// <summary>The silo, as Orleans names it.</summary>
    [Id(0)] public required string Silo { get; init; }

    /// <summary>When it said so.</summary>
    [Id(1)] public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>The version that it shows; null while it has read nothing yet.</summary>
    [Id(2)] public MirrorVersion? Version { get; init; }

    /// <summary>The last moment at which it was seen to show everything in the log.</summary>
    [Id(3)] public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>Whether it is to hold a connection for events.</summary>
    [Id(4)] public bool HasStream { get; init; }

    /// <summary>Since when its connection for events stands; null without one.</summary>
    [Id(5)] public DateTimeOffset? ConnectedSince { get; init; }

    /// <summary>The last frame of whatever kind on a connection of its.</summary>
    [Id(6)] public DateTimeOffset? LastFrameAt { get; init; }

    /// <summary>What went wrong last with its connection, for people; kept after it was mended.</summary>
    [Id(7)] public string? StreamError { get; init; }

    /// <summary>When DingTalk last did what this silo asked.</summary>
    [Id(8)] public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>When a call of this silo last failed.</summary>
    [Id(9)] public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Which, and how, for people: the call, the code, DingTalk's words.</summary>
    [Id(10)] public string? LastError { get; init; }
}
