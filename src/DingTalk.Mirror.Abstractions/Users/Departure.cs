namespace DingTalk.Mirror.Users;

/// <summary>Somebody left the organization, as far as the app may see it.</summary>
/// <remarks>Of who left, these times and the userid are kept, without an end, and nothing else that was known of them.</remarks>
[GenerateSerializer, Immutable, Alias("dingtalk.departure")]
public sealed record Departure
{
    /// <summary>The userid.</summary>
    [Id(0)] public required string UserId { get; init; }

    /// <summary>When the read began that found the person gone. They left between <see cref="LastSeenAt"/> and its end.</summary>
    [Id(1)] public required DateTimeOffset GoneAt { get; init; }

    /// <summary>When the last read began that still showed the person; null if none is known.</summary>
    [Id(2)] public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>What DingTalk said when asked for the person.</summary>
    [Id(3)] public DepartureEvidence Evidence { get; init; }

    /// <summary>Whether an event of DingTalk had named the person, and it was not a comparison that found out.</summary>
    [Id(4)] public bool ByEvent { get; init; }

    /// <summary>Whether it was held back, for many disappeared at once, until somebody accepted it (<see cref="IOrganization.DecideAsync"/>).</summary>
    [Id(5)] public bool IsDecided { get; init; }

    /// <summary>
    /// When the first read began that showed somebody of this userid again; null while nobody is. It is a new life: nothing of the former one is carried over.
    /// </summary>
    [Id(6)] public DateTimeOffset? ReturnedAt { get; init; }

    /// <summary>The version and the ages of the answer that this is; null where it is part of something else.</summary>
    [Id(7)] public AnswerStamp? Stamp { get; init; }
}

/// <summary>How it is known that somebody left.</summary>
[GenerateSerializer, Alias("dingtalk.departure-evidence")]
public enum DepartureEvidence
{
    /// <summary>DingTalk knows nobody of this userid.</summary>
    NotFound,

    /// <summary>The person is outside the app's contact scope (授权范围): gone from what is mirrored, and perhaps still in the corp.</summary>
    OutOfScope,
}
