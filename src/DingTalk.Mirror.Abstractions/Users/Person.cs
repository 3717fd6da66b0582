namespace DingTalk.Mirror.Users;

/// <summary>A person (成员) of the organization as the platform described them at <see cref="ReadAt"/>. Contact details are not kept.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.person")]
public sealed record Person
{
    /// <summary>The id within the corp; never changes.</summary>
    [Id(0)] public required string UserId { get; init; }

    /// <summary>The display name.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>The same for one person across all apps of one developer corp; null if the platform left it out.</summary>
    [Id(2)] public string? UnionId { get; init; }

    /// <summary>The job title (职位).</summary>
    [Id(3)] public string? Title { get; init; }

    /// <summary>The job number (工号); not unique.</summary>
    [Id(4)] public string? JobNumber { get; init; }

    /// <summary>Whether the person has activated DingTalk (激活).</summary>
    [Id(5)] public bool IsActive { get; init; }

    /// <summary>All departments of the person, also those outside what is loaded.</summary>
    [Id(6)] public required ImmutableArray<long> DepartmentIds { get; init; }

    /// <summary>When the read that this comes from began.</summary>
    [Id(7)] public required DateTimeOffset ReadAt { get; init; }

    /// <summary>The version and the ages of the answer that this is; null where it is part of something else.</summary>
    [Id(8)] public AnswerStamp? Stamp { get; init; }
}

/// <summary>A person's place in one department.</summary>
/// <param name="UserId">The person.</param>
/// <param name="IsLeader">Whether the person is a manager of this department (部门主管).</param>
/// <param name="Order">The place in the department's list, larger first; null if the platform gave none.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.member")]
public sealed record Member([property: Id(0)] string UserId, [property: Id(1)] bool IsLeader, [property: Id(2)] long? Order);

/// <summary>The place of one person in a department of theirs.</summary>
/// <param name="DepartmentId">The department.</param>
/// <param name="IsLeader">Whether the person is a manager of it (部门主管).</param>
/// <param name="Order">The place in its list, larger first; null if the platform gave none.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.department-place")]
public sealed record DepartmentPlace([property: Id(0)] long DepartmentId, [property: Id(1)] bool IsLeader, [property: Id(2)] long? Order);
