using DingTalk.Mirror.Departments;
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
}

/// <summary>The platform says that nobody has this userid.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.fact.person-gone")]
public sealed record PersonGoneFact : Fact
{
    /// <summary>The userid.</summary>
    [Id(0)] public required string UserId { get; init; }
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
