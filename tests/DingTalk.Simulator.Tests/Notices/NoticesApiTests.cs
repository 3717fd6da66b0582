using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.Simulator.Tests.Notices;

public sealed class NoticesApiTests
{
    private const string Family = "/topapi/message/corpconversation/";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_send_reaches_a_department_with_everything_below_it_each_person_once()
    {
        await using var dingTalk = await StartAsync();
        using var wire = new Wire(dingTalk);

        var answer = await wire.PostFormAsync(
            Family + "asyncsend_v2",
            ("agent_id", "2201457781"),
            ("dept_id_list", "2"),
            ("userid_list", "u1"),
            ("msg", """{"msgtype":"text","text":{"content":"今天停电"}}"""));

        var task = (long)answer["task_id"]!;
        Assert.InRange(task, 100_000_000_000, 999_999_999_999);
        Assert.Equal(["u1", "u2"], dingTalk.Deliveries.Of(task).Select(delivery => delivery.UserId));
        Assert.Equal("""{"msgtype":"text","text":{"content":"今天停电"}}""", dingTalk.Deliveries.To("u1").Single().Message);
    }

    [Fact]
    public async Task Progress_runs_from_nothing_to_finished_and_then_the_result_tells_everybody()
    {
        await using var dingTalk = await StartAsync(options => options.Notices = new() { ProcessingTime = TimeSpan.FromSeconds(10), ProcessingTimePerPerson = TimeSpan.Zero, Unreachable = ["u3"] });
        using var wire = new Wire(dingTalk);
        var task = await SendAsync(wire, "hello", """ "userid_list":"u1,u2,u3,ghost","dept_id_list":"99" """);

        WireAssert.Equal("""{"errcode":0,"errmsg":"ok","progress":{"progress_in_percent":0,"status":0}}""", await AskAsync(wire, "getsendprogress", task));
        _time.Advance(TimeSpan.FromSeconds(4));
        WireAssert.Equal("""{"errcode":0,"errmsg":"ok","progress":{"progress_in_percent":40,"status":1}}""", await AskAsync(wire, "getsendprogress", task));
        WireAssert.Code("41052", await AskAsync(wire, "getsendresult", task));
        _time.Advance(TimeSpan.FromSeconds(6));
        WireAssert.Equal("""{"errcode":0,"errmsg":"ok","progress":{"progress_in_percent":100,"status":2}}""", await AskAsync(wire, "getsendprogress", task));
        dingTalk.Deliveries.MarkRead(task, "u1");
        WireAssert.Equal(
            """
            {"errcode":0,"errmsg":"ok","send_result":{"invalid_user_id_list":["ghost"],"forbidden_user_id_list":[],"failed_user_id_list":["u3"],
             "read_user_id_list":["u1"],"unread_user_id_list":["u2"],"invalid_dept_id_list":[99],"forbidden_list":[]}}
            """,
            await AskAsync(wire, "getsendresult", task));
    }

    [Fact]
    public async Task The_same_content_reaches_a_person_once_a_day_whatever_the_order_of_its_keys()
    {
        await using var dingTalk = await StartAsync();
        using var wire = new Wire(dingTalk);
        await SendAsync(wire, "hello", """ "userid_list":"u1" """);

        var again = await wire.PostAsync(
            Family + "asyncsend_v2", """{"agent_id":"2201457781","userid_list":"u1,u2","msg":"{\"text\":{\"content\":\"hello\"},\"msgtype\":\"text\"}"}""");

        var result = await ResultAsync(wire, (long)again["task_id"]!);
        Assert.Equal("""[{"code":"143106","count":1,"userid":"u1"}]""", result["forbidden_list"]!.ToJsonString());
        Assert.Equal("""["u2"]""", result["unread_user_id_list"]!.ToJsonString());
        _time.Advance(TimeSpan.FromHours(14));
        wire.ForgetToken();
        await SendAsync(wire, "hello", """ "userid_list":"u1" """);
        Assert.Equal(2, dingTalk.Deliveries.To("u1").Count);
    }

    [Fact]
    public async Task A_day_and_a_minute_hold_so_many_people_and_the_rest_is_dropped_with_success()
    {
        await using var dingTalk = await StartAsync(options => options.Notices = new() { PerPersonADay = 2, PeoplePerMinute = 3 });
        using var wire = new Wire(dingTalk);

        await SendAsync(wire, "one", """ "userid_list":"u1,u2" """);
        var crowded = await SendAsync(wire, "two", """ "userid_list":"u1,u2" """);
        Assert.Equal("""[{"code":"143103","count":3,"userid":"u2"}]""", (await ResultAsync(wire, crowded))["forbidden_list"]!.ToJsonString());
        _time.Advance(TimeSpan.FromMinutes(1));
        var third = await SendAsync(wire, "three", """ "userid_list":"u1,u2" """);
        Assert.Equal("""[{"code":"143105","count":2,"userid":"u1"}]""", (await ResultAsync(wire, third))["forbidden_list"]!.ToJsonString());
        Assert.Equal(["one", "three"], dingTalk.Deliveries.To("u2").Select(delivery => (string)JsonNode.Parse(delivery.Message)!["text"]!["content"]!));
    }

    [Fact]
    public async Task Excess_can_be_an_error_instead_of_silence()
    {
        await using var dingTalk = await StartAsync(options => options.Notices = new() { PeoplePerCall = 2, PeoplePerMinute = 3 });
        using var wire = new Wire(dingTalk);

        await SendAsync(wire, "silent", """ "dept_id_list":"1" """);
        Assert.Equal(2, dingTalk.Deliveries.Count);
        dingTalk.Options.Notices.PeoplePerCallExcess = ExcessAnswer.Refused;
        WireAssert.Code("41029", await TrySendAsync(wire, "too many", """ "dept_id_list":"1" """));
        dingTalk.Options.Notices.PeoplePerMinuteExcess = ExcessAnswer.Refused;
        WireAssert.Code("41047", await TrySendAsync(wire, "too fast", """ "userid_list":"u1,u2" """));
        Assert.Equal(2, dingTalk.Deliveries.Count);
    }

    [Fact]
    public async Task Everybody_may_be_written_to_three_times_a_day()
    {
        await using var dingTalk = await StartAsync();
        using var wire = new Wire(dingTalk);
        for (var send = 0; send < 3; send++)
            await SendAsync(wire, $"all {send}", """ "to_all_user":true """);

        WireAssert.Code("41045", await TrySendAsync(wire, "all 3", """ "to_all_user":"true" """));
        dingTalk.Options.Notices.ToAllExcess = ExcessAnswer.Silent;
        WireAssert.Code("0", await TrySendAsync(wire, "all 4", """ "to_all_user":true """));
        Assert.Equal(9, dingTalk.Deliveries.Count);
    }

    [Fact]
    public async Task People_in_executive_mode_are_left_alone()
    {
        await using var dingTalk = await StartAsync();
        using var wire = new Wire(dingTalk);
        dingTalk.Organization.UpdateUser("u1", user => user with { Senior = true });

        var task = await SendAsync(wire, "hello", """ "userid_list":"u1" """);

        Assert.Equal("""[{"code":"1430004","count":0,"userid":"u1"}]""", (await ResultAsync(wire, task))["forbidden_list"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"agent_id":1,"userid_list":"u1","msg":{"msgtype":"text","text":{"content":"a"}}}""", "40056")]
    [InlineData("""{"agent_id":2201457781,"userid_list":"u1"}""", "400002")]
    [InlineData("""{"agent_id":2201457781,"msg":{"msgtype":"text","text":{"content":"a"}}}""", "40035")]
    [InlineData("""{"agent_id":2201457781,"userid_list":"u1","msg":{"msgtype":"song","song":{}}}""", "40008")]
    [InlineData("""{"agent_id":2201457781,"userid_list":"u1","msg":{"msgtype":"text"}}""", "34014")]
    [InlineData("""{"agent_id":2201457781,"userid_list":"u1","msg":{"msgtype":"text","text":{"content":""}}}""", "44004")]
    [InlineData("""{"agent_id":2201457781,"userid_list":"u1","msg":{"msgtype":"link","link":{"title":"a"}}}""", "34014")]
    [InlineData("""{"agent_id":2201457781,"dept_id_list":"two","msg":{"msgtype":"text","text":{"content":"a"}}}""", "40066")]
    [InlineData("""{"agent_id":2201457781,"dept_id_list":"2","msg":{"msgtype":"oa","oa":{"message_url":"https://x.example","head":{},"body":{},"status_bar":{}}}}""", "40035")]
    public async Task A_send_that_cannot_be_is_refused_and_reaches_nobody(string body, string code)
    {
        await using var dingTalk = await StartAsync();
        using var wire = new Wire(dingTalk);

        WireAssert.Code(code, await wire.PostAsync(Family + "asyncsend_v2", body));
        Assert.Equal(0, dingTalk.Deliveries.Count);
    }

    [Fact]
    public async Task Sizes_are_counted_to_the_last_user_department_and_byte()
    {
        await using var dingTalk = await StartAsync();
        using var wire = new Wire(dingTalk);
        static string Users(int count) => $""" "userid_list":"{string.Join(',', Enumerable.Range(0, count).Select(i => $"x{i}"))}" """;
        static string Departments(int count) => $""" "dept_id_list":"{string.Join(',', Enumerable.Range(1, count))}" """;
        var frame = """{"msgtype":"text","text":{"content":""}}""".Length;

        WireAssert.Code("0", await TrySendAsync(wire, "a", Users(100)));
        WireAssert.Code("40032", await TrySendAsync(wire, "a", Users(101)));
        WireAssert.Code("0", await TrySendAsync(wire, "a", Departments(20)));
        WireAssert.Code("40066", await TrySendAsync(wire, "a", Departments(21)));
        WireAssert.Code("0", await TrySendAsync(wire, new string('x', 2_048 - frame), Users(1)));
        WireAssert.Code("45002", await TrySendAsync(wire, new string('x', 2_049 - frame), Users(1)));
        WireAssert.Code("45002", await TrySendAsync(wire, new string('电', 683), Users(1)));
    }

    [Fact]
    public async Task Windows_close_each_with_its_own_code()
    {
        await using var dingTalk = await StartAsync();
        using var wire = new Wire(dingTalk);
        var task = await SendAsync(wire, "hello", """ "userid_list":"u1" """);
        _time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));
        wire.ForgetToken();

        WireAssert.Code("40035", await AskAsync(wire, "getsendresult", task));
        WireAssert.Code("400002", await AskAsync(wire, "recall", task, "msg_task_id"));
        WireAssert.Code("0", await AskAsync(wire, "getsendprogress", task));
        _time.Advance(TimeSpan.FromDays(6));
        wire.ForgetToken();
        WireAssert.Code("40035", await AskAsync(wire, "getsendprogress", task));
    }

    [Fact]
    public async Task The_result_of_more_than_a_hundred_people_is_not_told()
    {
        var organization = SmallCompany.Create();
        for (var i = 0; i < 101; i++)
            organization.User($"x{i}", "X", SmallCompany.Finance);
        await using var dingTalk = await DingTalkSimulator.StartAsync(organization, options => options.TimeProvider = _time, TestContext.Current.CancellationToken);
        using var wire = new Wire(dingTalk);

        var task = await SendAsync(wire, "hello", """ "dept_id_list":"9" """);
        _time.Advance(TimeSpan.FromMinutes(1));

        WireAssert.Code("41052", await AskAsync(wire, "getsendresult", task));
        WireAssert.Code("0", await AskAsync(wire, "getsendprogress", task));
        dingTalk.Options.Notices.ResultExcess = ResultRefusal.Hang;
#pragma warning disable CA2025 // It is awaited below.
        var hanging = AskAsync(wire, "getsendresult", task);
#pragma warning restore CA2025
        Assert.NotSame(hanging, await Task.WhenAny(hanging, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken)));
        wire.Http.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task A_notice_is_recalled_as_a_whole_and_its_content_stays_counted()
    {
        await using var dingTalk = await StartAsync();
        using var wire = new Wire(dingTalk);
        var task = await SendAsync(wire, "hello", """ "userid_list":"u1,u2" """);

        WireAssert.Equal("""{"errcode":0,"errmsg":"ok"}""", await AskAsync(wire, "recall", task, "msg_task_id"));
        Assert.All(dingTalk.Deliveries.Of(task), delivery => Assert.True(delivery.Recalled));
        var again = await SendAsync(wire, "hello", """ "userid_list":"u1" """);
        Assert.Empty(dingTalk.Deliveries.Of(again));
        WireAssert.Code("400002", await AskAsync(wire, "recall", 1, "msg_task_id"));
    }

    [Fact]
    public async Task Only_a_notice_with_a_status_bar_can_be_updated()
    {
        await using var dingTalk = await StartAsync();
        using var wire = new Wire(dingTalk);
        var plain = await SendAsync(wire, "hello", """ "userid_list":"u1" """);
        var bar = (long)(await wire.PostAsync(
            Family + "asyncsend_v2",
            """{"agent_id":2201457781,"userid_list":"u1","msg":{"msgtype":"oa","oa":{"message_url":"https://x.example","head":{"bgcolor":"FF3C7DFF","text":"x"},"body":{"title":"t"},"status_bar":{"status_value":"Pending"}}}}"""))["task_id"]!;
        _time.Advance(TimeSpan.FromSeconds(2));

        WireAssert.Code("0", await wire.PostAsync(Family + "status_bar/update", $$"""{"agent_id":2201457781,"task_id":{{bar}},"status_value":"Agreed"}"""));
        WireAssert.Code("40035", await wire.PostAsync(Family + "status_bar/update", $$"""{"agent_id":2201457781,"task_id":{{plain}},"status_value":"Agreed"}"""));
        WireAssert.Code("40056", await wire.PostAsync(Family + "status_bar/update", $$"""{"agent_id":1,"task_id":{{bar}},"status_value":"Agreed"}"""));
    }

    [Fact]
    public async Task A_file_is_taken_for_a_media_id()
    {
        await using var dingTalk = await StartAsync();
        using var wire = new Wire(dingTalk);
        using var file = new ByteArrayContent([1, 2, 3]);
        using var form = new MultipartFormDataContent { { file, "media", "a.png" } };
        var address = new Uri($"/media/upload?type=image&access_token={await wire.TokenAsync()}", UriKind.Relative);

        using var response = await wire.Http.PostAsync(address, form, TestContext.Current.CancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();

        Assert.Equal(("image", '@'), ((string)answer["type"]!, ((string)answer["media_id"]!)[0]));
        WireAssert.Code("43008", await wire.PostAsync("/media/upload", """{"type":"image"}"""));
    }

    private Task<DingTalkSimulator> StartAsync(Action<SimulatorOptions>? configure = null) => SmallCompany.StartAsync(options =>
    {
        options.TimeProvider = _time;
        options.Limits.CallsPerSecond = null;
        configure?.Invoke(options);
    });

    private static Task<JsonObject> TrySendAsync(Wire wire, string text, string audience) => wire.PostAsync(
        Family + "asyncsend_v2", $$$$"""{"agent_id":2201457781,{{{{audience}}}},"msg":{"msgtype":"text","text":{"content":"{{{{text}}}}"}}}""");

    private static async Task<long> SendAsync(Wire wire, string text, string audience) => (long)(await TrySendAsync(wire, text, audience))["task_id"]!;

    private static Task<JsonObject> AskAsync(Wire wire, string call, long task, string idName = "task_id") =>
        wire.PostAsync(Family + call, $$$"""{"agent_id":2201457781,"{{{idName}}}":{{{task}}}}""");

    private async Task<JsonObject> ResultAsync(Wire wire, long task)
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        return (await AskAsync(wire, "getsendresult", task))["send_result"]!.AsObject();
    }
}
