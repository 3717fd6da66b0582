namespace DingTalk.Simulator;

/// <summary>One department, with the fields of <c>/topapi/v2/department/get</c>.</summary>
public sealed record SimulatedDepartment
{
    /// <summary>Id of the root department.</summary>
    public const long RootId = 1;

    /// <summary>Positive; 1 is the root.</summary>
    public required long Id { get; init; }

    /// <summary>1–64 characters, unique among siblings.</summary>
    public required string Name { get; init; }

    /// <summary>The department right above; 0 for the root.</summary>
    public long ParentId { get; init; } = RootId;

    /// <summary>Place among siblings, smaller first. Default: the id.</summary>
    public long? Order { get; init; }

    /// <summary>User ids of the managers (<c>dept_manager_userid_list</c>).</summary>
    public IReadOnlyList<string> Leaders { get; init; } = [];

    /// <summary>Free text that maps to an outside system.</summary>
    public string? SourceIdentifier { get; init; }

    /// <summary>Department code, at most 30 characters.</summary>
    public string? Code { get; init; }

    /// <summary>A group is tied to the department.</summary>
    public bool CreateDeptGroup { get; init; }

    /// <summary>Newcomers join that group.</summary>
    public bool AutoAddUser { get; init; }

    /// <summary>Requests to join are approved by default.</summary>
    public bool AutoApproveApply { get; init; }

    /// <summary>The group includes sub-departments.</summary>
    public bool GroupContainSubDept { get; init; }

    /// <summary>User id of the group's owner.</summary>
    public string? OrgDeptOwner { get; init; }

    /// <summary>The department is hidden from others.</summary>
    public bool HideDept { get; init; }

    /// <summary>Departments that still see a hidden one.</summary>
    public IReadOnlyList<long> DeptPermits { get; init; } = [];

    /// <summary>People who still see a hidden department.</summary>
    public IReadOnlyList<string> UserPermits { get; init; } = [];

    /// <summary>The members' own view of the address book is restricted.</summary>
    public bool OuterDept { get; init; }

    /// <summary>Departments that restricted members still see.</summary>
    public IReadOnlyList<long> OuterPermitDepts { get; init; } = [];

    /// <summary>People whom restricted members still see.</summary>
    public IReadOnlyList<string> OuterPermitUsers { get; init; } = [];

    internal long Place => Order ?? Id;
}
