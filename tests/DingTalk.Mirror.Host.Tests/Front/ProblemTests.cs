using System.Net;
using System.Text.Json;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Guards;
using DingTalk.Mirror.Host.Front;
using DingTalk.Mirror.Host.Tests.Hosting;
using DingTalk.Mirror.Notices;
using DingTalk.OpenPlatform.Transport;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Host.Tests.Front;

[Collection(FrontTests.Name)]
public sealed class ProblemTests(FrontFixture front)
{
    [Theory]
    [InlineData("/departments/404404", 404, "department-not-found", "departmentId")]
    [InlineData("/departments/by-name?name=没有的部门", 404, "department-not-found", "name")]
    [InlineData("/departments/by-path?segment=总部&segment=没有", 404, "department-not-found", "name")]
    [InlineData("/departments/by-name?name=客服部", 409, "ambiguous-name", "departmentIds")]
    [InlineData("/people/nobody", 404, "person-not-found", "userId")]
    [InlineData("/notices?key=never-sent", 404, "notice-not-found", "key")]
    [InlineData("/notices/progress?key=never-sent", 404, "notice-not-found", "key")]
    [InlineData("/departments/404404/members/stream", 404, "department-not-found", "departmentId")]
    [InlineData("/departments/by-name?name=%20", 400, "bad-request", null)]
    [InlineData("/departments/by-path", 400, "bad-request", null)]
    [InlineData("/departments/1/members?take=0", 400, "bad-request", null)]
    [InlineData("/departments/1/members?scope=everything", 400, "bad-request", null)]
    [InlineData("/departments/1/members?scope=7", 400, "bad-request", null)]
    [InlineData("/people/boss/membership?departmentId=x", 400, "bad-request", null)]
    public async Task A_wrong_question_gets_a_problem_that_names_it(string path, int status, string type, string? extension)
    {
        using var response = await front.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var problem = await ReadAsync(response);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal($"urn:dingtalk-mirror:{type}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        if (extension is not null) Assert.True(problem.TryGetProperty(extension, out _), problem.ToString());
    }

    [Fact]
    public async Task An_unknown_address_is_a_problem_too()
    {
        using var response = await front.Client.GetAsync(new Uri("/nowhere", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(404, (await ReadAsync(response)).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task What_the_platform_refuses_is_a_gateway_problem_with_its_words()
    {
        front.Platform.Organization.User("unread", "未读取", SmallCompany.East);
        front.Platform.Faults.Add(Fault.Error("50002", "请求的员工userid不在授权范围内") with { Endpoint = "POST /topapi/v2/user/get" });
        try
        {
            using var response = await front.Client.GetAsync(new Uri("/people/unread", UriKind.Relative), TestContext.Current.CancellationToken);
            var problem = await ReadAsync(response);

            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Equal("unread", problem.GetProperty("userId").GetString());
        }
        finally
        {
            front.Platform.Faults.Clear();
        }
    }

    [Fact]
    public async Task A_platform_that_is_down_is_said_and_what_is_known_is_still_answered()
    {
        await front.GetAsync($"/departments/{SmallCompany.Head}/members");
        front.Platform.Organization.User("late", "晚来", SmallCompany.East);
        front.Platform.Faults.Add(Fault.CutConnection());
        try
        {
            using var unknown = await front.Client.GetAsync(new Uri("/people/late", UriKind.Relative), TestContext.Current.CancellationToken);
            var problem = await ReadAsync(unknown);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, unknown.StatusCode);
            Assert.Equal("urn:dingtalk-mirror:platform", problem.GetProperty("type").GetString());
            Assert.Equal("POST /topapi/v2/user/get", problem.GetProperty("endpoint").GetString());
            Assert.Equal(15, (await front.GetAsync($"/departments/{SmallCompany.Head}/members")).GetProperty("total").GetInt32());
        }
        finally
        {
            front.Platform.Faults.Clear();
        }
    }

    public static TheoryData<Exception, int, string> Table => new()
    {
        { DepartmentNotFoundException.ById(7), 404, "department-not-found" },
        { new AmbiguousDepartmentNameException("客服部", [6, 8]), 409, "ambiguous-name" },
        { PersonNotFoundException.ByUserId("u"), 404, "person-not-found" },
        { OutOfScopeException.Department(7), 403, "out-of-scope" },
        { OutOfScopeException.Person("u"), 403, "out-of-scope" },
        { new NoticeNotFoundException("k"), 404, "notice-not-found" },
        { new HeldChangeNotFoundException(7), 404, "held-change-not-found" },
        { new NoticeConflictException("k", "other words"), 409, "notice-conflict" },
        { new InvalidNoticeException("to nobody"), 422, "invalid-notice" },
        { new IncompleteAnswerException([new(7, Departments.DepartmentParts.Members, MissingReason.Failed)]), 502, "incomplete" },
        { new MirrorBusyException("busy"), 503, "busy" },
        { new PlatformCallException("down") { Endpoint = "POST /x", Code = "timeout", Kind = DingTalkErrorKind.Timeout }, 504, "platform" },
        { new PlatformCallException("down") { Endpoint = "POST /x", Code = "network", Kind = DingTalkErrorKind.Network }, 503, "platform" },
        { new PlatformCallException("throttled") { Endpoint = "POST /x", Code = "90018", Kind = DingTalkErrorKind.Throttled, RetryAfter = TimeSpan.FromSeconds(1) }, 503, "platform" },
        { new PlatformCallException("wrong secret") { Endpoint = "POST /x", Code = "40089", Kind = DingTalkErrorKind.Credentials }, 502, "platform" },
        { new MirrorStateException("another app's store"), 500, "mirror" },
        { new DirectoryFormatException("damaged"), 500, "mirror" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_exception_of_the_mirror_has_its_problem(Exception exception, int status, string type)
    {
        var problem = MirrorProblems.Describe(exception);

        Assert.Equal(status, problem?.Status);
        Assert.Equal($"urn:dingtalk-mirror:{type}", problem?.Type);
        Assert.Equal(exception.Message, problem?.Detail);
    }

    [Fact]
    public void No_exception_of_the_mirror_is_missing_in_the_table()
    {
        var told = Table.Select(row => row.Data.Item1.GetType()).ToHashSet();
        var all = typeof(MirrorException).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(MirrorException)));

        Assert.All(all, type => Assert.Contains(type, told));
    }

    [Fact]
    public void A_fault_of_the_program_keeps_its_words_to_itself() => Assert.Null(MirrorProblems.Describe(new InvalidOperationException("inner detail")));

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
