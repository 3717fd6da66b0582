using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Tests.Users;

public sealed class UserPagingTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_are_read_until_the_platform_says_there_are_no_more()
    {
        await using var platform = await ScriptedPlatform.StartAsync(
            Page(true, "2", "u1", "u2"), Page(true, "4"), Page(false, "0", "u3"));
        await using var app = TestApp.For(platform.Address);

        Assert.Equal(["u1", "u2", "u3"], await ListAllAsync(app));

        Assert.Equal(
            ["""{"dept_id":7,"cursor":0,"size":100,"language":"zh_CN"}""", """{"dept_id":7,"cursor":2,"size":100,"language":"zh_CN"}""", """{"dept_id":7,"cursor":4,"size":100,"language":"zh_CN"}"""],
            platform.Requests.Select(request => request.Body));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("null")]
    public async Task A_cursor_that_does_not_advance_is_an_error_and_neither_a_short_list_nor_a_loop(string cursor)
    {
        await using var platform = await ScriptedPlatform.StartAsync(Page(true, cursor, "u1"));
        await using var app = TestApp.For(platform.Address);

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => ListAllAsync(app));

        Assert.Equal((DingTalkErrorKind.InvalidAnswer, "cursor", "POST /topapi/v2/user/list"), (exception.Kind, exception.Code, exception.Endpoint));
        Assert.Contains("Department 7", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_that_runs_in_a_circle_is_an_error()
    {
        await using var platform = await ScriptedPlatform.StartAsync(Page(true, "5", "u1"), Page(true, "3", "u2"), Page(true, "5", "u3"));
        await using var app = TestApp.For(platform.Address);

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => ListAllAsync(app));

        Assert.Equal("cursor", exception.Code);
        Assert.Equal(3, platform.Requests.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task A_page_beyond_the_limit_is_refused_before_the_call(int size)
    {
        await using var platform = await ScriptedPlatform.StartAsync();
        await using var app = TestApp.For(platform.Address);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => app.Client.Users.ListAsync(7, 0, size, None));

        Assert.Empty(platform.Requests);
    }

    private static async Task<List<string>> ListAllAsync(TestApp app)
    {
        var ids = new List<string>();
        await foreach (var user in app.Client.Users.ListAllAsync(7, None))
            ids.Add(user.UserId);
        return ids;
    }

    private static Func<Microsoft.AspNetCore.Http.HttpContext, Task> Page(bool hasMore, string cursor, params string[] userIds)
    {
        var list = string.Join(',', userIds.Select(id => $$"""{"userid":"{{id}}","name":"n"}"""));
        return ScriptedPlatform.Json($$$"""{"errcode":0,"result":{"has_more":{{{(hasMore ? "true" : "false")}}},"next_cursor":{{{cursor}}},"list":[{{{list}}}]}}""");
    }
}
