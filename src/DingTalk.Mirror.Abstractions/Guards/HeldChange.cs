using DingTalk.Mirror.Errors;

namespace DingTalk.Mirror.Guards;

/// <summary>A disappearance that is not believed yet. Until somebody decides, the people stay where they were, and answers about their departments are not complete.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.held-change")]
public sealed record HeldChange
{
    /// <summary>Names it in <see cref="IOrganization.DecideAsync"/>.</summary>
    [Id(0)] public required long Number { get; init; }

    /// <summary>When the platform said it, for the second time.</summary>
    [Id(1)] public required DateTimeOffset ReadAt { get; init; }

    /// <summary>Why it is held.</summary>
    [Id(2)] public required HoldReason Reason { get; init; }

    /// <summary>The departments that would lose people.</summary>
    [Id(3)] public required ImmutableArray<long> DepartmentIds { get; init; }

    /// <summary>The people who would be gone.</summary>
    [Id(4)] public required ImmutableArray<string> UserIds { get; init; }
}

/// <summary>Why a disappearance is held.</summary>
[GenerateSerializer, Alias("dingtalk.hold-reason")]
public enum HoldReason
{
    /// <summary>No event named them, and how many people the corp has cannot be compared, for not everything is loaded.</summary>
    ManyAtOnce,

    /// <summary>DingTalk still counts more people in the corp than there would be without them.</summary>
    CountDisagrees,

    /// <summary>They lie outside the app's contact scope (授权范围) now: it was narrowed, or they were moved out of it.</summary>
    OutOfScope,
}

/// <summary>Nothing is held back under this number.</summary>
[GenerateSerializer, Alias("dingtalk.error.held-change-not-found")]
public sealed class HeldChangeNotFoundException(long number) : MirrorException(
    $"Nothing is held under the number {number}: it was decided, or DingTalk has shown the people again. GetHeldChangesAsync lists what is held.")
{
    /// <summary>The number.</summary>
    [Id(0)] public long Number { get; } = number;
}
