using System.Text.Json.Serialization;

namespace DingTalk.OpenPlatform.Departments;

/// <summary>A department as <c>department/get</c> tells it. Everything but id and name may be absent.</summary>
public sealed record DepartmentDetail
{
    /// <summary>Given by the platform, never chosen. 1 is the root.</summary>
    [JsonPropertyName("dept_id")]
    public required long Id { get; init; }

    /// <summary>1–64 characters, unique among siblings only.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Absent for the root.</summary>
    [JsonPropertyName("parent_id")]
    public long? ParentId { get; init; }

    /// <summary>Place among siblings: smaller comes first, the opposite of a person's order in a department.</summary>
    [JsonPropertyName("order")]
    public long? Order { get; init; }

    /// <summary>User ids of those who lead it; none, one or several.</summary>
    [JsonPropertyName("dept_manager_userid_list")]
    public IReadOnlyList<string> ManagerUserIds { get; init => field = value ?? []; } = [];

    /// <summary>Free text that maps it to another system.</summary>
    [JsonPropertyName("source_identifier")]
    public string? SourceIdentifier { get; init; }

    /// <summary>At most 30 characters; absent until set.</summary>
    [JsonPropertyName("code")]
    public string? Code { get; init; }

    /// <summary>Hidden from people outside it, except those in <see cref="HiddenExceptToDepartmentIds"/> and <see cref="HiddenExceptToUserIds"/>.</summary>
    [JsonPropertyName("hide_dept")]
    public bool IsHidden { get; init; }

    /// <summary>Meaningful only when <see cref="IsHidden"/>.</summary>
    [JsonPropertyName("dept_permits")]
    public IReadOnlyList<long> HiddenExceptToDepartmentIds { get; init => field = value ?? []; } = [];

    /// <summary>Meaningful only when <see cref="IsHidden"/>.</summary>
    [JsonPropertyName("user_permits")]
    public IReadOnlyList<string> HiddenExceptToUserIds { get; init => field = value ?? []; } = [];

    /// <summary>Its members see only part of the address book.</summary>
    [JsonPropertyName("outer_dept")]
    public bool RestrictsMembersView { get; init; }

    /// <summary>What they see besides; meaningful only when <see cref="RestrictsMembersView"/>.</summary>
    [JsonPropertyName("outer_permit_depts")]
    public IReadOnlyList<long> VisibleDepartmentIds { get; init => field = value ?? []; } = [];

    /// <summary>Whom they see besides; meaningful only when <see cref="RestrictsMembersView"/>.</summary>
    [JsonPropertyName("outer_permit_users")]
    public IReadOnlyList<string> VisibleUserIds { get; init => field = value ?? []; } = [];

    /// <summary>People in it and all below it.</summary>
    [JsonPropertyName("member_count")]
    public int? MemberCount { get; init; }

    /// <summary>People directly in it.</summary>
    [JsonPropertyName("owning_member_count")]
    public int? OwningMemberCount { get; init; }

    /// <summary>A group chat belongs to it.</summary>
    [JsonPropertyName("create_dept_group")]
    public bool HasGroup { get; init; }

    /// <summary>The group's chat id.</summary>
    [JsonPropertyName("dept_group_chat_id")]
    public string? GroupChatId { get; init; }

    /// <summary>User id of the group's owner.</summary>
    [JsonPropertyName("org_dept_owner")]
    public string? GroupOwnerUserId { get; init; }

    /// <summary>The group takes in the departments below.</summary>
    [JsonPropertyName("group_contain_sub_dept")]
    public bool GroupIncludesSubDepartments { get; init; }

    /// <summary>Newcomers join the group.</summary>
    [JsonPropertyName("auto_add_user")]
    public bool AddsNewcomersToGroup { get; init; }

    /// <summary>Requests to join are approved by default.</summary>
    [JsonPropertyName("auto_approve_apply")]
    public bool ApprovesJoinRequests { get; init; }

    /// <summary>It belongs to a linked corp.</summary>
    [JsonPropertyName("from_union_org")]
    public bool IsFromLinkedCorp { get; init; }

    /// <summary>Education corps: <c>campus</c>, <c>period</c>, <c>grade</c>, <c>class</c>.</summary>
    [JsonPropertyName("tags")]
    public string? Tags { get; init; }
}

/// <summary>A child as <c>department/listsub</c> tells it.</summary>
public sealed record SubDepartment
{
    /// <summary>Its id. May be negative (the home-school tree): such a one answers no other call.</summary>
    [JsonPropertyName("dept_id")]
    public required long Id { get; init; }

    /// <summary>1–64 characters, unique among siblings only.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>The department it is right below.</summary>
    [JsonPropertyName("parent_id")]
    public required long ParentId { get; init; }

    /// <summary>A group chat belongs to it.</summary>
    [JsonPropertyName("create_dept_group")]
    public bool HasGroup { get; init; }

    /// <summary>Newcomers join that group.</summary>
    [JsonPropertyName("auto_add_user")]
    public bool AddsNewcomersToGroup { get; init; }
}
