using System.Text.Json.Serialization;
using DingTalk.OpenPlatform.Json;

namespace DingTalk.OpenPlatform.Users;

/// <summary>What both user calls tell of a person. A field that the app may not read is absent, without an error.</summary>
public abstract record UserProfile
{
    /// <summary>1–64 characters, unique in the corp, never changes.</summary>
    [JsonPropertyName("userid")]
    public required string UserId { get; init; }

    /// <summary>The same for one person across all apps of one developer corp.</summary>
    [JsonPropertyName("unionid")]
    public string? UnionId { get; init; }

    /// <summary>Display name.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Position, free text.</summary>
    [JsonPropertyName("title")]
    public string? Title { get; init; }

    /// <summary>Not unique.</summary>
    [JsonPropertyName("job_number")]
    public string? JobNumber { get; init; }

    /// <summary>Has activated DingTalk.</summary>
    [JsonPropertyName("active")]
    public bool IsActive { get; init; }

    /// <summary>Every department of the person, not only the asked one.</summary>
    [JsonPropertyName("dept_id_list")]
    public IReadOnlyList<long> DepartmentIds { get; init => field = value ?? []; } = [];

    /// <summary>Needs the field permission for mobile numbers.</summary>
    [JsonPropertyName("mobile")]
    public string? Mobile { get; init; }

    /// <summary>Country code of <see cref="Mobile"/>, as in <c>86</c>.</summary>
    [JsonPropertyName("state_code")]
    public string? StateCode { get; init; }

    /// <summary>The number is hidden on the profile page.</summary>
    [JsonPropertyName("hide_mobile")]
    public bool HidesMobile { get; init; }

    /// <summary>Extension number.</summary>
    [JsonPropertyName("telephone")]
    public string? Telephone { get; init; }

    /// <summary>Needs the field permission for personal information.</summary>
    [JsonPropertyName("email")]
    public string? Email { get; init; }

    /// <summary>Corp mailbox; needs the field permission for personal information.</summary>
    [JsonPropertyName("org_email")]
    public string? OrganizationEmail { get; init; }

    /// <summary>Needs the field permission for personal information.</summary>
    [JsonPropertyName("work_place")]
    public string? WorkPlace { get; init; }

    /// <summary>Needs the field permission for personal information.</summary>
    [JsonPropertyName("remark")]
    public string? Remark { get; init; }

    /// <summary>Custom fields as JSON text; needs the field permission for personal information.</summary>
    [JsonPropertyName("extension")]
    public string? Extension { get; init; }

    /// <summary>When the person joined the corp.</summary>
    [JsonPropertyName("hired_date"), JsonConverter(typeof(UnixMillisecondsConverter))]
    public DateTimeOffset? HiredAt { get; init; }

    /// <summary>Absent or empty for the default picture.</summary>
    [JsonPropertyName("avatar")]
    public string? AvatarUrl { get; init; }

    /// <summary>Administrator of the corp.</summary>
    [JsonPropertyName("admin")]
    public bool IsAdministrator { get; init; }

    /// <summary>Marked as boss.</summary>
    [JsonPropertyName("boss")]
    public bool IsBoss { get; init; }

    /// <summary>An enterprise account, created and owned by the corp.</summary>
    [JsonPropertyName("exclusive_account")]
    public bool IsEnterpriseAccount { get; init; }

    /// <summary>Names the person by id alone: a profile that strays into a log tells nothing personal.</summary>
    public sealed override string ToString() => $"{GetType().Name}({UserId})";
}

/// <summary>A member of the asked department, as <c>user/list</c> tells it.</summary>
public sealed record DepartmentUser : UserProfile
{
    /// <summary>Place in the asked department: larger comes first. Up to 18 digits.</summary>
    [JsonPropertyName("dept_order")]
    public long? DepartmentOrder { get; init; }

    /// <summary>Manager of the asked department.</summary>
    [JsonPropertyName("leader")]
    public bool IsLeader { get; init; }
}

/// <summary>A person as <c>user/get</c> tells it.</summary>
public sealed record UserDetail : UserProfile
{
    /// <summary>Direct manager, if set in the admin console.</summary>
    [JsonPropertyName("manager_userid")]
    public string? ManagerUserId { get; init; }

    /// <summary>For each department, whether the person leads it.</summary>
    [JsonPropertyName("leader_in_dept")]
    public IReadOnlyList<LeaderInDepartment> LeaderInDepartments { get; init => field = value ?? []; } = [];

    /// <summary>For each department, the person's place in it.</summary>
    [JsonPropertyName("dept_order_list")]
    public IReadOnlyList<DepartmentOrder> DepartmentOrders { get; init => field = value ?? []; } = [];

    /// <summary>Roles of the person.</summary>
    [JsonPropertyName("role_list")]
    public IReadOnlyList<UserRole> Roles { get; init => field = value ?? []; } = [];

    /// <summary>Executive mode: the number is hidden and the person cannot be called by ordinary staff.</summary>
    [JsonPropertyName("senior")]
    public bool IsSenior { get; init; }

    /// <summary>Identity verified.</summary>
    [JsonPropertyName("real_authed")]
    public bool IsVerified { get; init; }
}

/// <summary>Whether a person leads a department.</summary>
/// <param name="DepartmentId">The department.</param>
/// <param name="IsLeader">Leads it.</param>
public sealed record LeaderInDepartment(
    [property: JsonPropertyName("dept_id")] long DepartmentId,
    [property: JsonPropertyName("leader")] bool IsLeader);

/// <summary>A person's place in a department.</summary>
/// <param name="DepartmentId">The department.</param>
/// <param name="Order">Larger comes first. Up to 18 digits.</param>
public sealed record DepartmentOrder(
    [property: JsonPropertyName("dept_id")] long DepartmentId,
    [property: JsonPropertyName("order")] long Order);

/// <summary>A role of a person.</summary>
/// <param name="Id">The role.</param>
/// <param name="Name">Its name.</param>
/// <param name="GroupName">The group it belongs to.</param>
public sealed record UserRole(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("group_name")] string? GroupName);

/// <summary>A member by id and name, as <c>user/listsimple</c> tells it.</summary>
public sealed record UserBrief
{
    /// <summary>The person's id.</summary>
    [JsonPropertyName("userid")]
    public required string UserId { get; init; }

    /// <summary>Display name.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Names the person by id alone.</summary>
    public override string ToString() => $"{nameof(UserBrief)}({UserId})";
}

/// <summary>One page of members.</summary>
/// <param name="Items">Members of this page.</param>
/// <param name="NextCursor">What to ask for next; <see langword="null"/> after the last page.</param>
public sealed record UserPage<T>(IReadOnlyList<T> Items, long? NextCursor);

/// <summary>Whom a unionid belongs to.</summary>
/// <param name="UserId">The person's id.</param>
/// <param name="ContactType">Employee or external contact.</param>
public sealed record UnionIdMatch(string UserId, ContactType ContactType);

/// <summary>What a person is to the corp.</summary>
public enum ContactType
{
    /// <summary>Works there.</summary>
    Employee = 0,

    /// <summary>An external contact.</summary>
    External = 1,
}
