using DingTalk.Simulator;

namespace DingTalk.Mirror.Samples.Tests;

public sealed class ApprovalsTests
{
    [Fact]
    public async Task The_nearest_manager_who_is_somebody_else_approves()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var dingTalk = await DingTalkSimulator.StartAsync(Company(), cancellationToken: ct);
        await using var silo = await SimulatedSilo.StartAsync(dingTalk, ct);
        var approvals = new Approvals(silo.Organization);

        Assert.Equal("chen", await approvals.FindApproverAsync("li", ct));
        Assert.Equal("boss", await approvals.FindApproverAsync("chen", ct));
        Assert.Null(await approvals.FindApproverAsync("boss", ct));
    }

    private static SimulatedOrganization Company() => new SimulatedOrganization()
        .Department(2, "总部", 1, "boss").Department(3, "研发部", 2, "chen").User("boss", "王总", 2).User("chen", "陈可", 3).User("li", "李安", 3);
}
