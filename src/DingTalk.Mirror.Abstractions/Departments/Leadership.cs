using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Departments;

/// <summary>Who leads a department, and why they.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.leadership")]
public sealed record Leadership
{
    /// <summary>The department whose leaders were asked for.</summary>
    [Id(0)] public required Department Department { get; init; }

    /// <summary>The leaders, in the order of their department's list; empty if there are none up to the root.</summary>
    [Id(1)] public required ImmutableArray<Person> Leaders { get; init; }

    /// <summary>The department that they lead: the one asked for, or the nearest above it that has leaders.</summary>
    [Id(2)] public Department? LedDepartment { get; init; }

    /// <summary>Why these.</summary>
    [Id(3)] public required LeadershipReason Reason { get; init; }

    /// <summary>The version and the ages of the answer that this is; null in a <see cref="LeadershipChain"/>.</summary>
    [Id(4)] public AnswerStamp? Stamp { get; init; }
}

/// <summary>Why somebody counts as leader.</summary>
[GenerateSerializer, Alias("dingtalk.leadership-reason")]
public enum LeadershipReason
{
    /// <summary>They are managers of the department itself.</summary>
    Own,

    /// <summary>The department has no manager of its own; they lead the nearest one above that has.</summary>
    NearestAbove,

    /// <summary>Neither the department nor any above it has a manager.</summary>
    None,
}

/// <summary>The leaders above a person, seen from one of the person's departments.</summary>
/// <param name="DepartmentId">The person's department.</param>
/// <param name="Steps">From that department up to the root: each department that has leaders other than the person.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.leadership-chain")]
public sealed record LeadershipChain(
    [property: Id(0)] long DepartmentId, [property: Id(1)] ImmutableArray<Leadership> Steps);
