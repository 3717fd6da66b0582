using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Errors;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.Mirror;

/// <summary>
/// A list that says whether it is whole. <see cref="Items"/> holds what is known; what is not known stands in <see cref="Missing"/>
/// with its reason, so that a department that could not be read never looks like an empty one.
/// </summary>
/// <typeparam name="T">What is listed.</typeparam>
[GenerateSerializer, Immutable, Alias("dingtalk.answer`1")]
public sealed record Answer<T>
{
    /// <summary>Everything that is known, each once.</summary>
    [Id(0)] public required ImmutableArray<T> Items { get; init; }

    /// <summary>What is not known and why; empty if the list is whole.</summary>
    [Id(1)] public ImmutableArray<MissingPart> Missing { get; init; } = [];

    /// <summary>The version of the mirror that answered.</summary>
    [Id(2)] public required MirrorVersion Version { get; init; }

    /// <summary>When the oldest of the platform reads behind this answer began; null if nothing had to be read.</summary>
    [Id(3)] public DateTimeOffset? OldestRead { get; init; }

    /// <summary>
    /// The last moment at which this was confirmed current: somebody listened to DingTalk's events, and nothing that was heard or may have been
    /// missed casts doubt on it. While events flow this is seconds ago, however old <see cref="OldestRead"/> is; without events it is the same.
    /// </summary>
    [Id(4)] public DateTimeOffset? CurrentAsOf { get; init; }

    /// <summary>Whether nothing is missing.</summary>
    public bool IsComplete => Missing.Length == 0;

    /// <summary>The answer itself, for callers to whom a part is no answer.</summary>
    /// <exception cref="IncompleteAnswerException">Something is missing; it names what, and why.</exception>
    public Answer<T> EnsureComplete() => IsComplete ? this : throw new IncompleteAnswerException(Missing);
}

/// <summary>A department of which an answer could not tell something.</summary>
/// <param name="DepartmentId">The department.</param>
/// <param name="What">What of it is missing.</param>
/// <param name="Reason">Why.</param>
/// <param name="Code">The platform's code, if it refused or failed.</param>
/// <param name="Words">The platform's own words, redacted.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.missing-part")]
public sealed record MissingPart(
    [property: Id(0)] long DepartmentId,
    [property: Id(1)] DepartmentParts What,
    [property: Id(2)] MissingReason Reason,
    [property: Id(3)] string? Code = null,
    [property: Id(4)] string? Words = null)
{
    /// <summary>What to decide on, if the platform refused or failed.</summary>
    [Id(5)] public DingTalkErrorKind Kind { get; init; } = DingTalkErrorKind.Other;

    /// <summary>The platform's id of the request.</summary>
    [Id(6)] public string? RequestId { get; init; }

    /// <summary>When the same question may succeed; null if it never will without a change.</summary>
    [Id(7)] public TimeSpan? RetryAfter { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Code is null
        ? $"{What} of department {DepartmentId}: {Reason}"
        : $"{What} of department {DepartmentId}: {Reason} ({Code}{(Words is null ? "" : " " + Words)})";
}

/// <summary>Why a part of an answer is missing.</summary>
[GenerateSerializer, Alias("dingtalk.missing-reason")]
public enum MissingReason
{
    /// <summary>Nobody has asked for it yet.</summary>
    NotLoaded,

    /// <summary>The department lies outside the app's contact scope (授权范围): neither empty nor deleted.</summary>
    OutOfScope,

    /// <summary>The platform could not be asked or gave no usable answer. Asking again may help.</summary>
    Failed,

    /// <summary>The platform says that the department no longer exists, yet others still stand below it.</summary>
    Vanished,

    /// <summary>The platform's answers, read at different times, put the department below itself; it was cut out of the circle.</summary>
    Cycle,

    /// <summary>The platform's search gave the hits; it does not promise to know every department of that name.</summary>
    SearchOnly,
    /// <summary>
    /// Many people disappeared from the department at once, and nobody has decided yet whether that is to be believed
    /// (<see cref="IOrganization.GetHeldChangesAsync"/>); they are still listed.
    /// </summary>
    Held,
}
