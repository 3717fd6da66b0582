using System.Net;
using System.Net.Sockets;
using DingTalk.Mirror.Host.Access;
using DingTalk.Mirror.Host.Configuration;
using DingTalk.Mirror.Host.Demo;
using DingTalk.Mirror.Host.Front;
using DingTalk.Mirror.Host.Health;
using DingTalk.Mirror.Host.Simulation;
using DingTalk.Mirror.Host.Telemetry;
using DingTalk.OpenPlatform;
using Orleans.Dashboard;

namespace DingTalk.Mirror.Host;

/// <summary>Puts silo, dashboard and front together.</summary>
internal static class MirrorApplication
{
    /// <summary>Reads appsettings.json beside the program, the environment and <paramref name="settings"/>.</summary>
    public static WebApplicationBuilder CreateBuilder(IReadOnlyList<string> settings) =>
        WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. settings], ContentRootPath = AppContext.BaseDirectory });

    /// <summary>Builds the program; nothing is started.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, HostSettings settings, EmbeddedSimulator? simulator, DemoLog? notes)
    {
        AddLogging(builder.Logging, notes);
        builder.AddTelemetry();
        builder.WebHost.UseUrls(settings.Host.UrlList);
        builder.Services.AddAccess(settings.Host);
        builder.Services.AddHealth();
        builder.Services.AddFront();
        builder.UseOrleans(silo => ConfigureSilo(silo, settings, simulator));
        // The dashboard counts calls only while somebody looks; a demo's are looked at afterwards.
        if (notes is not null) builder.Services.Configure<GrainProfilerOptions>(profiler => profiler.TraceAlways = true);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAccess();
        app.MapHealth();
        app.MapMetrics();
        app.MapFront();
        app.MapOrleansDashboard("/dashboard").ExcludeFromDescription();
        return app;
    }

    /// <summary>The file that keeps the mirror.</summary>
    public static string StoreOf(HostSettings settings, EmbeddedSimulator? simulator) =>
        simulator is not null && settings.KeepsDefaultStore ? simulator.Store : Path.GetFullPath(settings.Host.Store);

    private static void ConfigureSilo(ISiloBuilder silo, HostSettings settings, EmbeddedSimulator? simulator)
    {
        var (siloPort, gatewayPort) = Ports(settings.Host);
        silo.UseLocalhostClustering(siloPort, gatewayPort)
            .AddActivityPropagation()
            .UseDingTalkSqlite(StoreOf(settings, simulator))
            .AddDingTalk(settings.App)
            .AddDashboard(dashboard => dashboard.HideTrace = true); // its page of live logs
        if (simulator is not null)
        {
            silo.Services.Configure<DingTalkAppOptions>(DingTalkServiceCollectionExtensions.DefaultAppName, simulator.ConfigureApp);
            silo.Services.Configure<MirrorOptions>(DingTalkServiceCollectionExtensions.DefaultAppName, mirror => mirror.CheckAtStart = false); // it has no console
        }

        if (settings.Host.Events is EventSource.Stream) silo.AddDingTalkStream();
    }

    private static void AddLogging(ILoggingBuilder logging, DemoLog? notes)
    {
        logging.ClearProviders();
        if (notes is not null)
        {
            logging.AddProvider(notes);
            return;
        }

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
    }

    // Both listeners are open at the same time, so that the system cannot name one port twice.
    private static (int Silo, int Gateway) Ports(MirrorHostOptions host)
    {
        using var first = new TcpListener(IPAddress.Loopback, host.SiloPort);
        using var second = new TcpListener(IPAddress.Loopback, host.GatewayPort);
        try
        {
            first.Start();
            second.Start();
        }
        catch (SocketException exception)
        {
            throw new StartupException(
                $"Host:SiloPort {host.SiloPort} or Host:GatewayPort {host.GatewayPort} cannot be taken: {exception.Message}. Choose others, or 0 for free ones.");
        }

        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
