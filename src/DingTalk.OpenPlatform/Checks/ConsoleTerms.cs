using System.Collections.Frozen;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Checks;

/// <summary>Where in DingTalk's developer console what is wrong is set right, in the console's own words.</summary>
internal static class ConsoleTerms
{
    public const string Credentials = "开发者后台 → 应用 → 基础信息 → 凭证与基础信息: copy Client ID (AppKey) and Client Secret (AppSecret) again.";
    public const string App = "开发者后台 → 应用开发: start the app (启用) and publish it (应用发布 → 版本管理与发布). 50005: the corp itself is disabled, its main admin (主管理员) decides.";
    public const string CorpEgressIp = "The list is that of the corp's old CorpSecret: 开发者后台 → 更多 → 基本信息 → 开发信息（旧版）. Or the credentials are not an app's.";
    public const string Scope = "开发者后台 → 应用 → 开发配置 → 权限管理 → 通讯录权限 → 授权范围: 全部员工 for everybody, or add what is missing; also 应用发布 → 版本管理与发布 → 可使用范围.";
    public const string MobileField = "开发者后台 → 应用 → 开发配置 → 权限管理 → 通讯录管理: tick 企业员工手机号信息 → 申请权限.";
    public const string PersonalFields = "开发者后台 → 应用 → 开发配置 → 权限管理 → 通讯录管理: tick 邮箱等个人信息 → 申请权限.";
    public const string AgentId = "开发者后台 → 应用 → 基础信息 → 凭证与基础信息: copy AgentId again.";
    public const string Month = "开发者后台 → 资源管理: buy 增购包, or wait for the next month. Contacts go on; notices, searches and the scope do not.";
    public const string Stream = "开发者后台 → 应用 → 开发配置 → 事件订阅 → Stream 模式推送 → 已完成接入，验证连接通道 → 保存, tick (勾选) the contacts events; then 应用发布 → 版本管理与发布 → 直接发布.";
    public const string Throttled = "Another program uses the same app, or too much is asked: share one quota (AddDingTalkHandler), or lower CallsPerSecond. Edition and pack: 开发者后台 → 资源管理.";
    public const string PlatformThrottled = "Everybody calls this API now, often at the top of the hour: check again in some minutes.";
    public const string Blocked = "Above 10,000 calls in 20 s from one public address (出口IP), by everybody behind it: stop for 5 minutes, then use more addresses. An HTML page may also be a proxy's: look at Address.";
    public const string PlatformFault = "It is DingTalk: check again later.";
    public const string Diagnosis = "开发者后台 → 开发工具 → API诊断 → 开始诊断, with the code or the request id.";
    public const string Clock = "Synchronize this machine's clock (NTP): callbacks are believed for 5 minutes, and the day and month of quotas go by it.";

    // Names of 权限管理, by code.
    private static readonly FrozenDictionary<string, string> Points = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["qyapi_base"] = "调用企业API时需要具备的基本权限",
        ["qyapi_get_department_list"] = "通讯录部门信息读权限",
        ["qyapi_get_department_member"] = "通讯录部门成员读权限",
        ["qyapi_get_member"] = "成员信息读权限",
        ["qyapi_get_member_by_mobile"] = "根据手机号获取成员基本信息权限",
        ["qyapi_addresslist_search"] = "搜索企业通讯录的权限",
        ["qyapi_get_microapp_list"] = "企业已安装的应用列表查询权限",
    }.ToFrozenDictionary();

    public static string Point(string code) => Points.TryGetValue(code, out var name) ? $"{name} ({code})" : code;

    public static string Permission(string code) =>
        $"开发者后台 → 应用 → 开发配置 → 权限管理: search for {Point(code)} → 立即开通; then publish a version, 应用发布 → 版本管理与发布.";

    public static string EgressIp(string? seen) =>
        $"开发者后台 → 应用 → 开发配置 → 安全设置 → 服务端出口 IP: add {seen ?? "this machine's public address"}. If the words name another AppKey, that app's list is meant.";

    public static string Address(Uri address, string option) =>
        $"Open outbound access to {address.Host}:{address.Port} (DNS, firewall, proxy), and look at {option}.";

    public static string Of(DingTalkApiException error) => error.Kind switch
    {
        DingTalkErrorKind.Throttled when ErrorCodes.PlatformWideThrottles.Contains(error.Code) => PlatformThrottled,
        DingTalkErrorKind.Throttled => Throttled,
        DingTalkErrorKind.IpBlocked => Blocked,
        DingTalkErrorKind.PlatformFault or DingTalkErrorKind.Timeout => PlatformFault,
        _ => Diagnosis,
    };
}
