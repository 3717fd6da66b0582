using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Notices;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Tests.Telemetry;

/// <summary>A silo that did something of everything while all that it emitted was kept.</summary>
public sealed class FullRun : IAsyncLifetime
{
    private DingTalkSimulator _dingTalk = null!;
    private MirrorCluster _mirror = null!;

    internal Recording Recording { get; } = new();

    internal MirrorCluster Mirror => _mirror;

    internal DingTalkSimulator DingTalk => _dingTalk;

    public async ValueTask InitializeAsync()
    {
        _dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), options => options.Notices.ProcessingTime = TimeSpan.FromMilliseconds(20));
        _mirror = await MirrorCluster.StartAsync(
            _dingTalk,
            silos: 1,
            configure: options => (options.RereadAfter, options.Sweep.Interval, options.Sweep.Share) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), 1),
            configureSilo: silo =>
            {
                silo.AddActivityPropagation().AddDingTalkStream();
                silo.Services.AddLogging(logging => logging.AddProvider(Recording).AddFilter("DingTalk", LogLevel.Trace));
            });
        Recording.Listen(_mirror.Silo(0));
        await _dingTalk.Events.WhenConnectedAsync(connections: 1, CancellationToken.None);
        await RunAsync(_mirror.Organization(), CancellationToken.None);
        Recording.ReadGauges();
    }

    public async ValueTask DisposeAsync()
    {
        await _mirror.DisposeAsync();
        await _dingTalk.DisposeAsync();
        Recording.Dispose();
    }

    private async Task RunAsync(IOrganization org, CancellationToken cancellationToken)
    {
        _dingTalk.Faults.Add(Fault.Error("90018") with { Endpoint = "POST /topapi/v2/user/get", Times = 1, Wrapped = true });
        await org.GetPersonAsync("zhou", cancellationToken);
        await org.LoadAsync(1, cancellationToken).LastAsync(cancellationToken);
        await org.GetMembersAsync(1, MemberScope.Subtree, cancellationToken);
        await org.FindDepartmentByNameAsync("销售部", cancellationToken);
        await org.FindPersonByMobileAsync("13900000003", cancellationToken);
        await org.GetLeadershipChainsAsync("chen", cancellationToken);
        await Assert.ThrowsAsync<PersonNotFoundException>(async () => await org.GetPersonAsync("nobody-of-ours", cancellationToken));
        _dingTalk.RevokeTokens();
        await org.RefreshPersonAsync("chen", cancellationToken);

        _dingTalk.Organization.UpdateUser("zhou", user => user with { Title = "经理" });
        await UntilAsync("dingtalk.mirror.event.lag", cancellationToken);

        _dingTalk.Faults.Add(Fault.EventDrop());
        _dingTalk.Organization.UpdateUser("he", user => user with { Departments = [Companies.EastSales] });
        await UntilAsync("dingtalk.mirror.drift", cancellationToken);

        var notice = await org.SendNoticeAsync(Notice.Text("hello").ToSubtree(Companies.Technology), cancellationToken);
        await org.WatchNoticeAsync(notice.Key, cancellationToken).LastAsync(cancellationToken);
    }

    private async Task UntilAsync(string instrument, CancellationToken cancellationToken)
    {
        // Who listens is told at every beat, some seconds apart.
        while (!Recording.Instruments.ContainsKey(instrument) || _mirror.Mirror().Attention.At is null)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
    }
}
