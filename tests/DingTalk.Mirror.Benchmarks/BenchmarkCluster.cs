using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Events;
using DingTalk.OpenPlatform;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>Silos of one process that talk as two machines would, each listening to events, on a store in memory.</summary>
internal sealed class BenchmarkCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private BenchmarkCluster(InProcessTestCluster cluster) => _cluster = cluster;

    public IGrainFactory Grains => _cluster.Client;

    public IReadOnlyList<IOrganization> Organizations =>
        [.. _cluster.Silos.Select(silo => _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<IOrganization>())];

    public static async Task<BenchmarkCluster> StartAsync(
        DingTalkSimulator dingTalk, int silos, Action<DingTalkAppOptions>? configureApp = null, Action<MirrorOptions>? configure = null)
    {
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(StorageNames.Mirror);
            silo.UseInMemoryReminderService();
            silo.Services.AddLogging(logging => logging.ClearProviders());
            silo.AddDingTalk(
                app =>
                {
                    (app.AppKey, app.AppSecret) = (dingTalk.AppKey, dingTalk.AppSecret);
                    app.UseAddress(dingTalk.Address);
                    configureApp?.Invoke(app);
                },
                mirror =>
                {
                    mirror.CheckAtStart = false; // calls are counted
                    configure?.Invoke(mirror);
                });
            silo.AddDingTalkStream();
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        await dingTalk.Events.WhenConnectedAsync(silos);
        return new(cluster);
    }

    /// <summary>Ends when every event is consumed and nothing that one named is still to be read.</summary>
    public async Task SettleAsync(DingTalkSimulator dingTalk)
    {
        await dingTalk.Events.WhenSettledAsync();
        var rereads = Grains.GetGrain<IRereadGrain>("default/rereads");
        while ((await rereads.GetStatusAsync(CancellationToken.None)).Marked > 0) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        var head = (await Grains.GetGrain<IChangeLogGrain>("default/changes").ReadAsync(long.MaxValue, CancellationToken.None)).Head;
        foreach (var organization in Organizations)
        {
            while (organization.View is not { } view || !view.Version.Includes(head)) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
