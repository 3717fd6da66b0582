using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DingTalk.Mirror.Samples.Tests;

public sealed class ApprovalsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dingtalk-samples-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_nearest_manager_who_is_somebody_else_approves()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var dingTalk = await DingTalkSimulator.StartAsync(Company(), cancellationToken: ct);
        using var host = await StartAsync(dingTalk, ct);
        var approvals = ActivatorUtilities.CreateInstance<Approvals>(host.Services);

        Assert.Equal("chen", await approvals.FindApproverAsync("li", ct));
        Assert.Equal("boss", await approvals.FindApproverAsync("chen", ct));
        Assert.Null(await approvals.FindApproverAsync("boss", ct));
    }

    private static SimulatedOrganization Company() => new SimulatedOrganization()
        .Department(2, "总部", 1, "boss").Department(3, "研发部", 2, "chen").User("boss", "王总", 2).User("chen", "陈可", 3).User("li", "李安", 3);

    private async Task<IHost> StartAsync(DingTalkSimulator dingTalk, CancellationToken ct)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(Ports.Free(), Ports.Free())
            .UseDingTalkSqlite(Path.Combine(_folder.FullName, "mirror.db"))
            .AddDingTalk(app =>
            {
                (app.AppKey, app.AppSecret) = (dingTalk.AppKey, dingTalk.AppSecret);
                app.Address = app.LegacyAddress = dingTalk.Address;
            }));
        var host = builder.Build();
        await host.StartAsync(ct);
        return host;
    }
}
