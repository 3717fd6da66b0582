using System.Collections.Frozen;
using static DingTalk.OpenPlatform.Transport.DingTalkErrorKind;

namespace DingTalk.OpenPlatform.Transport;

/// <summary>What each code of the platform means for a caller: its kind, and after which time the same call may succeed.</summary>
internal static class ErrorCodes
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>A request that the platform's front refused for the number of calls on this API by everybody: it wants 1, 2, 4 seconds.</summary>
    public static readonly FrozenSet<string> PlatformWideThrottles = FrozenSet.Create(
        StringComparer.Ordinal, "90002", "Forbidden.AccessDenied.QpsLimitForApi");

    // Too many recipients, not too many calls: a matter of the notice, not of the gate.
    private static readonly FrozenSet<string> RecipientThrottles = FrozenSet.Create(
        StringComparer.Ordinal, "41045", "41046", "41047", "41048", "143103", "143104", "143105", "143203", "143204", "143205", "1430003");

    private static readonly FrozenDictionary<string, (DingTalkErrorKind Kind, TimeSpan? RetryAfter)> Table = Build();

    /// <summary>Kind and delay of a code; <see cref="Other"/> for one that no table lists.</summary>
    public static (DingTalkErrorKind Kind, TimeSpan? RetryAfter) Find(string code) => Table.GetValueOrDefault(code, (Other, null));

    /// <summary>Whether a throttle counts calls, so that further calls of the API are better held back.</summary>
    public static bool IsCallFrequency(string throttle) => !RecipientThrottles.Contains(throttle);

    private static FrozenDictionary<string, (DingTalkErrorKind Kind, TimeSpan? RetryAfter)> Build()
    {
        var table = new Dictionary<string, (DingTalkErrorKind, TimeSpan?)>(StringComparer.Ordinal);

        Add(Token, TimeSpan.Zero, "40001", "40014", "42001", "InvalidAuthentication");
        Add(Token, null, "41001", "AuthenticationFailed.MissingParameter");
        Add(Credentials, null, "40013", "40089", "40096", "41002", "41004", "33001",
            "invalidClientIdOrSecret", "invalid.client", "unauthorized.client", "authFailed");
        Add(PermissionMissing, null, "60011", "43007", "48002", "41028", "41044", "40018",
            "Forbidden.AccessDenied.AccessTokenPermissionDenied");
        Add(IpNotAllowed, null, "60020", "Forbidden.AccessDenied.IpNotInWhiteList");
        Add(OutOfScope, null, "50002", "50004");
        Add(NotFound, null, "60003", "60004", "60111", "60121", "33012", "40003", "46004", "60067", "60068",
            "invalidParameter.user.notFound", "parameter.userNotExists", "parameter.orgNotExists");

        Add(Throttled, Second, "90018", "90002", "45009", "system.busy", "systemBusy",
            "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "Forbidden.AccessDenied.QpsLimitForApi",
            "Forbidden.AccessDenied.QpsLimitForSuitekeyAndOrgAndApi");
        Add(Throttled, Minute, "90001", "90003", "90004", "90005", "90006",
            "90007", "90008", "90009", "90010", "90011", "90012", "90013", "90014",
            "Forbidden.AccessDenied.QpmLimitForAppkeyAndApi", "Forbidden.AccessDenied.QpmLimitForSuitekeyAndOrgAndApi",
            "41046", "41047", "41048", "143103", "143104", "143203", "143204", "1430003");
        Add(Throttled, Day, "41045", "143105", "143205");
        Add(Throttled, null, "90017");
        Add(MonthlyAllowanceSpent, null, "90020", "Forbidden.AccessDenied.ApiCountLimitForOrg");

        Add(DingTalkErrorKind.PlatformFault, Second, "-1", "500", "400001", "system.error", "systemError", "server.error", "unknownError");
        Add(Other, Minute, "41052");    // no result yet: ask again when the progress says finished

        Add(InvalidParameter, null,
            "40000", "40035", "40036", "40038", "40033", "400002", "41101", "41102", "43001", "43002", "43003", "43004", "43005", "43008", "43009",
            "44002", "47001", "parameter.error", "invalidParameter", "invalidParameter.param.invalid", "unsupported.grant.type", "listsize.too.long",
            "40009", "40010", "40011", "40019", "40020", "40022", "40023", "40024", "40025", "40031", "40032", "40063", "40064", "40065", "40066",
            "40068", "40069", "40070", "40093", "40100", "40101", "40104", "41054",
            "60001", "60002", "60005", "60006", "60007", "60009", "60010", "60016", "60018", "60019", "60021", "60022",
            "60102", "60103", "60104", "60105", "60106", "60107", "60109", "60110", "60112", "60119", "60120", "60122", "60123", "60128",
            "600109", "60510",
            "34004", "34014", "34016", "40007", "40008", "40048", "40056", "41011", "41029", "41049", "44004", "52019", "70003", "70004",
            "45001", "45002", "45003", "45004", "45005", "45006", "45007", "45008",
            "143106", "143206", "1430000", "1430001", "1430002", "1430004", "81002");
        return table.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(DingTalkErrorKind kind, TimeSpan? retryAfter, params ReadOnlySpan<string> codes)
        {
            foreach (var code in codes)
                table.Add(code, (kind, retryAfter));
        }
    }
}
