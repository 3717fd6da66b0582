namespace DingTalk.OpenPlatform.Checks;

/// <summary>Names of findings.</summary>
public static class CheckNames
{
    /// <summary>The host of <c>/v1.0/…</c> can be reached, and the platform answers there.</summary>
    public const string Address = "address";

    /// <summary>The same of the host of <c>/topapi/…</c>.</summary>
    public const string LegacyAddress = "legacy address";

    /// <summary>This machine's clock against the platform's.</summary>
    public const string Clock = "clock";

    /// <summary>Key and secret.</summary>
    public const string Token = "token";

    /// <summary>This machine's public address against the app's list.</summary>
    public const string EgressIp = "egress IP";

    /// <summary>The app is started, the corp enabled.</summary>
    public const string App = "app";

    /// <summary>The platform takes the app's calls: no throttle, no block, no fault.</summary>
    public const string Platform = "platform";

    /// <summary>What of the organization the app may see.</summary>
    public const string ContactScope = "contact scope";

    /// <summary><c>mobile</c>, <c>state_code</c>.</summary>
    public const string MobileField = "field mobile";

    /// <summary><c>email</c>, <c>org_email</c> and the like.</summary>
    public const string PersonalFields = "fields email and the like";

    /// <summary>The number in whose name notices are sent.</summary>
    public const string AgentId = "AgentId";

    /// <summary>The corp's calls of this month.</summary>
    public const string Month = "monthly calls";

    /// <summary>Events over Stream connections.</summary>
    public const string Stream = "events by Stream";

    /// <summary>The name of a permission point's finding.</summary>
    /// <param name="point">Its code, as <c>qyapi_get_member</c>.</param>
    public static string Permission(string point) => $"permission {point}";
}
