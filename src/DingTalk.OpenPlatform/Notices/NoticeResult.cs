using System.Text.Json.Serialization;

namespace DingTalk.OpenPlatform.Notices;

/// <summary>How far the platform is with a send.</summary>
/// <param name="Percent">0–100: the share processed, which is not the share delivered.</param>
/// <param name="Status">Not started, processing, finished.</param>
public sealed record NoticeProgress(int Percent, NoticeStatus Status);

/// <summary>State of a send.</summary>
public enum NoticeStatus
{
    /// <summary>Accepted, not begun.</summary>
    NotStarted = 0,

    /// <summary>Under way.</summary>
    Processing = 1,

    /// <summary>Processed; those whom a limit dropped count too.</summary>
    Finished = 2,
}

/// <summary>What became of each recipient. Somebody in no list after the send has finished is unaccounted for.</summary>
public sealed record NoticeResult
{
    /// <summary>Delivered and read.</summary>
    [JsonPropertyName("read_user_id_list")]
    public IReadOnlyList<string> ReadUserIds { get; init => field = value ?? []; } = [];

    /// <summary>Delivered, not read.</summary>
    [JsonPropertyName("unread_user_id_list")]
    public IReadOnlyList<string> UnreadUserIds { get; init => field = value ?? []; } = [];

    /// <summary>Delivery failed; sending again may help.</summary>
    [JsonPropertyName("failed_user_id_list")]
    public IReadOnlyList<string> FailedUserIds { get; init => field = value ?? []; } = [];

    /// <summary>No such person.</summary>
    [JsonPropertyName("invalid_user_id_list")]
    public IReadOnlyList<string> InvalidUserIds { get; init => field = value ?? []; } = [];

    /// <summary>No such department.</summary>
    [JsonPropertyName("invalid_dept_id_list")]
    public IReadOnlyList<long> InvalidDepartmentIds { get; init => field = value ?? []; } = [];

    /// <summary>Withheld by a rule of the platform: the union of the two lists in which it tells them, each person once.</summary>
    [JsonIgnore]
    public IReadOnlyList<ForbiddenDelivery> Forbidden =>
    [
        .. ForbiddenWithReason
            .Concat(ForbiddenUserIds.Select(userId => new ForbiddenDelivery(userId, null, null)))
            .DistinctBy(delivery => delivery.UserId, StringComparer.Ordinal),
    ];

    [JsonInclude, JsonPropertyName("forbidden_user_id_list")]
    internal IReadOnlyList<string> ForbiddenUserIds { get; init => field = value ?? []; } = [];

    [JsonInclude, JsonPropertyName("forbidden_list")]
    internal IReadOnlyList<ForbiddenDelivery> ForbiddenWithReason { get; init => field = value ?? []; } = [];
}

/// <summary>Somebody whom a rule of the platform kept from getting the notice.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Code">143105: too many from this app today. 143106: identical to one of today. 143103, 143104: too many people in this minute.
/// <see langword="null"/> if the platform gave none.</param>
/// <param name="Threshold">The rule's threshold.</param>
public sealed record ForbiddenDelivery(
    [property: JsonPropertyName("userid")] string UserId,
    [property: JsonPropertyName("code")] string? Code,
    [property: JsonPropertyName("count")] long? Threshold);
