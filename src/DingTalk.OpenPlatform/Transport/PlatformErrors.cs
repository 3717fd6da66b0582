using static DingTalk.OpenPlatform.Transport.DingTalkErrorKind;

namespace DingTalk.OpenPlatform.Transport;

/// <summary>Puts a failure into words: what happened to which department, person or notice, and what to do.</summary>
internal static class PlatformErrors
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static DingTalkApiException Of(PlatformEndpoint endpoint, string subject, AnswerFault fault)
    {
        var (what, advice) = Words(fault);
        var words = string.IsNullOrWhiteSpace(fault.Message) ? "" : $" \"{fault.Message}\"";
        var request = fault.RequestId is { } id ? $" Request {id}." : "";
        return new($"{subject}: {what} ({fault.Code}).{words} {advice} {endpoint.Api}.{request}")
        {
            Endpoint = endpoint.Api,
            Code = fault.Code,
            Kind = fault.Kind,
            PlatformMessage = fault.Message,
            RequestId = fault.RequestId,
            RetryAfter = fault.Kind == Token ? null : fault.RetryAfter,     // a fresh one has been tried
            MayHaveBeenDone = fault.LeavesOutcomeOpen && !endpoint.IsRepeatable,
            RequiredScopes = fault.RequiredScopes,
        };
    }

    public static DingTalkApiException InvalidAnswer(
        PlatformEndpoint endpoint, string subject, string code, string what, string? requestId = null, Exception? cause = null)
    {
        var request = requestId is null ? "" : $" Request {requestId}.";
        return new($"{subject}: the answer cannot be used, {what}. {endpoint.Api}.{request}", cause)
        {
            Endpoint = endpoint.Api,
            Code = code,
            Kind = DingTalkErrorKind.InvalidAnswer,
            RequestId = requestId,
            RetryAfter = Soon,
            MayHaveBeenDone = !endpoint.IsRepeatable,
        };
    }

    public static DingTalkApiException Network(PlatformEndpoint endpoint, string subject, Exception cause, bool isSent) =>
        new($"{subject}: the platform could not be reached, or the connection broke ({Reason(cause)}). Check the network. {endpoint.Api}.", cause)
        {
            Endpoint = endpoint.Api,
            Code = "network",
            Kind = DingTalkErrorKind.Network,
            RetryAfter = Soon,
            MayHaveBeenDone = isSent && !endpoint.IsRepeatable && !IsUnreached(cause),
        };

    public static DingTalkApiException Timeout(PlatformEndpoint endpoint, string subject, TimeSpan after, bool isSent, Exception cause)
    {
        var where = isSent ? "no answer came" : "the call did not get its turn to leave";
        return new($"{subject}: {where} within {after.TotalSeconds:0.###} s. {endpoint.Api}.", cause)
        {
            Endpoint = endpoint.Api,
            Code = "timeout",
            Kind = DingTalkErrorKind.Timeout,
            RetryAfter = Soon,
            MayHaveBeenDone = isSent && !endpoint.IsRepeatable,
        };
    }

    // The connection never stood, so nothing can have been done.
    private static bool IsUnreached(Exception cause) => cause is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    private static string Reason(Exception cause) => cause is HttpRequestException { HttpRequestError: var error } ? error.ToString() : cause.GetType().Name;

    private static (string What, string Advice) Words(AnswerFault fault) => fault.Kind switch
    {
        InvalidParameter => ("the platform refuses what was asked", "The same call fails again: correct it."),
        NotFound => ("it does not exist", "It was deleted, has left, or belongs to another corp."),
        OutOfScope => ("it is outside the app's contact scope", "Add it to the app's authorized range in the developer console."),
        PermissionMissing => ("the app lacks a permission", Apply(fault.RequiredScopes)),
        IpNotAllowed => ("this machine's public address is not in the app's whitelist", "Add it to the app's server egress IPs in the developer console."),
        Credentials => ("key or secret of the app is wrong", "Compare AppKey and AppSecret with the developer console."),
        Token => ("the access token was refused, a fresh one too", "Check that both hosts belong to the same platform, and the app's state in the developer console."),
        Throttled => ("too many in too short a time", fault.RetryAfter is { } pause ? $"Useful again after {pause.TotalSeconds:0} s." : "Reduce what is sent."),
        MonthlyAllowanceSpent => ("the corp's calls of this month are spent", "Wait for the next month, or buy more."),
        IpBlocked => ("the platform blocks this machine's public address for some minutes", "Too many calls from it: above 10,000 in 20 s. Wait 5 minutes."),
        DingTalkErrorKind.PlatformFault => ("the platform failed", "Try again later."),
        DingTalkErrorKind.InvalidAnswer => ("the answer cannot be read: cut off, or not the platform's", "Check for a proxy in between, then try again."),
        _ => ("the platform refuses", "Look the code up in the platform's table of errors."),
    };

    private static string Apply(IReadOnlyList<string> scopes) => scopes.Count > 0
        ? $"Apply for {string.Join(", ", scopes)} in the developer console."
        : "Apply for the call's permission point in the developer console.";
}
