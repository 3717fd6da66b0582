using System.Collections.Frozen;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Telemetry;

/// <summary>What a host subscribes to. Nothing is measured that nobody listens to.</summary>
public static class DingTalkTelemetry
{
    /// <summary>The name of the meter and of the activity source: <c>AddMeter(DingTalkTelemetry.Name)</c>, <c>AddSource(DingTalkTelemetry.Name)</c>.</summary>
    public const string Name = "DingTalk";

    private const string Other = "_OTHER";

    // A path of somebody else's call may hold an id.
    private static readonly FrozenSet<string> KnownApis = PlatformEndpoints.All.Select(endpoint => endpoint.Api).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>How a call is named in the attribute <c>dingtalk.api</c>: method and path, or <c>_OTHER</c> for one that this package does not know.</summary>
    /// <param name="api">Method and path.</param>
    public static string NameOf(string api) => KnownApis.Contains(api) ? api : Other;

    /// <summary>How a failure is named in the attribute <c>error.type</c>.</summary>
    /// <param name="kind">Its kind.</param>
    public static string NameOf(DingTalkErrorKind kind) => kind switch
    {
        DingTalkErrorKind.InvalidParameter => "invalid_parameter",
        DingTalkErrorKind.NotFound => "not_found",
        DingTalkErrorKind.OutOfScope => "out_of_scope",
        DingTalkErrorKind.PermissionMissing => "permission_missing",
        DingTalkErrorKind.IpNotAllowed => "ip_not_allowed",
        DingTalkErrorKind.Credentials => "credentials",
        DingTalkErrorKind.Token => "token",
        DingTalkErrorKind.Throttled => "throttled",
        DingTalkErrorKind.MonthlyAllowanceSpent => "monthly_allowance_spent",
        DingTalkErrorKind.IpBlocked => "ip_blocked",
        DingTalkErrorKind.PlatformFault => "platform_fault",
        DingTalkErrorKind.InvalidAnswer => "invalid_answer",
        DingTalkErrorKind.Network => "network",
        DingTalkErrorKind.Timeout => "timeout",
        _ => Other,
    };
}
