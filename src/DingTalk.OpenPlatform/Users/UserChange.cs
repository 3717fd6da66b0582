using System.Text.Json.Serialization;
using DingTalk.OpenPlatform.Json;

namespace DingTalk.OpenPlatform.Users;

/// <summary>What creation and update of a person have in common; <see langword="null"/> is not sent.</summary>
public abstract record UserFields
{
    /// <summary>The number is hidden on the profile page.</summary>
    [JsonPropertyName("hide_mobile")]
    public bool? HidesMobile { get; init; }

    /// <summary>Extension number: at most 50 characters, unique.</summary>
    [JsonPropertyName("telephone")]
    public string? Telephone { get; init; }

    /// <summary>At most 50 characters.</summary>
    [JsonPropertyName("job_number")]
    public string? JobNumber { get; init; }

    /// <summary>Position: at most 200 characters.</summary>
    [JsonPropertyName("title")]
    public string? Title { get; init; }

    /// <summary>At most 50 characters, unique.</summary>
    [JsonPropertyName("email")]
    public string? Email { get; init; }

    /// <summary>At most 100 characters; needs a corp mailbox.</summary>
    [JsonPropertyName("org_email")]
    public string? OrganizationEmail { get; init; }

    /// <summary>At most 100 characters.</summary>
    [JsonPropertyName("work_place")]
    public string? WorkPlace { get; init; }

    /// <summary>At most 2,000 characters.</summary>
    [JsonPropertyName("remark")]
    public string? Remark { get; init; }

    /// <summary>For departments of the person, the place in each.</summary>
    [JsonPropertyName("dept_order_list")]
    public IReadOnlyList<DepartmentOrder>? DepartmentOrders { get; init; }

    /// <summary>Custom fields as JSON text, at most 2,000 characters. Overwrites the whole set.</summary>
    [JsonPropertyName("extension")]
    public string? Extension { get; init; }

    /// <summary>Executive mode.</summary>
    [JsonPropertyName("senior_mode")]
    public bool? IsSenior { get; init; }

    /// <summary>When the person joined the corp.</summary>
    [JsonPropertyName("hired_date"), JsonConverter(typeof(UnixMillisecondsConverter))]
    public DateTimeOffset? HiredAt { get; init; }

    /// <summary>Direct manager.</summary>
    [JsonPropertyName("manager_userid")]
    public string? ManagerUserId { get; init; }

    /// <summary>Tells nothing personal.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>A person to be added to the corp.</summary>
public sealed record UserCreation : UserFields
{
    /// <summary>1–64 characters; the platform makes one up when absent.</summary>
    [JsonPropertyName("userid")]
    public string? UserId { get; init; }

    /// <summary>At most 80 characters.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Unique in the corp; numbers from outside the mainland as <c>+xx-xxxxxx</c>.</summary>
    [JsonPropertyName("mobile")]
    public required string Mobile { get; init; }

    /// <summary>1–100 departments.</summary>
    [JsonPropertyName("dept_id_list"), JsonConverter(typeof(CommaJoinedConverter<long>))]
    public required IReadOnlyList<long> DepartmentIds { get; init; }
}

/// <summary>Changes to a person; what is <see langword="null"/> stays as it is. A mobile number cannot be changed.</summary>
public sealed record UserUpdate : UserFields
{
    /// <summary>The person to change.</summary>
    [JsonPropertyName("userid")]
    public required string UserId { get; init; }

    /// <summary>At most 80 characters.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>All departments from now on: the platform is understood to replace the whole list.</summary>
    [JsonPropertyName("dept_id_list"), JsonConverter(typeof(CommaJoinedConverter<long>))]
    public IReadOnlyList<long>? DepartmentIds { get; init; }
}

/// <summary>A person that was added.</summary>
/// <param name="UserId">The person's id in the corp.</param>
/// <param name="UnionId">The person's id across the developer corp's apps.</param>
public sealed record CreatedUser(string UserId, string? UnionId);
