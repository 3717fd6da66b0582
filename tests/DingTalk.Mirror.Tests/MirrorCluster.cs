using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Directories;
using DingTalk.Mirror.Events;
using DingTalk.Mirror.Notices;
using DingTalk.Mirror.Silos;
using DingTalk.OpenPlatform;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;

namespace DingTalk.Mirror.Tests;

/// <summary>
/// Silos that mirror a simulated organization, and a client outside them. Silos talk through Orleans's real serialization;
/// their store is the cluster's memory, so it lives as long as one silo does.
/// </summary>
internal sealed class MirrorCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private MirrorCluster(InProcessTestCluster cluster) => _cluster = cluster;

    public IServiceProvider Silo(int index) => _cluster.GetSiloServiceProvider(_cluster.Silos[index].SiloAddress);

    public IOrganization Organization(int silo = 0) => Silo(silo).GetRequiredService<IOrganization>();

    public IOrganization FromOutside => _cluster.Client.ServiceProvider.GetRequiredService<IOrganization>();

    public DirectoryFollower FollowerOutside => _cluster.Client.ServiceProvider.GetRequiredKeyedService<DirectoryFollower>("default");

    public IGrainFactory Grains => _cluster.Client;

    public IDepartmentGrain Department(long id) => Grains.GetGrain<IDepartmentGrain>($"default/department/{id}");

    public SiloMirror Mirror(int silo = 0) => Silo(silo).GetRequiredKeyedService<SiloMirror>("default");

    public Task KillAsync(int silo) => _cluster.KillSiloAsync(_cluster.Silos[silo]);

    public Task StartSiloAsync() => _cluster.StartAdditionalSiloAsync();

    public int SiloCount => _cluster.Silos.Count;

    /// <summary>Ends a silo, in order or like a crash, and starts another.</summary>
    public async Task ReplaceAsync(int silo, bool isCrash)
    {
        if (isCrash) await _cluster.KillSiloAsync(_cluster.Silos[silo]);
        else await _cluster.StopSiloAsync(_cluster.Silos[silo]);
        await _cluster.StartAdditionalSiloAsync();
    }

    /// <summary>Waits until everything that was marked has been followed up, and every silo shows it.</summary>
    public async Task SettledAsync(CancellationToken cancellationToken)
    {
        var grains = Mirror().Grains;
        while ((await grains.GetGrain<IRereadGrain>("default/rereads").GetStatusAsync(cancellationToken)).Marked > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        var head = await HeadAsync(cancellationToken);
        for (var silo = 0; silo < SiloCount; silo++) await Mirror(silo).Views.ReachAsync(head, cancellationToken);
    }

    /// <summary>The newest version of the log.</summary>
    public async Task<MirrorVersion> HeadAsync(CancellationToken cancellationToken) =>
        (await Mirror().Grains.GetGrain<IChangeLogGrain>("default/changes").ReadAsync(long.MaxValue, cancellationToken)).Head;

    public Task DeactivateAsync(IAddressable grain) => _cluster.DeactivateAsync(grain);

    public Task DeactivateNoticeAsync(string key) => DeactivateAsync(Grains.GetGrain<INoticeGrain>(new MirrorKeys("default").Notice(key)));

    public static Task<MirrorCluster> StartAsync(
        DingTalkSimulator dingTalk,
        int silos = 2,
        Action<MirrorOptions>? configure = null,
        Action<DingTalkAppOptions>? configureApp = null,
        Action<ISiloBuilder>? configureSilo = null,
        Action<MirrorClientOptions>? configureClient = null) => StartAsync(
            silo =>
            {
                silo.AddDingTalk(
                    app =>
                    {
                        app.AppKey = dingTalk.AppKey;
                        app.AppSecret = dingTalk.AppSecret;
                        app.AgentId = dingTalk.AgentId;
                        app.UseAddress(dingTalk.Address);
                        configureApp?.Invoke(app);
                    },
                    mirror =>
                    {
                        mirror.Notices.FirstProgressAfter = TimeSpan.FromMilliseconds(50);
                        mirror.CheckAtStart = false; // tests count calls
                        configure?.Invoke(mirror);
                    });
                configureSilo?.Invoke(silo);
            },
            silos,
            configureClient);

    public static async Task<MirrorCluster> StartAsync(Action<ISiloBuilder> configure, int silos, Action<MirrorClientOptions>? configureClient = null)
    {
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(StorageNames.Mirror);
            silo.UseInMemoryReminderService();
            silo.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
            configure(silo);
        });
        builder.ConfigureClient(client => client.AddDingTalk(configureClient));
        var cluster = builder.Build();
        try
        {
            await cluster.DeployAsync();
            return new(cluster);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}
