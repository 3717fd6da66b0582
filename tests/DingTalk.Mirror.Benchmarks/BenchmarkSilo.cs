using System.Net;
using System.Net.Sockets;
using DingTalk.Mirror.Silos;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>A silo on the embedded store, as the README sets it up.</summary>
internal sealed class BenchmarkSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly int _gatewayPort;

    private BenchmarkSilo(IHost host, int gatewayPort) => (_host, _gatewayPort) = (host, gatewayPort);

    public IOrganization Organization => _host.Services.GetRequiredService<IOrganization>();

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => _host.Services;

    public SiloMirror Mirror => _host.Services.GetRequiredService<SiloMirror>();

    public static async Task<BenchmarkSilo> StartAsync(DingTalkSimulator dingTalk, string store, Action<MirrorOptions>? configure = null)
    {
        var gatewayPort = FreePort();
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), gatewayPort)
            .UseDingTalkSqlite(store)
            .AddDingTalk(
                app =>
                {
                    (app.AppKey, app.AppSecret) = (dingTalk.AppKey, dingTalk.AppSecret);
                    app.UseAddress(dingTalk.Address);
                },
                mirror =>
                {
                    mirror.CheckAtStart = false; // calls are counted
                    configure?.Invoke(mirror);
                }));
        var host = builder.Build();
        await host.StartAsync();
        return new(host, gatewayPort);
    }

    /// <summary>A process outside, as far as Orleans can tell: it has only the silo's port.</summary>
    public async Task<IHost> StartClientAsync(Action<MirrorClientOptions>? configure = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client.UseLocalhostClustering(_gatewayPort).AddDingTalk(configure));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
