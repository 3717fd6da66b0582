using DingTalk.OpenPlatform.Notices;

namespace DingTalk.OpenPlatform.Tests.Notices;

public sealed class WorkNoticeTests
{
    private static readonly TextMessage Text = new("hello");
    private static readonly OaMessage WithStatusBar = new("u", new OaHead("h"), new OaBody(), statusBar: new StatusBar("Pending"));

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_send_carries_the_frozen_message_and_joined_ids()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json("""{"errcode":0,"task_id":"256271667526"}"""));
        await using var app = TestApp.For(platform.Address);

        Assert.Equal(256271667526, await app.Client.Notices.SendAsync(WorkNotice.To(new TextMessage("停电\u2028😀"), ["u1", "u2"], [7, 8]), None));

        Assert.Equal(
            """{"agent_id":42,"userid_list":"u1,u2","dept_id_list":"7,8","to_all_user":false,"msg":{"msgtype":"text","text":{"content":"停电""" + "\u2028😀\"}}}",
            Assert.Single(platform.Requests).Body);
    }

    [Fact]
    public async Task To_everybody_names_nobody()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json("""{"errcode":0,"task_id":1}"""));
        await using var app = TestApp.For(platform.Address);

        await app.Client.Notices.SendAsync(WorkNotice.ToEverybody(Text), None);

        Assert.StartsWith("""{"agent_id":42,"to_all_user":true,"msg":""", Assert.Single(platform.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recall_names_the_task_as_only_this_call_does()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json("""{"errcode":0}"""));
        await using var app = TestApp.For(platform.Address);

        await app.Client.Notices.RecallAsync(9, None);
        await app.Client.Notices.UpdateStatusBarAsync(9, new StatusBar("Done", "0xFF78C06E"), None);

        Assert.Equal(
            ["""{"agent_id":42,"msg_task_id":9}""", """{"agent_id":42,"task_id":9,"status_value":"Done","status_bg":"0xFF78C06E"}"""],
            platform.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task Without_an_agent_id_nothing_is_sent_and_the_option_is_named()
    {
        await using var platform = await ScriptedPlatform.StartAsync();
        await using var app = TestApp.For(platform.Address, options => options.AgentId = null);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => app.Client.Notices.SendAsync(WorkNotice.ToUsers(Text, ["u1"]), None));

        Assert.Contains("DingTalkAppOptions.AgentId", exception.Message, StringComparison.Ordinal);
        Assert.Empty(platform.Requests);
    }

    [Fact]
    public async Task The_forbidden_are_the_union_of_both_lists_each_once()
    {
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json(
            """{"errcode":0,"send_result":{"forbidden_user_id_list":["u1","u2","u2"],"forbidden_list":[{"code":143106,"count":"1","userid":"u1"},{"code":"143105","count":500,"userid":"u3"}],"read_user_id_list":["u4"],"invalid_dept_id_list":"7"}}"""));
        await using var app = TestApp.For(platform.Address);

        var result = await app.Client.Notices.GetResultAsync(9, None);

        Assert.Equal([new("u1", "143106", 1), new("u3", "143105", 500), new("u2", null, null)], result.Forbidden);
        Assert.Equal(["u4"], result.ReadUserIds);
        Assert.Equal([7], result.InvalidDepartmentIds);
        Assert.Empty(result.UnreadUserIds);
    }

    [Fact]
    public void A_hundred_people_and_twenty_departments_pass_and_one_more_does_not()
    {
        Assert.Equal(100, WorkNotice.ToUsers(Text, Users(100)).UserIds.Count);
        Assert.Equal(20, WorkNotice.ToDepartments(Text, Departments(20)).DepartmentIds.Count);

        AssertRefused("userid_list: 101 people, 1 over the platform's 100", () => WorkNotice.ToUsers(Text, Users(101)));
        AssertRefused("dept_id_list: 23 departments, 3 over the platform's 20", () => WorkNotice.ToDepartments(Text, Departments(23)));
    }

    [Fact]
    public void A_status_bar_goes_to_five_people_and_to_nothing_else()
    {
        Assert.Equal(5, WorkNotice.ToUsers(WithStatusBar, Users(5)).UserIds.Count);

        AssertRefused("6 people, 1 over the platform's 5", () => WorkNotice.ToUsers(WithStatusBar, Users(6)));
        AssertRefused("not to departments", () => WorkNotice.ToDepartments(WithStatusBar, [7]));
        AssertRefused("not to everybody", () => WorkNotice.ToEverybody(WithStatusBar));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("u1,u2")]
    public void An_id_that_would_be_read_as_none_or_several_is_refused(string userId) =>
        AssertRefused("is no user id", () => WorkNotice.ToUsers(Text, [userId]));

    [Fact]
    public void A_notice_to_nobody_is_refused() => AssertRefused("goes to nobody", () => WorkNotice.ToUsers(Text, []));

    private static string[] Users(int count) => [.. Enumerable.Range(0, count).Select(i => $"u{i}")];

    private static long[] Departments(int count) => [.. Enumerable.Range(2, count).Select(i => (long)i)];

    private static void AssertRefused(string words, Func<WorkNotice> build) =>
        Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(build).Message, StringComparison.Ordinal);
}
