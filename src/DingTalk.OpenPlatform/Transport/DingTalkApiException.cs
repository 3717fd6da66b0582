namespace DingTalk.OpenPlatform.Transport;

/// <summary>A call to the platform that brought no answer to work with. The only exception type of a failed call;
/// carries no token, no secret, no header and no body.</summary>
public sealed class DingTalkApiException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Method and path without query, for the token travels there: <c>POST /topapi/v2/user/get</c>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The effective code: <c>sub_code</c> if the answer has one, else <c>errcode</c>, else the new host's <c>code</c>.
    /// Without any: <c>http-503</c>, <c>html</c>, <c>1111</c>, <c>json</c>, <c>network</c>, <c>timeout</c>, <c>cursor</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What to decide on.</summary>
    public required DingTalkErrorKind Kind { get; init; }

    /// <summary>The platform's own words, with token and secret taken out. For people: they vary, never branch on them.</summary>
    public string? PlatformMessage { get; init; }

    /// <summary>The platform's id of this request; its diagnosis page knows it for 7 days.</summary>
    public string? RequestId { get; init; }

    /// <summary>Earliest useful repetition; <see langword="null"/> if the same call cannot succeed.
    /// Before repeating a write, look at <see cref="MayHaveBeenDone"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A call that changes something may have been carried out although no answer says so: a time-out, a cut connection,
    /// a 5xx, "busy", an unreadable answer. <see langword="false"/>: it certainly was not, or it only reads.</summary>
    public bool MayHaveBeenDone { get; init; }

    /// <summary>Permission points that the platform asks for; empty unless <see cref="Kind"/> is <see cref="DingTalkErrorKind.PermissionMissing"/>.</summary>
    public IReadOnlyList<string> RequiredScopes { get; init; } = [];
}
