namespace DingTalk.Simulator;

/// <summary>What happened, in the terms of the platform's contacts events.</summary>
public enum OrganizationChangeKind
{
    /// <summary><c>user_add_org</c>.</summary>
    UserAdded,

    /// <summary><c>user_modify_org</c>.</summary>
    UserModified,

    /// <summary><c>user_leave_org</c>.</summary>
    UserLeft,

    /// <summary><c>org_dept_create</c>.</summary>
    DepartmentCreated,

    /// <summary><c>org_dept_modify</c>.</summary>
    DepartmentModified,

    /// <summary><c>org_dept_remove</c>.</summary>
    DepartmentRemoved,
}

/// <summary>One change of the organization, whoever made it: the API, the control API or code.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Id">The user id, or the department id in decimal.</param>
/// <param name="Version">Version of the organization that this change led to.</param>
/// <param name="At">When, by the simulator's clock.</param>
public sealed record OrganizationChange(OrganizationChangeKind Kind, string Id, long Version, DateTimeOffset At);
