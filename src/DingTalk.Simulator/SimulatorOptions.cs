namespace DingTalk.Simulator;

/// <summary>How the simulated platform behaves. May be changed while it runs.</summary>
public sealed class SimulatorOptions
{
    /// <summary>Where to listen. Default: a free port of the loopback interface.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:0";

    /// <summary>Client ID of the internal app.</summary>
    public string AppKey { get; set; } = "dingsimulatorapp0001";

    /// <summary>Client Secret of the internal app.</summary>
    public string AppSecret { get; set; } = "simulator-secret";

    /// <summary>AgentId of the internal app, in whose name work notices are sent.</summary>
    public long AgentId { get; set; } = 2_201_457_781;

    /// <summary>The organization's CorpId.</summary>
    public string CorpId { get; set; } = "dingsimulatedcorp0001";

    /// <summary>Limits of the gateway. Default: those of the Standard edition.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <summary>Rules of work notices. Default: the documented ones.</summary>
    public NoticeOptions Notices { get; set; } = new();

    /// <summary>How contacts events are born and delivered. Default: as documented, over Stream connections.</summary>
    public EventOptions Events { get; set; } = new();

    /// <summary>The app's HTTP callback. Null, the default: the app is set to Stream mode; an app has one mode.</summary>
    public CallbackOptions? Callback { get; set; }

    /// <summary>What the app may see of the organization. Default: everything.</summary>
    public ContactScope Scope { get; set; } = ContactScope.Everything;

    /// <summary>Permission points that the app lacks, such as <c>qyapi_get_member</c>. Default: none.</summary>
    public IReadOnlyCollection<string> MissingPermissions { get; set; } = [];

    /// <summary>The app may read <c>mobile</c> and <c>state_code</c>.</summary>
    public bool MobileFieldPermission { get; set; } = true;

    /// <summary>The app may read <c>email</c>, <c>org_email</c>, <c>work_place</c>, <c>remark</c> and <c>extension</c>.</summary>
    public bool PersonalFieldPermission { get; set; } = true;

    /// <summary>Addresses that may call; one <c>*</c> in an entry stands for any text. Empty: every address.</summary>
    public IReadOnlyList<string> AllowedIps { get; set; } = [];

    /// <summary>Lists the home-school tree, department -7, below the root.</summary>
    public bool HomeSchoolTree { get; set; }

    /// <summary>Makes the same faults hit the same calls. Default: 1.</summary>
    public int FaultSeed { get; set; } = 1;

    /// <summary>Serves the control API under <c>/_simulator</c>. Default: yes.</summary>
    public bool ControlApi { get; set; } = true;

    /// <summary>What the simulator's clock runs by.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    // What only a misconfiguration changes.
    internal SimulatedAppState AppState { get; set; }

    internal SimulatedReach Reach { get; set; }

    internal bool TakesStream { get; set; } = true;

    internal IReadOnlyList<string> CorpAllowedIps { get; set; } = [];

    internal TimeSpan ClockAhead { get; set; }
}

/// <summary>What has become of the app.</summary>
internal enum SimulatedAppState
{
    Running,
    Unpublished,
    Stopped,
    CorpDisabled,
}

/// <summary>Who answers at the address.</summary>
internal enum SimulatedReach
{
    Platform,
    Unreachable,
    SomebodyElse,
    Down,
}

/// <summary>Limits of the platform's gateway; null switches one off.</summary>
public sealed class LimitOptions
{
    /// <summary>Calls of the app to one API in any second: 90018 past it. Default: 20.</summary>
    public int? CallsPerSecond { get; set; } = 20;

    /// <summary>Calls of one address in <see cref="IpWindow"/>, all APIs together: past it the address is blocked. Default: 10,000.</summary>
    public int? IpCalls { get; set; } = 10_000;

    /// <summary>Default: 20 seconds.</summary>
    public TimeSpan IpWindow { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an address stays blocked. Default: 5 minutes.</summary>
    public TimeSpan IpBlock { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A blocked address gets an HTML page (true, the default) or <c>{"status":1111,…}</c>.</summary>
    public bool IpBlockAnswersHtml { get; set; } = true;

    /// <summary>Metered calls in a calendar month: 90020 past it. Default: 5,000.</summary>
    public int? MonthlyCalls { get; set; } = 5_000;

    /// <summary>How long calls still work after the month's allowance is spent; the platform grants up to 5 days. Default: none.</summary>
    public TimeSpan MonthlyGrace { get; set; }

    /// <summary>Calls of the whole platform to one API in any second: 90002 past it. The number is unpublished. Default: off.</summary>
    public int? PlatformCallsPerSecond { get; set; }

    /// <summary>Calls of the app to one new-host API in any minute. The number is unpublished. Default: off.</summary>
    public int? CallsPerMinute { get; set; }

    /// <summary>Life of a token, renewed by each call that returns it. Default: 2 hours.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromSeconds(7_200);

    /// <summary>A JSON body with <c>\uXXXX</c> sequences is refused with 40033. Which APIs check is not documented. Default: no.</summary>
    public bool RefusesUnicodeEscapes { get; set; }

    /// <summary>People directly in one department: 40023 past it. Default: 1,000.</summary>
    public int? DepartmentMembers { get; set; } = 1_000;

    /// <summary>Levels of departments: 60002 past it. The number is unpublished. Default: off.</summary>
    public int? DepartmentDepth { get; set; }

    /// <summary>Departments of the organization: 60110 past it. The number is unpublished. Default: off.</summary>
    public int? Departments { get; set; }
}

/// <summary>What of the organization the app is authorised for: <c>/auth/scopes</c>.</summary>
/// <param name="Departments">Departments, each with everything below it; the root stands for the whole organization.</param>
/// <param name="Users">People beside those.</param>
public sealed record ContactScope(IReadOnlyList<long> Departments, IReadOnlyList<string> Users)
{
    /// <summary>The whole organization.</summary>
    public static ContactScope Everything { get; } = new([SimulatedDepartment.RootId], []);
}
