namespace DingTalk.Simulator.Tests.Notices;

public sealed class NoticesApiTests
{
    [Fact]
    public async Task A_send_reaches_a_department_with_everything_below_it_each_person_once()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        var answer = await wire.PostFormAsync(
            "/topapi/message/corpconversation/asyncsend_v2",
            ("agent_id", "2201457781"),
            ("dept_id_list", "2"),
            ("userid_list", "u1"),
            ("msg", """{"msgtype":"text","text":{"content":"今天停电"}}"""));

        Assert.Equal(["u1", "u2"], dingTalk.Deliveries.Of((long)answer["task_id"]!).Select(delivery => delivery.UserId));
    }
}
