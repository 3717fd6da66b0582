namespace DingTalk.Simulator;

/// <summary>Sets the simulator's options wrong by name, and right again.</summary>
internal sealed class Breakage(SimulatorOptions options, SimulatedOrganization organization)
{
    private const long NobodysDepartment = -1;
    private const string NobodysAddress = "192.0.2.1"; // set aside for documentation: nobody calls from there

    private readonly Lock _lock = new();
    private readonly List<Misconfiguration> _active = [];
    private readonly Stack<Action> _repairs = new();

    /// <summary>What is wrong, in the order in which it went wrong.</summary>
    public IReadOnlyList<Misconfiguration> Active
    {
        get
        {
            lock (_lock) return [.. _active];
        }
    }

    public void Break(Misconfiguration what)
    {
        lock (_lock)
        {
            if (_active.Contains(what)) return;
            var limits = options.Limits;
            _repairs.Push(what switch
            {
                Misconfiguration.WrongKey => Set(options.AppKey, options.AppKey + "x", value => options.AppKey = value),
                Misconfiguration.WrongSecret => Set(options.AppSecret, options.AppSecret + "-reset", value => options.AppSecret = value),
                Misconfiguration.WrongAgentId => Set(options.AgentId, options.AgentId + 1, value => options.AgentId = value),
                Misconfiguration.AppStopped => Set(options.AppState, SimulatedAppState.Stopped, value => options.AppState = value),
                Misconfiguration.CorpDisabled => Set(options.AppState, SimulatedAppState.CorpDisabled, value => options.AppState = value),
                Misconfiguration.NotPublished => Set(options.AppState, SimulatedAppState.Unpublished, value => options.AppState = value),
                Misconfiguration.IpNotListed => Set(options.AllowedIps, [NobodysAddress], value => options.AllowedIps = value),
                Misconfiguration.CorpIpNotListed => Set(options.CorpAllowedIps, [NobodysAddress], value => options.CorpAllowedIps = value),
                Misconfiguration.DepartmentPermissionMissing => Forbid("qyapi_get_department_list"),
                Misconfiguration.DepartmentMemberPermissionMissing => Forbid("qyapi_get_department_member"),
                Misconfiguration.MemberPermissionMissing => Forbid("qyapi_get_member"),
                Misconfiguration.MobileLookupPermissionMissing => Forbid("qyapi_get_member_by_mobile"),
                Misconfiguration.SearchPermissionMissing => Forbid("qyapi_addresslist_search"),
                Misconfiguration.BasePermissionMissing => Forbid("qyapi_base"),
                Misconfiguration.MobileFieldMissing => Set(options.MobileFieldPermission, false, value => options.MobileFieldPermission = value),
                Misconfiguration.PersonalFieldsMissing => Set(options.PersonalFieldPermission, false, value => options.PersonalFieldPermission = value),
                Misconfiguration.DepartmentOutOfScope => Set(options.Scope, AllButTheFirst(), value => options.Scope = value),
                Misconfiguration.ScopeEmpty => Set(options.Scope, new([], []), value => options.Scope = value),
                Misconfiguration.NotStreamMode => Set(options.TakesStream, false, value => options.TakesStream = value),
                Misconfiguration.ClockSkew => Set(options.ClockAhead, TimeSpan.FromMinutes(10), value => options.ClockAhead = value),
                Misconfiguration.MonthSpent => Set(limits.MonthlyCalls, 0, value => limits.MonthlyCalls = value),
                Misconfiguration.Throttled => Set(limits.CallsPerSecond, 0, value => limits.CallsPerSecond = value),
                Misconfiguration.PlatformThrottled => Set(limits.PlatformCallsPerSecond, 0, value => limits.PlatformCallsPerSecond = value),
                Misconfiguration.BlockedWithHtml => Block(limits, html: true),
                Misconfiguration.BlockedWithJson => Block(limits, html: false),
                Misconfiguration.Unreachable => Set(options.Reach, SimulatedReach.Unreachable, value => options.Reach = value),
                Misconfiguration.WrongAddress => Set(options.Reach, SimulatedReach.SomebodyElse, value => options.Reach = value),
                Misconfiguration.PlatformDown => Set(options.Reach, SimulatedReach.Down, value => options.Reach = value),
                _ => throw new ArgumentOutOfRangeException(nameof(what), what, "No such misconfiguration."),
            });
            _active.Add(what);
        }
    }

    public void Repair()
    {
        lock (_lock)
        {
            while (_repairs.TryPop(out var repair)) repair();
            _active.Clear();
        }
    }

    private static Action Set<T>(T right, T wrong, Action<T> set)
    {
        set(wrong);
        return () => set(right);
    }

    private Action Forbid(string permission) =>
        Set(options.MissingPermissions, [.. options.MissingPermissions, permission], value => options.MissingPermissions = value);

    private static Action Block(LimitOptions limits, bool html)
    {
        var calls = Set(limits.IpCalls, 0, value => limits.IpCalls = value);
        var page = Set(limits.IpBlockAnswersHtml, html, value => limits.IpBlockAnswersHtml = value);
        var span = Set(limits.IpBlock, TimeSpan.Zero, value => limits.IpBlock = value); // until it is repaired, and no longer
        return calls + page + span;
    }

    private ContactScope AllButTheFirst()
    {
        var below = organization.Departments.Where(department => department.ParentId == SimulatedDepartment.RootId).Select(department => department.Id).Order().ToList();
        return new(below.Count > 1 ? below[1..] : [NobodysDepartment], []);
    }
}
