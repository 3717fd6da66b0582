using DingTalk.Mirror.Notices;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Organizations;

public sealed class FourStepsTests
{
    [Fact]
    public async Task A_token_a_department_by_name_with_its_people_a_work_notice_and_its_result()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: TestContext.Current.CancellationToken);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var org = mirror.Organization();
        var ct = TestContext.Current.CancellationToken;

        var department = await org.FindDepartmentByNameAsync("科技服务事业部", ct);
        var members = (await org.GetMembersAsync(department.Id, MemberScope.Subtree, ct)).EnsureComplete();
        Assert.Equal(["chen", "lin", "sun", "wu"], members.Items.Select(person => person.UserId).Order());

        var sent = await org.SendNoticeAsync(Notice.Text("今天 18:00 停电检修").ToSubtree(department.Id).WithKey("outage-0611"), ct);
        var status = await org.WatchNoticeAsync(sent.Key, ct).LastAsync(ct);

        Assert.Equal(NoticeState.Finished, status.State);
        Assert.Equal(4, status.Count(RecipientOutcome.Unread));
        Assert.Equal(["chen", "lin", "sun", "wu"], dingTalk.Deliveries.All.Select(delivery => delivery.UserId).Order());
        Assert.Equal(1, dingTalk.TokensIssued);
    }
}
