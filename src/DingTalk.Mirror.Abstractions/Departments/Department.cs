namespace DingTalk.Mirror.Departments;

/// <summary>A department (部门) as the platform described it at <see cref="ReadAt"/>.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.department")]
public sealed record Department
{
    /// <summary>The platform's id; 1 is the root of the corp.</summary>
    [Id(0)] public required long Id { get; init; }

    /// <summary>Its name in the configured language, in Unicode normalization form C.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>The department above it; null for the root.</summary>
    [Id(2)] public long? ParentId { get; init; }

    /// <summary>When the read that this comes from began.</summary>
    [Id(3)] public required DateTimeOffset ReadAt { get; init; }

    /// <summary>What only <c>POST /topapi/v2/department/get</c> tells; null until it was asked.</summary>
    [Id(4)] public DepartmentDetails? Details { get; init; }

    /// <summary>The version and the ages of the answer that this is; null where it is part of something else. <see cref="Details"/> may be older, and say so.</summary>
    [Id(5)] public AnswerStamp? Stamp { get; init; }
}

/// <summary>The fields of a department that its parent's list of children does not carry.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.department-details")]
public sealed record DepartmentDetails
{
    /// <summary>Its place among its siblings, smaller first; null if the platform gave none.</summary>
    [Id(0)] public long? Order { get; init; }

    /// <summary>The department managers (部门主管), by userid.</summary>
    [Id(1)] public ImmutableArray<string> ManagerUserIds { get; init; } = [];

    /// <summary>The id of this department in an outside system, if somebody set one.</summary>
    [Id(2)] public string? SourceIdentifier { get; init; }

    /// <summary>The department code, if somebody set one.</summary>
    [Id(3)] public string? Code { get; init; }

    /// <summary>Whether the department is hidden from other people in the client (隐藏本部门).</summary>
    [Id(4)] public bool IsHidden { get; init; }

    /// <summary>The platform's own count of the people in it and below it; it does not say whether each counts once.</summary>
    [Id(5)] public long? MemberCount { get; init; }

    /// <summary>The platform's own count of the people directly in it.</summary>
    [Id(6)] public long? OwnMemberCount { get; init; }

    /// <summary>When the read of these fields began.</summary>
    [Id(7)] public required DateTimeOffset ReadAt { get; init; }
}
