using DingTalk.OpenPlatform.Notices;
using DingTalk.OpenPlatform.Transport;
using DingTalk.Simulator;

namespace DingTalk.OpenPlatform.Tests.Notices;

public sealed class WorkNoticeApiTests
{
    private const string Send = "POST /topapi/message/corpconversation/asyncsend_v2";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_notice_is_sent_followed_to_its_result_and_taken_back()
    {
        await using var company = await SmallCompany.StartAsync();
        var notices = company.Client.Notices;

        var task = await notices.SendAsync(WorkNotice.To(new TextMessage("今天 18:00 停电检修😀"), ["u3", "ghost"], [SmallCompany.Service]), None);
        Assert.InRange((await notices.GetProgressAsync(task, None)).Percent, 0, 100);
        company.Platform.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new NoticeProgress(100, NoticeStatus.Finished), await notices.GetProgressAsync(task, None));
        company.Platform.Deliveries.MarkRead(task, "u2");

        var result = await notices.GetResultAsync(task, None);
        Assert.Equal(["u2"], result.ReadUserIds);
        Assert.Equal(["u1", "u3"], result.UnreadUserIds.Order());
        Assert.Equal(["ghost"], result.InvalidUserIds);
        Assert.Empty(result.Forbidden);

        await notices.RecallAsync(task, None);
        Assert.All(company.Platform.Deliveries.Of(task), delivery => Assert.True(delivery.Recalled));
        Assert.Equal(5, company.Platform.MeteredCalls);
    }

    public static TheoryData<NoticeMessage> EveryType =>
    [
        new TextMessage("text\u2028\"\\\n"),
        new ImageMessage("@lADPDexample01"),
        new VoiceMessage("@lADPDexample02", 14),
        new FileMessage("@lADPDexample03"),
        new LinkMessage("https://hr.example.com", "@lADPDexample04", "标题", "正文"),
        new MarkdownMessage("标题", "### 标题  \n  * **x**"),
        new OaMessage("https://erp.example.com", new OaHead("采购"), new OaBody { Title = "PO", Form = [new("K:", "V")], Rich = new("1", "元") }),
        new ActionCardMessage("M", new ActionButton("打开", "https://a.example"), "T"),
        new ActionCardMessage("M", [new("是", "https://a.example"), new("否", "https://b.example")], ButtonLayout.Horizontal),
    ];

    [Theory]
    [MemberData(nameof(EveryType), DisableDiscoveryEnumeration = true)]
    public async Task Every_type_of_message_is_accepted_and_arrives_as_it_was_built(NoticeMessage message)
    {
        await using var company = await SmallCompany.StartAsync();

        var task = await company.Client.Notices.SendAsync(WorkNotice.ToUsers(message, ["u1"]), None);
        company.Platform.Clock.Advance(TimeSpan.FromMinutes(1));
        await company.Client.Notices.GetProgressAsync(task, None);

        var arrived = Assert.Single(company.Platform.Deliveries.To("u1")).Message;
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(
            System.Text.Json.Nodes.JsonNode.Parse(message.ToJson()), System.Text.Json.Nodes.JsonNode.Parse(arrived)));
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_outcome_open_and_the_same_bytes_again_deliver_to_nobody_twice()
    {
        await using var company = await SmallCompany.StartAsync(time: new SkippingTime());
        var message = new TextMessage("campaign 7: please read");
        company.Platform.Faults.Add(Fault.LostAnswer() with { Endpoint = Send, Times = 1 });

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(
            () => company.Client.Notices.SendAsync(WorkNotice.ToUsers(message, ["u1", "u2"]), None));
        Assert.Equal((DingTalkErrorKind.Network, true), (exception.Kind, exception.MayHaveBeenDone));
        Assert.Equal(1, company.Platform.Calls.Count(Send));

        var task = await company.Client.Notices.SendAsync(WorkNotice.ToUsers(NoticeMessage.FromJson(message.ToJson()), ["u1", "u2"]), None);
        company.Platform.Clock.Advance(TimeSpan.FromMinutes(1));
        var result = await company.Client.Notices.GetResultAsync(task, None);

        Assert.Equal([("u1", "143106"), ("u2", "143106")], result.Forbidden.Select(forbidden => (forbidden.UserId, forbidden.Code)).Order());
        Assert.Single(company.Platform.Deliveries.To("u1"));
    }

    [Fact]
    public async Task A_status_bar_is_changed_after_the_send()
    {
        await using var company = await SmallCompany.StartAsync();
        var message = new OaMessage("https://erp.example.com", new OaHead("采购"), new OaBody { Title = "PO" }, statusBar: new StatusBar("待审", "0xFFFF9D46"));

        var task = await company.Client.Notices.SendAsync(WorkNotice.ToUsers(message, ["u1"]), None);
        company.Platform.Clock.Advance(TimeSpan.FromMinutes(1));
        await company.Client.Notices.UpdateStatusBarAsync(task, new StatusBar("已批", "0xFF78C06E"), None);

        Assert.Equal(1, company.Platform.Calls.Count("POST /topapi/message/corpconversation/status_bar/update"));
        Assert.Equal(0, company.Platform.Calls.Refused);
    }

    [Fact]
    public async Task An_unknown_task_is_named()
    {
        await using var company = await SmallCompany.StartAsync();

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => company.Client.Notices.GetProgressAsync(4711, None));

        Assert.Equal((DingTalkErrorKind.InvalidParameter, "40035"), (exception.Kind, exception.Code));
        Assert.StartsWith("Notice task 4711: ", exception.Message, StringComparison.Ordinal);
    }
}
