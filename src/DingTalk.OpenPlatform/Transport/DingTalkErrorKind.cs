namespace DingTalk.OpenPlatform.Transport;

/// <summary>What went wrong, coarse enough to decide on. The platform's own code is <see cref="DingTalkApiException.Code"/>.</summary>
public enum DingTalkErrorKind
{
    /// <summary>A code this version does not know, or one that fits no other kind.</summary>
    Other,

    /// <summary>The call itself is wrong: an illegal value, a rule of the organization broken.</summary>
    InvalidParameter,

    /// <summary>No such department, person or thing.</summary>
    NotFound,

    /// <summary>It exists, but the app's contact scope does not reach it. Neither "deleted" nor "empty".</summary>
    OutOfScope,

    /// <summary>The app lacks a permission point; see <see cref="DingTalkApiException.RequiredScopes"/>.</summary>
    PermissionMissing,

    /// <summary>The caller's public address is not in the app's whitelist.</summary>
    IpNotAllowed,

    /// <summary>The app's key or secret is wrong.</summary>
    Credentials,

    /// <summary>The access token was refused, and so was the one fetched in its place.</summary>
    Token,

    /// <summary>Too many calls, or too many recipients, in too short a time.</summary>
    Throttled,

    /// <summary>The corp's calls of this month are spent.</summary>
    MonthlyAllowanceSpent,

    /// <summary>The platform blocks the caller's public address: over 10,000 calls in 20 seconds.</summary>
    IpBlocked,

    /// <summary>The platform failed: busy, a system error, a 5xx.</summary>
    PlatformFault,

    /// <summary>An answer came that is not one: cut off, not JSON, or contradicting itself.</summary>
    InvalidAnswer,

    /// <summary>The platform could not be reached, or the connection broke.</summary>
    Network,

    /// <summary>No answer in time.</summary>
    Timeout,
}
