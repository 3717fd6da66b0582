using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.Simulator.Tests;

public sealed class FaultPlanTests
{
    private const string Get = "/topapi/v2/user/get";
    private const string Body = """{"userid":"u1"}""";

    [Fact]
    public async Task An_error_a_status_and_a_page_replace_the_answer()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        dingTalk.Faults.Add(Fault.Error("-1") with { Endpoint = "POST " + Get, Times = 1 });
        WireAssert.Equal("""{"errcode":-1,"errmsg":"系统繁忙"}""", await wire.PostAsync(Get, Body));
        dingTalk.Faults.Add(Fault.Error("90018") with { Endpoint = "POST " + Get, Times = 1, Wrapped = true });
        WireAssert.Code("90018", await wire.PostAsync(Get, Body));
        dingTalk.Faults.Add(Fault.HttpStatus(502) with { Endpoint = "POST " + Get, Times = 1 });
        Assert.Equal(HttpStatusCode.BadGateway, (await SendAsync(wire)).StatusCode);
        dingTalk.Faults.Add(Fault.Html() with { Endpoint = "POST " + Get, Times = 1 });
        Assert.Equal("text/html", (await SendAsync(wire)).Content.Headers.ContentType!.MediaType);
        WireAssert.Code("0", await wire.PostAsync(Get, Body));
    }

    [Fact]
    public async Task A_cut_connection_does_no_work_and_a_lost_answer_does_it()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        await wire.TokenAsync();
        const string create = "/topapi/v2/department/create";

        dingTalk.Faults.Add(Fault.CutConnection() with { Endpoint = "POST " + create, Times = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => wire.PostAsync(create, """{"name":"Cut","parent_id":1}"""));
        dingTalk.Faults.Add(Fault.LostAnswer() with { Endpoint = "POST " + create, Times = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => wire.PostAsync(create, """{"name":"Lost","parent_id":1}"""));
        dingTalk.Faults.Add(Fault.TruncatedBody() with { Endpoint = "POST " + create, Times = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => wire.PostAsync(create, """{"name":"Truncated","parent_id":1}"""));

        Assert.Equal(["Field Service", "Finance", "Lost", "Truncated"], dingTalk.Organization.ChildrenOf(1).Select(department => department.Name));
    }

    [Fact]
    public async Task A_stale_read_shows_the_state_before_the_change()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        dingTalk.Faults.Add(Fault.StaleRead() with { Times = 1, Endpoint = "POST " + Get });
        dingTalk.Organization.UpdateUser("u1", user => user with { Name = "Chen Xin" });

        Assert.Equal("Chen Ke", (string)(await wire.PostAsync(Get, Body))["result"]!["name"]!);
        Assert.Equal("Chen Xin", (string)(await wire.PostAsync(Get, Body))["result"]!["name"]!);
    }

    [Fact]
    public async Task People_can_be_missing_from_an_answer_that_says_success()
    {
        const string ListId = "/topapi/user/listid";
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        dingTalk.Faults.Add(Fault.MissingPeople() with { Times = 1, Endpoint = "POST " + ListId });
        var body = $$"""{"dept_id":{{dingTalk.Organization.FindUser("u1")!.Departments[0]}}}""";

        Assert.Empty((await wire.PostAsync(ListId, body))["result"]!["userid_list"]!.AsArray());
        Assert.Contains("u1", (await wire.PostAsync(ListId, body))["result"]!["userid_list"]!.AsArray().Select(id => (string)id!));
    }

    [Fact]
    public async Task What_was_built_before_the_start_is_no_past_that_a_read_could_show()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        dingTalk.Faults.Add(Fault.StaleRead(versions: 5));

        WireAssert.Code("0", await wire.PostAsync(Get, """{"userid":"u3"}"""));
    }

    [Fact]
    public async Task A_token_can_be_revoked_just_before_a_call()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        await wire.TokenAsync();
        dingTalk.Faults.Add(Fault.TokenRevocation() with { Times = 1 });

        WireAssert.Code("40014", await wire.PostAsync(Get, Body));
    }

    [Fact]
    public async Task Latency_waits_for_the_injected_time()
    {
        var time = new FakeTimeProvider();
        await using var dingTalk = await SmallCompany.StartAsync(options =>
        {
            options.TimeProvider = time;
            options.Limits.TokenLifetime = TimeSpan.FromDays(10_000);
        });
        using var wire = new Wire(dingTalk);
        await wire.TokenAsync();
        var late = Fault.Latency(TimeSpan.FromSeconds(30));
        dingTalk.Faults.Add(late);

        var answer = wire.PostAsync(Get, Body);
        Assert.NotSame(answer, await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken)));
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        WireAssert.Code("0", await answer);
        Assert.Equal(1, dingTalk.Faults.Hits(late));
    }

    [Fact]
    public void The_same_seed_gives_the_same_faults_at_the_given_rate()
    {
        static bool[] Draws(int seed)
        {
            var plan = new FaultPlan(seed);
            plan.Add(Fault.Html() with { Rate = 0.25 });
            return [.. Enumerable.Range(0, 2_000).Select(_ => plan.Draw("GET /x").Count > 0)];
        }

        Assert.Equal(Draws(7), Draws(7));
        Assert.NotEqual(Draws(7), Draws(8));
        Assert.InRange(Draws(7).Count(hit => hit), 400, 600);
    }

    [Fact]
    public void A_fault_that_cannot_be_is_refused()
    {
        var plan = new FaultPlan(1);

        Assert.Throws<ArgumentException>(() => plan.Add(Fault.Html() with { Rate = 1.1 }));
        Assert.Throws<ArgumentException>(() => plan.Add(new Fault { Kind = FaultKind.Error }));
    }

    private static async Task<HttpResponseMessage> SendAsync(Wire wire)
    {
        using var content = new StringContent(Body, System.Text.Encoding.UTF8, "application/json");
        return await wire.Http.PostAsync(new Uri($"{Get}?access_token={await wire.TokenAsync()}", UriKind.Relative), content, TestContext.Current.CancellationToken);
    }
}
