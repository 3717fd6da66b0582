namespace DingTalk.Simulator;

/// <summary>What an app's first day is lost to: each is set wrong in the console, in the app's own settings, or between the two.
/// <see cref="DingTalkSimulator.Misconfigure"/> switches one on.</summary>
public enum Misconfiguration
{
    /// <summary>The app knows another Client ID: <c>invalidClientIdOrSecret</c>.</summary>
    WrongKey,

    /// <summary>The Client Secret was reset: <c>invalidClientIdOrSecret</c>.</summary>
    WrongSecret,

    /// <summary>The app is stopped: 50003 from the legacy host, 400 at <c>connections/open</c>. The token call goes on.</summary>
    AppStopped,

    /// <summary>The corp is disabled: 50005 from the legacy host.</summary>
    CorpDisabled,

    /// <summary>The caller's address is not on the app's list: 60020, naming address and app.</summary>
    IpNotListed,

    /// <summary>The caller's address is not on the list of the corp's old CorpSecret: 60020, naming a CorpId.</summary>
    CorpIpNotListed,

    /// <summary><c>qyapi_get_department_list</c> is missing: 60011.</summary>
    DepartmentPermissionMissing,

    /// <summary><c>qyapi_get_department_member</c> is missing: 60011.</summary>
    DepartmentMemberPermissionMissing,

    /// <summary><c>qyapi_get_member</c> is missing: 60011.</summary>
    MemberPermissionMissing,

    /// <summary><c>qyapi_get_member_by_mobile</c> is missing: 60011.</summary>
    MobileLookupPermissionMissing,

    /// <summary><c>qyapi_addresslist_search</c> is missing: 403.</summary>
    SearchPermissionMissing,

    /// <summary><c>qyapi_base</c> is missing: 60011 from <c>/auth/scopes</c> and notices.</summary>
    BasePermissionMissing,

    /// <summary>企业员工手机号信息 is missing: no <c>mobile</c>, no <c>state_code</c>, no error.</summary>
    MobileFieldMissing,

    /// <summary>邮箱等个人信息 is missing: no <c>email</c> and the like, no error.</summary>
    PersonalFieldsMissing,

    /// <summary>The first department below the root is outside the contact scope, the others are in it: 50004.</summary>
    DepartmentOutOfScope,

    /// <summary>The contact scope holds nobody: 50004, 50002.</summary>
    ScopeEmpty,

    /// <summary>The app knows another AgentId: 40056 from notices.</summary>
    WrongAgentId,

    /// <summary>The app's events go to an HTTP callback: 400 at <c>connections/open</c>.</summary>
    NotStreamMode,

    /// <summary>No version of the app is published: 400 at <c>connections/open</c>.</summary>
    NotPublished,

    /// <summary>The platform's clock is ten minutes ahead of the caller's: header <c>Date</c>.</summary>
    ClockSkew,

    /// <summary>The corp's month is spent: 90020 from metered calls.</summary>
    MonthSpent,

    /// <summary>Another program of the app uses all of its calls a second: 90018.</summary>
    Throttled,

    /// <summary>Everybody together uses all calls a second to each API: 90002.</summary>
    PlatformThrottled,

    /// <summary>The caller's address is blocked, answered with an HTML page.</summary>
    BlockedWithHtml,

    /// <summary>The caller's address is blocked, answered with <c>{"status":1111,…}</c>.</summary>
    BlockedWithJson,

    /// <summary>Every connection is cut: a firewall, or no route.</summary>
    Unreachable,

    /// <summary>Another web server answers at this address: 404 to everything.</summary>
    WrongAddress,

    /// <summary>The platform is down: 503 to everything.</summary>
    PlatformDown,
}
