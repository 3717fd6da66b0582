using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DingTalk.Mirror.Samples.Tests;

/// <summary>A silo that takes the simulator for DingTalk.</summary>
internal sealed class SimulatedSilo : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly IHost _host;

    private SimulatedSilo(DirectoryInfo folder, IHost host, int gatewayPort) => (_folder, _host, GatewayPort) = (folder, host, gatewayPort);

    public int GatewayPort { get; }

    public IServiceProvider Services => _host.Services;

    public IOrganization Organization => Services.GetRequiredService<IOrganization>();

    public static async Task<SimulatedSilo> StartAsync(DingTalkSimulator dingTalk, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("dingtalk-samples-");
        var gatewayPort = Ports.Free();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(Ports.Free(), gatewayPort)
            .UseDingTalkSqlite(Path.Combine(folder.FullName, "mirror.db"))
            .AddDingTalk(app =>
            {
                (app.AppKey, app.AppSecret) = (dingTalk.AppKey, dingTalk.AppSecret);
                app.Address = app.LegacyAddress = dingTalk.Address;
            }));
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new(folder, host, gatewayPort);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _folder.Delete(recursive: true);
    }
}
