using System.Text;
using DingTalk.OpenPlatform.Transport;
using static DingTalk.OpenPlatform.Transport.DingTalkErrorKind;

namespace DingTalk.OpenPlatform.Tests.Transport;

public sealed class PlatformAnswerTests
{
    [Theory]
    [InlineData("""{"errcode":0,"errmsg":"ok","request_id":"r1","result":{"a":1}}""")]
    [InlineData("""{"errcode":"0","request_id":"r1","result":{"a":1},"sub_code":""}""")]
    [InlineData(""" {"result":{"a":1},"request_id":"r1","errcode":0} """)]
    public void Success_gives_the_bytes_of_its_result(string body)
    {
        var answer = Read(PlatformEndpoints.DepartmentGet, 200, body);

        Assert.Null(answer.Fault);
        Assert.Equal("r1", answer.RequestId);
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(answer.Result!.Value.Span));
    }

    [Theory]
    [InlineData("""{"errcode":60121,"errmsg":"找不到该用户","request_id":"r1"}""", "60121", NotFound)]
    [InlineData("""{"errcode":"60121","errmsg":"找不到该用户","request_id":"r1"}""", "60121", NotFound)]
    [InlineData("""{"errcode":88,"sub_code":"40014","sub_msg":"找不到该用户","errmsg":"ding talk error","request_id":"r1"}""", "40014", Token)]
    [InlineData("""{"errcode":88,"sub_code":"40000","sub_msg":"找不到该用户","request_id":"r1"}""", "40000", Token)]
    [InlineData("""{"errcode":40000,"errmsg":"找不到该用户","request_id":"r1"}""", "40000", InvalidParameter)]
    [InlineData("""{"errcode":88,"sub_code":"90018","sub_msg":"找不到该用户","request_id":"r1"}""", "90018", Throttled)]
    [InlineData("""{"errcode":88,"errmsg":"找不到该用户","request_id":"r1"}""", "88", Other)]
    [InlineData("""{"errcode":123456,"errmsg":"找不到该用户","request_id":"r1"}""", "123456", Other)]
    public void The_effective_code_of_the_legacy_host_is_the_inner_one(string body, string code, DingTalkErrorKind kind)
    {
        var fault = Fault(PlatformEndpoints.UserGet, 200, body);

        Assert.Equal((code, kind, "找不到该用户", "r1"), (fault.Code, fault.Kind, fault.Message, fault.RequestId));
    }

    [Theory]
    [InlineData(400, "InvalidAuthentication", Token)]
    [InlineData(401, "somethingGeneric", Token)]
    [InlineData(401, "unauthorized.client", Credentials)]
    [InlineData(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", PermissionMissing)]
    [InlineData(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", Throttled)]
    [InlineData(403, "Forbidden.AccessDenied.IpNotInWhiteList", IpNotAllowed)]
    [InlineData(403, "Forbidden.AccessDenied.ApiCountLimitForOrg", MonthlyAllowanceSpent)]
    [InlineData(429, "system.busy", Throttled)]
    [InlineData(500, "system.busy", PlatformFault)]
    [InlineData(500, "parameter.userNotExists", NotFound)]
    [InlineData(500, "neverHeardOf", PlatformFault)]
    [InlineData(403, "neverHeardOf", Other)]
    public void The_new_host_is_judged_by_its_code_and_only_then_by_its_status(int status, string code, DingTalkErrorKind kind)
    {
        var fault = Fault(PlatformEndpoints.SearchUsers, status, $$"""{"code":"{{code}}","requestid":"r2","message":"words"}""");

        Assert.Equal((code, kind, "words", "r2"), (fault.Code, fault.Kind, fault.Message, fault.RequestId));
    }

    [Fact]
    public void A_success_of_the_new_host_may_have_a_code_among_its_content() =>
        Assert.Null(Read(PlatformEndpoints.SearchUsers, 200, """{"code":"anything","hasMore":false,"list":[]}""").Fault);

    [Theory]
    [InlineData(200, """{"errcode":0,"err""", "json", InvalidAnswer)]
    [InlineData(200, """{"errcode":0} trailing""", "json", InvalidAnswer)]
    [InlineData(200, "", "json", InvalidAnswer)]
    [InlineData(200, "[]", "json", InvalidAnswer)]
    [InlineData(200, """{"result":{}}""", "json", InvalidAnswer)]
    [InlineData(200, "<html></html>", "html", IpBlocked)]
    [InlineData(403, " \r\n<!DOCTYPE html>", "html", IpBlocked)]
    [InlineData(502, "<html>Bad Gateway</html>", "http-502", PlatformFault)]
    [InlineData(503, "", "http-503", PlatformFault)]
    [InlineData(404, "not found", "http-404", Other)]
    [InlineData(429, "", "http-429", Throttled)]
    [InlineData(200, """{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"u"}""", "1111", IpBlocked)]
    public void What_is_no_answer_is_named_by_what_it_is(int status, string body, string code, DingTalkErrorKind kind)
    {
        var fault = Fault(PlatformEndpoints.DepartmentGet, status, body);

        Assert.Equal((code, kind), (fault.Code, fault.Kind));
    }

    [Fact]
    public void An_address_that_is_blocked_is_free_again_after_five_minutes() =>
        Assert.Equal(TimeSpan.FromMinutes(5), Fault(PlatformEndpoints.DepartmentGet, 200, "<html></html>").RetryAfter);

    [Theory]
    [InlineData(200, """{"errcode":88,"sub_code":"60011","sub_msg":"应用尚未开通所需的权限 {requiredScopes=[qyapi_get_member, qyapi_base]}"}""")]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.AccessTokenPermissionDenied","accessdenieddetail":{"requiredScopes":["qyapi_get_member","qyapi_base"]}}""")]
    [InlineData(403, """{"Code":"Forbidden.AccessDenied.AccessTokenPermissionDenied","AccessDeniedDetail":{"RequiredScopes":["qyapi_get_member","qyapi_base"]}}""")]
    public void Missing_permissions_are_listed(int status, string body) =>
        Assert.Equal(["qyapi_get_member", "qyapi_base"], Fault(PlatformEndpoints.UserGet, status, body).RequiredScopes);

    [Theory]
    [InlineData("40001")]
    [InlineData("40014")]
    public void At_the_token_call_itself_a_bad_token_code_means_bad_credentials(string code)
    {
        var fault = Fault(PlatformEndpoints.GetToken, 200, $$"""{"errcode":{{code}},"errmsg":"Secret错误"}""");

        Assert.Equal((Credentials, null), (fault.Kind, fault.RetryAfter));
    }

    [Fact]
    public void A_secret_that_the_platform_quotes_is_taken_out()
    {
        var answer = Read(PlatformEndpoints.UserGet, 200, """{"errcode":40014,"errmsg":"token abc123 is bad"}""").Without("abc123");

        Assert.Equal("token [redacted] is bad", answer.Fault!.Message);
    }

    private static AnswerFault Fault(PlatformEndpoint endpoint, int status, string body) =>
        Read(endpoint, status, body).Fault ?? throw new InvalidOperationException("It was read as success.");

    private static PlatformAnswer Read(PlatformEndpoint endpoint, int status, string body) =>
        PlatformAnswer.Read(endpoint, status, Encoding.UTF8.GetBytes(body));
}
