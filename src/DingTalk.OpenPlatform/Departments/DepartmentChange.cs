using System.Text.Json.Serialization;
using DingTalk.OpenPlatform.Json;

namespace DingTalk.OpenPlatform.Departments;

/// <summary>A department to be created.</summary>
public sealed record DepartmentCreation
{
    /// <summary>1–64 characters without <c>-</c>, <c>,</c> and <c>，</c>; unique among its siblings.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>The department it goes below; 1 is the root.</summary>
    [JsonPropertyName("parent_id")]
    public required long ParentId { get; init; }

    /// <summary>Place among siblings, above 0: smaller comes first.</summary>
    [JsonPropertyName("order")]
    public long? Order { get; init; }

    /// <summary>Free text that maps it to another system.</summary>
    [JsonPropertyName("source_identifier")]
    public string? SourceIdentifier { get; init; }

    /// <summary>Create a group chat for it. Default of the platform: no.</summary>
    [JsonPropertyName("create_dept_group")]
    public bool? HasGroup { get; init; }

    /// <summary>Approve requests to join by default.</summary>
    [JsonPropertyName("auto_approve_apply")]
    public bool? ApprovesJoinRequests { get; init; }

    /// <summary>Hide it from people outside it. Default of the platform: no.</summary>
    [JsonPropertyName("hide_dept")]
    public bool? IsHidden { get; init; }

    /// <summary>Who may still see it when hidden: at most 50 departments.</summary>
    [JsonPropertyName("dept_permits"), JsonConverter(typeof(CommaJoinedConverter<long>))]
    public IReadOnlyList<long>? HiddenExceptToDepartmentIds { get; init; }

    /// <summary>Who may still see it when hidden: at most 50 people.</summary>
    [JsonPropertyName("user_permits"), JsonConverter(typeof(CommaJoinedConverter<string>))]
    public IReadOnlyList<string>? HiddenExceptToUserIds { get; init; }
}

/// <summary>Changes to a department; what is <see langword="null"/> stays as it is.</summary>
public sealed record DepartmentUpdate
{
    /// <summary>The department to change; not the root.</summary>
    [JsonPropertyName("dept_id")]
    public required long Id { get; init; }

    /// <summary>1–64 characters without <c>-</c>, <c>,</c> and <c>，</c>; unique among its siblings.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>Moves it, and all below it, under this department.</summary>
    [JsonPropertyName("parent_id")]
    public long? ParentId { get; init; }

    /// <summary>Place among siblings, above 0: smaller comes first.</summary>
    [JsonPropertyName("order")]
    public long? Order { get; init; }

    /// <summary>Free text that maps it to another system.</summary>
    [JsonPropertyName("source_identifier")]
    public string? SourceIdentifier { get; init; }

    /// <summary>At most 30 characters.</summary>
    [JsonPropertyName("code")]
    public string? Code { get; init; }

    /// <summary>Who leads it; each must be in it. An empty list clears the managers.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? ManagerUserIds { get; init; }

    /// <summary>Hide it from people outside it.</summary>
    [JsonPropertyName("hide_dept")]
    public bool? IsHidden { get; init; }

    /// <summary>Who may still see it when hidden: with <see cref="HiddenExceptToUserIds"/> at most 50.</summary>
    [JsonPropertyName("dept_permits"), JsonConverter(typeof(CommaJoinedConverter<long>))]
    public IReadOnlyList<long>? HiddenExceptToDepartmentIds { get; init; }

    /// <summary>Who may still see it when hidden: with <see cref="HiddenExceptToDepartmentIds"/> at most 50.</summary>
    [JsonPropertyName("user_permits"), JsonConverter(typeof(CommaJoinedConverter<string>))]
    public IReadOnlyList<string>? HiddenExceptToUserIds { get; init; }

    /// <summary>Keep a group chat for it.</summary>
    [JsonPropertyName("create_dept_group")]
    public bool? HasGroup { get; init; }

    /// <summary>Newcomers join the group.</summary>
    [JsonPropertyName("auto_add_user")]
    public bool? AddsNewcomersToGroup { get; init; }

    [JsonInclude, JsonPropertyName("dept_manager_userid_list")]
    internal string? ManagersOnTheWire => ManagerUserIds is { Count: > 0 } ids ? string.Join(',', ids) : null;

    // An empty list would be "not sent, unchanged": clearing has a parameter of its own.
    [JsonInclude, JsonPropertyName("force_update_fields")]
    internal string? FieldsToClear => ManagerUserIds is { Count: 0 } ? "dept_manager_userid_list" : null;
}
