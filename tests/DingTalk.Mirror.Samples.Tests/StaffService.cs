using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Samples.Tests;

/// <summary>The sample in a process of its own, outside the cluster.</summary>
internal sealed class StaffService : IDisposable
{
    public const string Command = "serve-until-killed";

    private readonly Process _process;

    private StaffService(Process process) => _process = process;

    public static StaffService Start(int gatewayPort, string database)
    {
        var program = Path.Combine(AppContext.BaseDirectory, typeof(StaffService).Assembly.GetName().Name!);
        return new(Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? program + ".exe" : program)
        {
            ArgumentList = { Command, gatewayPort.ToString(CultureInfo.InvariantCulture), database },
            UseShellExecute = false,
        })!);
    }

    public bool HasExited => _process.HasExited;

    /// <summary>SIGKILL: nothing that the service meant to do happens any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public static async Task<int> ServeAsync(string gatewayPort, string database)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleansClient(client => client
            .UseStaticClustering(new IPEndPoint(IPAddress.Loopback, int.Parse(gatewayPort, CultureInfo.InvariantCulture)))
            .AddDingTalk());
        builder.Services.AddDbContextFactory<StaffContext>(options => options.UseSqlite($"Data Source={database}"));
        builder.Services.AddHostedService<StaffTable>();
        await builder.Build().RunAsync();
        return 0;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
