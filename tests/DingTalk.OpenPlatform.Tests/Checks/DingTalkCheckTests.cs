using DingTalk.OpenPlatform.Checks;
using DingTalk.OpenPlatform.Tokens;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.OpenPlatform.Tests.Checks;

public sealed class DingTalkCheckTests
{
    private static readonly DingTalkCheckOptions Everything = new()
    {
        Metered = true,
        Events = true,
        NameSearch = true,
        MobileLookups = true,
        PersonalFields = true,
        Departments = [SmallCompany.Service],
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<Misconfiguration> Misconfigurations => [.. Enum.GetValues<Misconfiguration>()];

    [Fact]
    public async Task All_is_well_where_nothing_is_wrong()
    {
        await using var company = await StartAsync();

        var report = await CheckAsync(company, Everything);

        Assert.All(report.Findings, finding => Assert.True(finding is { Outcome: CheckOutcome.Passed, Remedy: null, Code: null }, finding.ToString()));
        Assert.True(report.Succeeded);
        Assert.Equal(3, company.Platform.MeteredCalls);
    }

    [Theory]
    [MemberData(nameof(Misconfigurations))]
    public async Task Each_misconfiguration_is_named_with_the_code_and_the_place_to_set_it_right(Misconfiguration what)
    {
        await using var company = await StartAsync();
        company.Platform.Misconfigure(what);

        var report = await CheckAsync(company, Everything);

        var (name, code, place) = Expected(what);
        var failed = Assert.Single(report.Findings, finding => finding.Outcome == CheckOutcome.Failed);
        Assert.Equal((name, code), (failed.Name, failed.Code));
        Assert.Contains(place, failed.Remedy, StringComparison.Ordinal);
        Assert.Equal(code is null or "html" or "1111" or "network" || code.StartsWith("http-", StringComparison.Ordinal), failed.PlatformMessage is null);
        Assert.False(report.Succeeded);
    }

    [Theory]
    [MemberData(nameof(Misconfigurations))]
    public async Task Without_a_request_nothing_metered_is_called_whatever_is_wrong(Misconfiguration what)
    {
        await using var company = await StartAsync();
        company.Platform.Misconfigure(what);

        await CheckAsync(company, Everything with { Metered = false, Events = false });

        Assert.Equal(0, company.Platform.MeteredCalls);
        Assert.DoesNotContain(company.Platform.Calls.ByEndpoint.Keys, endpoint => endpoint.EndsWith("connections/open", StringComparison.Ordinal));
        Assert.DoesNotContain(company.Platform.Calls.ByEndpoint.Keys, endpoint => endpoint.Contains("corpconversation", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Misconfigurations))]
    public async Task No_secret_and_no_token_is_in_a_report(Misconfiguration what)
    {
        await using var company = await StartAsync();
        var secret = company.Platform.AppSecret;
        var token = (await company.Services.GetRequiredService<IAccessTokenSource>().GetAsync(Ct)).Value;
        company.Platform.Misconfigure(what);

        var report = await CheckAsync(company, Everything);

        var text = report + string.Join('\n', report.Findings.Select(finding => $"{finding.Words} {finding.Code} {finding.PlatformMessage} {finding.Remedy}"));
        Assert.False(Leaks(text), text);
        Assert.True(Leaks(text + $"planted {secret}"));
        Assert.True(Leaks(text + $"planted {token}"));

        bool Leaks(string told) => told.Contains(secret, StringComparison.Ordinal) || told.Contains(token, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_the_platform_quotes_and_a_control_character_are_taken_out()
    {
        await using var platform = await ScriptedPlatform.StartAsync(
            ScriptedPlatform.Json($$"""{"errcode":60020,"errmsg":"访问ip不在白名单之中\u001b[2J,{{TestApp.Secret}} request ip=203.0.113.9 appKey(ding-other)"}"""));
        await using var app = TestApp.For(platform.Address, options => options.MaxRetries = 0);

        var report = await app.Services.GetRequiredService<DingTalkCheck>().RunAsync(new(), Ct);

        var finding = report[CheckNames.EgressIp];
        Assert.Equal("the platform saw 203.0.113.9, which is not on the app's list", finding.Words);
        Assert.Contains("add 203.0.113.9", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("appKey(ding-other)", finding.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(TestApp.Secret, report.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', finding.ToString());
    }

    [Fact]
    public async Task What_needs_something_that_failed_is_not_tested()
    {
        await using var company = await StartAsync();
        company.Platform.Misconfigure(Misconfiguration.WrongSecret);

        var report = await CheckAsync(company, Everything);

        Assert.Equal(CheckOutcome.Passed, report[CheckNames.Address].Outcome);
        Assert.Equal((CheckOutcome.NotTested, "needs the token"), (report[CheckNames.EgressIp].Outcome, report[CheckNames.EgressIp].Words));
        Assert.Equal((CheckOutcome.NotTested, "needs the token"), (report[CheckNames.Stream].Outcome, report[CheckNames.Stream].Words));
    }

    [Fact]
    public async Task A_scope_that_is_a_part_is_told_and_no_fault_and_an_empty_one_is_found_without_a_metered_call()
    {
        await using var company = await StartAsync();
        company.Platform.Misconfigure(Misconfiguration.DepartmentOutOfScope);

        var part = (await CheckAsync(company, new()))[CheckNames.ContactScope];
        Assert.Equal(CheckOutcome.Passed, part.Outcome);
        Assert.StartsWith($"a part: departments {SmallCompany.Finance}", part.Words, StringComparison.Ordinal);

        company.Platform.Repair();
        company.Platform.Misconfigure(Misconfiguration.ScopeEmpty);
        Assert.Equal((CheckOutcome.Failed, "50004"), ((await CheckAsync(company, new()))[CheckNames.ContactScope] is var empty ? empty.Outcome : default, empty.Code));

        company.Platform.Repair();
        Assert.True((await CheckAsync(company, new())).Succeeded);
    }

    [Fact]
    public async Task An_absent_field_that_nothing_reads_is_no_fault()
    {
        await using var company = await StartAsync();
        company.Platform.Misconfigure(Misconfiguration.MobileFieldMissing);

        var report = await CheckAsync(company, Everything with { PersonalFields = false });

        Assert.True(report.Succeeded);
        Assert.Equal(CheckOutcome.NotTested, report[CheckNames.MobileField].Outcome);
    }

    [Fact]
    public async Task An_AgentId_without_the_point_to_look_it_up_is_not_tested()
    {
        await using var company = await StartAsync(options => options.MissingPermissions = ["qyapi_get_microapp_list"]);

        var report = await CheckAsync(company, Everything);

        Assert.True(report.Succeeded);
        Assert.Contains("企业已安装的应用列表查询权限", report[CheckNames.AgentId].Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_nobody_listens_at_is_told_at_once()
    {
        await using var app = TestApp.For(new Uri("http://127.0.0.1:9"));

        var report = await app.Services.GetRequiredService<DingTalkCheck>().RunAsync(Everything, Ct);

        Assert.Contains("ConnectionError", report[CheckNames.Address].Words, StringComparison.Ordinal);
        Assert.Equal("needs the address", report[CheckNames.Token].Words);
    }

    // A name without a line here fails its test.
    private static (string Name, string? Code, string Place) Expected(Misconfiguration what) => what switch
    {
        Misconfiguration.WrongKey or Misconfiguration.WrongSecret => (CheckNames.Token, "invalidClientIdOrSecret", "凭证与基础信息"),
        Misconfiguration.AppStopped => (CheckNames.App, "50003", "启用"),
        Misconfiguration.CorpDisabled => (CheckNames.App, "50005", "主管理员"),
        Misconfiguration.IpNotListed => (CheckNames.EgressIp, "60020", "安全设置 → 服务端出口 IP: add 127.0.0.1"),
        Misconfiguration.CorpIpNotListed => (CheckNames.EgressIp, "60020", "开发信息（旧版）"),
        Misconfiguration.DepartmentPermissionMissing => (CheckNames.Permission("qyapi_get_department_list"), "60011", "通讯录部门信息读权限"),
        Misconfiguration.DepartmentMemberPermissionMissing => (CheckNames.Permission("qyapi_get_department_member"), "60011", "通讯录部门成员读权限"),
        Misconfiguration.MemberPermissionMissing => (CheckNames.Permission("qyapi_get_member"), "60011", "成员信息读权限"),
        Misconfiguration.MobileLookupPermissionMissing => (CheckNames.Permission("qyapi_get_member_by_mobile"), "60011", "立即开通"),
        Misconfiguration.SearchPermissionMissing =>
            (CheckNames.Permission("qyapi_addresslist_search"), "Forbidden.AccessDenied.AccessTokenPermissionDenied", "搜索企业通讯录的权限"),
        Misconfiguration.BasePermissionMissing => (CheckNames.Permission("qyapi_base"), "60011", "调用企业API时需要具备的基本权限"),
        Misconfiguration.MobileFieldMissing => (CheckNames.MobileField, null, "企业员工手机号信息"),
        Misconfiguration.PersonalFieldsMissing => (CheckNames.PersonalFields, null, "邮箱等个人信息"),
        Misconfiguration.DepartmentOutOfScope => (CheckNames.ContactScope, "50004", "授权范围"),
        Misconfiguration.ScopeEmpty => (CheckNames.ContactScope, null, "全部员工"),
        Misconfiguration.WrongAgentId => (CheckNames.AgentId, null, "copy AgentId"),
        Misconfiguration.NotStreamMode => (CheckNames.Stream, "subscriptionModeMismatch", "Stream 模式推送"),
        Misconfiguration.NotPublished => (CheckNames.Stream, "subscriptionModeMismatch", "版本管理与发布"),
        Misconfiguration.ClockSkew => (CheckNames.Clock, null, "NTP"),
        Misconfiguration.MonthSpent => (CheckNames.Month, "90020", "增购包"),
        Misconfiguration.Throttled => (CheckNames.Platform, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "CallsPerSecond"),
        Misconfiguration.PlatformThrottled => (CheckNames.Platform, "Forbidden.AccessDenied.QpsLimitForApi", "top of the hour"),
        Misconfiguration.BlockedWithHtml => (CheckNames.Platform, "html", "出口IP"),
        Misconfiguration.BlockedWithJson => (CheckNames.Platform, "1111", "出口IP"),
        Misconfiguration.Unreachable => (CheckNames.Address, null, "outbound"),
        Misconfiguration.WrongAddress => (CheckNames.Address, "http-404", "look at Address"),
        Misconfiguration.PlatformDown => (CheckNames.Platform, "http-503", "later"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "Say what the check is to find."),
    };

    private static async Task<SmallCompany> StartAsync(Action<SimulatorOptions>? platform = null)
    {
        var company = await SmallCompany.StartAsync(platform, client => client.MaxRetries = 0);
        company.Platform.Organization.UpdateUser("u3", user => user with { Mobile = "13900000009", Email = "yi@example.com" });
        _ = company.Services.GetRequiredService<DingTalkCheck>();   // with the key and secret of now
        return company;
    }

    private static Task<CheckReport> CheckAsync(SmallCompany company, DingTalkCheckOptions options) =>
        company.Services.GetRequiredService<DingTalkCheck>().RunAsync(options, Ct);
}
