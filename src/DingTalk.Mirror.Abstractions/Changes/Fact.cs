using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Guards;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Changes;

/// <summary>
/// Something that the platform said, and when it was asked. Facts are states, never deltas: applying one twice, or an older one late,
/// changes nothing.
/// </summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact")]
public abstract record Fact
{
    /// <summary>When the read began. Of two facts about one thing the later read wins.</summary>
    [Id(0)] public required DateTimeOffset ReadAt { get; init; }
}

/// <summary>A department's own fields and its parent.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.department")]
public sealed record DepartmentFact : Fact
{
    /// <summary>The department.</summary>
    [Id(0)] public required Department Department { get; init; }
}

/// <summary>The platform says that there is no such department.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.department-gone")]
public sealed record DepartmentGoneFact : Fact
{
    /// <summary>The department.</summary>
    [Id(0)] public required long DepartmentId { get; init; }
}

/// <summary>All departments right below one, as one answer listed them.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.children")]
public sealed record ChildrenFact : Fact
{
    /// <summary>The department.</summary>
    [Id(0)] public required long DepartmentId { get; init; }

    /// <summary>The ids right below it, in the platform's order.</summary>
    [Id(1)] public required ImmutableArray<long> ChildIds { get; init; }
}

/// <summary>All people directly in a department, as one paged read listed them.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.members")]
public sealed record MembersFact : Fact
{
    /// <summary>The department.</summary>
    [Id(0)] public required long DepartmentId { get; init; }

    /// <summary>The people, in the platform's order.</summary>
    [Id(1)] public required ImmutableArray<Member> Members { get; init; }
}

/// <summary>The chain of departments above one.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.ancestors")]
public sealed record AncestorsFact : Fact
{
    /// <summary>The department itself, then upward; the last is the root.</summary>
    [Id(0)] public required ImmutableArray<long> Chain { get; init; }
}

/// <summary>A person and the departments they are in.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.person")]
public sealed record PersonFact : Fact
{
    /// <summary>The person.</summary>
    [Id(0)] public required Person Person { get; init; }

    /// <summary>The person's place in each of the departments, where the answer told it; empty otherwise.</summary>
    [Id(1)] public ImmutableArray<DepartmentPlace> Places { get; init; } = [];
}

/// <summary>The platform says that nobody has this userid, or that the app may not see who has it.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.person-gone")]
public sealed record PersonGoneFact : Fact
{
    /// <summary>The userid.</summary>
    [Id(0)] public required string UserId { get; init; }

    /// <summary>Whether the person is only outside the app's contact scope: gone from what is mirrored, not from the corp.</summary>
    [Id(1)] public bool IsOutOfScope { get; init; }

    /// <summary>Whether an event of DingTalk had named the person.</summary>
    [Id(2)] public bool ByEvent { get; init; }

    /// <summary>Whether it was held back, and somebody has accepted it.</summary>
    [Id(3)] public bool IsDecided { get; init; }
}

/// <summary>The platform refuses to tell a part of a department, and would again.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.refused")]
public sealed record RefusedFact : Fact
{
    /// <summary>The department, the part, the reason, and the platform's words.</summary>
    [Id(0)] public required MissingPart Part { get; init; }
}

/// <summary>Where the app's contact scope (授权范围) begins.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.scope")]
public sealed record ScopeFact : Fact
{
    /// <summary>The departments that are granted, each with all below it; 1 is the whole corp.</summary>
    [Id(0)] public required ImmutableArray<long> DepartmentIds { get; init; }

    /// <summary>The people who are granted by themselves.</summary>
    [Id(1)] public required ImmutableArray<string> UserIds { get; init; }
}

/// <summary>
/// Somebody heard that something has changed; what it names is to be read again. It says nothing of what it changed to, and it stands until a
/// <see cref="CleanFact"/> settles it.
/// </summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.dirty")]
public sealed record DirtyFact : Fact
{
    /// <summary>What to look at. <see cref="Fact.ReadAt"/> is when it was heard.</summary>
    [Id(0)] public required Subject Subject { get; init; }

    /// <summary>Whether an event of DingTalk told it, and not a comparison.</summary>
    [Id(1)] public bool ByEvent { get; init; }
}

/// <summary>What was heard of a subject has been followed up by reads that began later.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.clean")]
public sealed record CleanFact : Fact
{
    /// <summary>What was looked at.</summary>
    [Id(0)] public required Subject Subject { get; init; }

    /// <summary>The last number of the log up to which marks of it are settled; a later one stands.</summary>
    [Id(1)] public required long UpTo { get; init; }
}

/// <summary>For a while nobody listened to DingTalk's events: anything may have changed unheard.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.gap")]
public sealed record GapFact : Fact
{
    /// <summary>The last moment at which somebody certainly listened. <see cref="Fact.ReadAt"/> is when somebody did again.</summary>
    [Id(0)] public required DateTimeOffset From { get; init; }
}

/// <summary>Everything that is covered has been compared with DingTalk by reads that began at or after <see cref="Fact.ReadAt"/>: earlier gaps are closed.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.swept")]
public sealed record SweptFact : Fact;

/// <summary>
/// Many people disappeared at once in a way that somebody has to look at. What the platform said is kept here and not yet believed: they stay
/// where they were until a <see cref="DecisionFact"/>, or until the platform shows them again.
/// </summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.held")]
public sealed record HeldFact : Fact
{
    /// <summary>Why.</summary>
    [Id(0)] public required HoldReason Reason { get; init; }

    /// <summary>The departments in which they are.</summary>
    [Id(1)] public required ImmutableArray<long> DepartmentIds { get; init; }

    /// <summary>What is held back: each person, and each of these departments, that the platform said is gone.</summary>
    [Id(2)] public required ImmutableArray<Fact> Facts { get; init; }
}

/// <summary>Somebody has looked at what was held.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.decision")]
public sealed record DecisionFact : Fact
{
    /// <summary>The entry that holds it.</summary>
    [Id(0)] public required long Number { get; init; }

    /// <summary>Whether what the platform said is to be believed.</summary>
    [Id(1)] public required bool IsAccepted { get; init; }
}

/// <summary>A department or a person, as something to look at.</summary>
/// <param name="DepartmentId">The department; 0 for a person.</param>
/// <param name="UserId">The person; null for a department.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.subject")]
public readonly record struct Subject([property: Id(0)] long DepartmentId, [property: Id(1)] string? UserId)
{
    /// <summary>A department.</summary>
    public static Subject Department(long departmentId) => new(departmentId, UserId: null);

    /// <summary>A person.</summary>
    public static Subject Person(string userId) => new(0, userId);

    /// <inheritdoc/>
    public override string ToString() => UserId is null ? $"department {DepartmentId}" : $"person {UserId}";
}
