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

    private BenchmarkSilo(IHost host) => _host = host;

    public IOrganization Organization => _host.Services.GetRequiredService<IOrganization>();

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => _host.Services;

    public SiloMirror Mirror => _host.Services.GetRequiredService<SiloMirror>();

    public static async Task<BenchmarkSilo> StartAsync(DingTalkSimulator dingTalk, string store, Action<MirrorOptions>? configure = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), FreePort())
            .UseDingTalkSqlite(store)
            .AddDingTalk(
                app =>
                {
                    (app.AppKey, app.AppSecret) = (dingTalk.AppKey, dingTalk.AppSecret);
                    app.UseAddress(dingTalk.Address);
                },
                configure));
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
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
