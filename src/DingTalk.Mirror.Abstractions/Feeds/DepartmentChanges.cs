using DingTalk.Mirror.Departments;

namespace DingTalk.Mirror.Feeds;

/// <summary>A change of a department.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.department-change")]
public abstract record DepartmentChange : OrganizationChange
{
    /// <summary>The department after the change; of one that is gone, as it was last known.</summary>
    [Id(0)] public required Department Department { get; init; }
}

/// <summary>The mirror has read a department for the first time. It may have been there for long.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.department-discovered")]
public sealed record DepartmentDiscovered : DepartmentChange;

/// <summary>A department is new: the list in which it now stands had been read before without it, or its id had been gone.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.department-created")]
public sealed record DepartmentCreated : DepartmentChange;

/// <summary>A department has another name.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.department-renamed")]
public sealed record DepartmentRenamed : DepartmentChange
{
    /// <summary>The name before.</summary>
    [Id(0)] public required string FormerName { get; init; }
}

/// <summary>A department, with all that is below it, stands below another one.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.department-moved")]
public sealed record DepartmentMoved : DepartmentChange
{
    /// <summary>The department above it before; null if it had none.</summary>
    [Id(0)] public required long? FormerParentId { get; init; }
}

/// <summary>
/// Another field of a department differs (<see cref="DepartmentDetails"/>), or was read for the first time. DingTalk's own counts of people are no such field:
/// they follow from the people.
/// </summary>
[GenerateSerializer, Immutable, Alias("dingtalk.department-updated")]
public sealed record DepartmentUpdated : DepartmentChange
{
    /// <summary>The details before; null if they had not been read.</summary>
    [Id(0)] public required DepartmentDetails? FormerDetails { get; init; }
}

/// <summary>The platform says that a department no longer exists.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.department-removed")]
public sealed record DepartmentRemoved : DepartmentChange;

/// <summary>Told to who watches a subtree: a department is now in it, newly known or moved into it.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.department-entered-subtree")]
public sealed record DepartmentEnteredSubtree : DepartmentChange;

/// <summary>Told to who watches a subtree: a department is no longer in it, moved away or removed.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.department-left-subtree")]
public sealed record DepartmentLeftSubtree : DepartmentChange;
