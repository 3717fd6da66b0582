using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Feeds;

/// <summary>A change of a person, or of their place.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.person-change")]
public abstract record PersonChange : OrganizationChange
{
    /// <summary>The person after the change; of one who has left the organization, as they were last known.</summary>
    [Id(0)] public required Person Person { get; init; }
}

/// <summary>The mirror has read a person for the first time, and their departments with them. They may have been there for long.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.person-discovered")]
public sealed record PersonDiscovered : PersonChange;

/// <summary>A person is new: a list of members in which they now stand had been read before without them, or their userid had been gone.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.person-joined")]
public sealed record PersonJoined : PersonChange
{
    /// <summary>
    /// How a former life of this userid ended; null if none is known. This is a new one: whatever was kept of the former is not to be taken up again.
    /// </summary>
    [Id(0)] public Departure? FormerDeparture { get; init; }
}

/// <summary>A field of a person differs: name, title, job number, unionid, or whether they have activated DingTalk.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.person-updated")]
public sealed record PersonUpdated : PersonChange
{
    /// <summary>The person before.</summary>
    [Id(0)] public required Person Former { get; init; }
}

/// <summary>The platform says that a person is no longer in the organization, and so in none of its departments.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.person-left")]
public sealed record PersonLeft : PersonChange
{
    /// <summary>When, and how that is known.</summary>
    [Id(0)] public required Departure Departure { get; init; }
}

/// <summary>A person who was known before is now also in this department.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.person-entered-department")]
public sealed record PersonEnteredDepartment : PersonChange
{
    /// <summary>The department.</summary>
    [Id(0)] public required long DepartmentId { get; init; }
}

/// <summary>A person who is still in the organization is no longer in this department.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.person-left-department")]
public sealed record PersonLeftDepartment : PersonChange
{
    /// <summary>The department.</summary>
    [Id(0)] public required long DepartmentId { get; init; }
}

/// <summary>A person is a manager (部门主管) of this department, and was not known to be one before.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.person-became-leader")]
public sealed record PersonBecameLeader : PersonChange
{
    /// <summary>The department.</summary>
    [Id(0)] public required long DepartmentId { get; init; }
}

/// <summary>A person is no longer a manager (部门主管) of this department; also told of one who has left it.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.person-stopped-leading")]
public sealed record PersonStoppedLeading : PersonChange
{
    /// <summary>The department.</summary>
    [Id(0)] public required long DepartmentId { get; init; }
}

/// <summary>Told to who watches a subtree: a person who was in none of its departments now is in one or more.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.person-entered-subtree")]
public sealed record PersonEnteredSubtree : PersonChange;

/// <summary>Told to who watches a subtree: a person is no longer in any of its departments.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.person-left-subtree")]
public sealed record PersonLeftSubtree : PersonChange;
