using DingTalk.OpenPlatform.Departments;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Tests.Departments;

public sealed class DepartmentRequestTests
{
    private const string Done = """{"errcode":0,"errmsg":"ok"}""";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"errcode":0,"result":[]}""")]
    [InlineData("""{"errcode":0,"result":null}""")]
    [InlineData("""{"errcode":0}""")]
    public async Task A_leaf_has_no_departments_below_however_the_platform_says_so(string answer)
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(answer));
        await using var app = TestApp.For(platform.Address);

        Assert.Empty(await app.Client.Departments.ListSubAsync(7, None));
    }

    [Fact]
    public async Task What_is_not_changed_is_not_sent_and_ids_are_joined_by_commas()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(Done));
        await using var app = TestApp.For(platform.Address);

        await app.Client.Departments.UpdateAsync(
            new DepartmentUpdate { Id = 7, Name = "夜班😀", ManagerUserIds = ["u1", "u2"], HiddenExceptToDepartmentIds = [8, 9] }, None);

        var request = Assert.Single(platform.Requests);
        Assert.Equal("""{"dept_id":7,"name":"夜班😀","dept_permits":"8,9","dept_manager_userid_list":"u1,u2"}""", request.Body);
        Assert.Equal("application/json; charset=utf-8", request.ContentType);
    }

    [Fact]
    public async Task Managers_are_cleared_by_the_parameter_that_the_platform_has_for_it()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(Done));
        await using var app = TestApp.For(platform.Address);

        await app.Client.Departments.UpdateAsync(new DepartmentUpdate { Id = 7, ManagerUserIds = [] }, None);

        Assert.Equal("""{"dept_id":7,"force_update_fields":"dept_manager_userid_list"}""", Assert.Single(platform.Requests).Body);
    }

    [Fact]
    public async Task An_error_names_the_department_the_platforms_words_and_what_to_do()
    {
        await using var platform = await ScriptedPlatform.StartAsync(
            ScriptedPlatform.Json("""{"errcode":50004,"errmsg":"请求的部门id不在授权范围内","request_id":"15demo7k"}"""));
        await using var app = TestApp.For(platform.Address);

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => app.Client.Departments.GetAsync(88001, None));

        Assert.Equal(
            "Department 88001: it is outside the app's contact scope (50004). \"请求的部门id不在授权范围内\" " +
            "Add it to the app's authorized range in the developer console. POST /topapi/v2/department/get. Request 15demo7k.",
            exception.Message);
        Assert.Equal((DingTalkErrorKind.OutOfScope, "15demo7k", null), (exception.Kind, exception.RequestId, exception.RetryAfter));
    }

    [Fact]
    public async Task An_answer_without_the_field_that_matters_is_an_error_that_names_it()
    {
        await using var platform = await ScriptedPlatform.StartAsync(
            ScriptedPlatform.Json("""{"errcode":0,"request_id":"r9","result":[{"dept_id":8,"name":"D"}]}"""));
        await using var app = TestApp.For(platform.Address);

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => app.Client.Departments.ListSubAsync(7, None));

        Assert.Equal((DingTalkErrorKind.InvalidAnswer, "r9"), (exception.Kind, exception.RequestId));
        Assert.Contains("parent_id", exception.Message, StringComparison.Ordinal);
    }
}
