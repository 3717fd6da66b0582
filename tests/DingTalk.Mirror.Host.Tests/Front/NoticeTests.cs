using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DingTalk.Mirror.Host.Tests.Hosting;

namespace DingTalk.Mirror.Host.Tests.Front;

[Collection(FrontTests.Name)]
public sealed class NoticeTests(FrontFixture front)
{
    private static readonly string[] Boss = ["boss"];
    private static readonly string[] Both = ["both"];

    [Fact]
    public async Task A_preview_tells_recipients_and_price_and_sends_nothing()
    {
        var before = front.Platform.Deliveries.Count;
        var preview = await front.PostAsync("/notices/preview", new { text = "预览", subtrees = new[] { SmallCompany.Head } });

        Assert.Equal(15, preview.GetProperty("recipients").GetProperty("items").GetArrayLength());
        Assert.Equal(1, preview.GetProperty("batches").GetInt32());
        Assert.Equal(3, preview.GetProperty("meteredCalls").GetInt32());
        Assert.Equal(before, front.Platform.Deliveries.Count);
    }

    [Fact]
    public async Task A_notice_is_accepted_followed_to_its_end_and_its_results_paged()
    {
        const string Key = "停电/18:00 & more";
        var address = $"/notices?key={Uri.EscapeDataString(Key)}";
        using var sent = await front.Client.PostAsJsonAsync(
            new Uri("/notices", UriKind.Relative),
            new { text = "今天 18:00 停电检修", subtrees = new[] { SmallCompany.Head }, key = Key },
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        Assert.Equal(address, sent.Headers.Location?.OriginalString);

        using var progress = await front.Client.GetAsync(
            new Uri(address.Replace("/notices?", "/notices/progress?", StringComparison.Ordinal), UriKind.Relative), TestContext.Current.CancellationToken);
        var end = (await ServerEvents.ReadAsync(progress))[^1];
        Assert.Equal("end", end.Type);
        Assert.Equal("Finished", end.Data.GetProperty("state").GetString());
        Assert.Equal("Finished", (await front.GetAsync(address)).GetProperty("state").GetString());

        var first = await front.GetAsync(address.Replace("?", "/results?take=10&", StringComparison.Ordinal));
        var next = first.GetProperty("next").GetString();
        var second = await front.GetAsync(address.Replace("?", $"/results?take=10&after={next}&", StringComparison.Ordinal));
        Assert.Equal(15, (await front.GetAsync(address.Replace("?", "/results?outcome=unread&", StringComparison.Ordinal))).GetProperty("total").GetInt32());
        Assert.Equal(15, first.GetProperty("items").GetArrayLength() + second.GetProperty("items").GetArrayLength());
        Assert.False(second.TryGetProperty("next", out _));
        Assert.Equal(15, front.Platform.Deliveries.All.Count(delivery => delivery.Message.Contains("停电检修", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Any_message_of_the_platform_can_be_sent()
    {
        var status = await front.PostAsync("/notices", new
        {
            message = new { msgtype = "markdown", markdown = new { title = "标题", text = "# 原样" } },
            userIds = Boss,
            key = "raw",
        });

        Assert.Equal("raw", status.GetProperty("key").GetString());
        using var progress = await front.Client.GetAsync(new Uri("/notices/progress?key=raw", UriKind.Relative), TestContext.Current.CancellationToken);
        await ServerEvents.ReadAsync(progress);
        Assert.Contains(front.Platform.Deliveries.To("boss"), delivery => delivery.Message.Contains("# 原样", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_key_again_sends_nothing_and_other_words_under_it_are_a_conflict()
    {
        var notice = new { text = "只发一次", userIds = Both, key = "once" };
        await front.PostAsync("/notices", notice);
        using var progress = await front.Client.GetAsync(new Uri("/notices/progress?key=once", UriKind.Relative), TestContext.Current.CancellationToken);
        await ServerEvents.ReadAsync(progress);
        await front.PostAsync("/notices", notice);

        Assert.Single(front.Platform.Deliveries.To("both"), delivery => delivery.Message.Contains("只发一次", StringComparison.Ordinal));
        using var other = await front.Client.PostAsJsonAsync(
            new Uri("/notices", UriKind.Relative), new { text = "别的话", userIds = Both, key = "once" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
    }

    public static TheoryData<string, string> Invalid => new()
    {
        { """{"text":"无人接收"}""", "to nobody" },
        { """{"subtrees":[1]}""", "exactly one thing" },
        { """{"text":"a","markdown":{"title":"b","text":"c"},"subtrees":[1]}""", "exactly one thing" },
        { """{"text":"","userIds":["boss"]}""", "" },
        { $$"""{"text":"{{new string('长', 800)}}","userIds":["boss"]}""", "392 over" },
        { """{"message":{"msgtype":"nonsense"},"userIds":["boss"]}""", "message" },
        { $$"""{"text":"a","userIds":["boss"],"key":"{{new string('k', 201)}}"}""", "at most 200 characters; this one has 201" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task A_notice_that_cannot_be_sent_says_why(string body, string says)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await front.Client.PostAsync(new Uri("/notices", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("urn:dingtalk-mirror:invalid-notice", problem.GetProperty("type").GetString());
        Assert.Contains(says, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_spent_is_told()
    {
        var usage = await front.GetAsync("/usage");

        Assert.Matches("^[0-9]{4}-[0-9]{2}$", usage.GetProperty("month").GetString());
        Assert.Equal(JsonValueKind.Object, usage.GetProperty("callsByApi").ValueKind);
        Assert.True(usage.GetProperty("meteredCalls").TryGetInt64(out var metered) && metered >= 0, metered.ToString(CultureInfo.InvariantCulture));
    }
}
