using System.Text;
using DingTalk.Mirror.Host.Checks;
using DingTalk.Mirror.Host.Configuration;
using DingTalk.Mirror.Host.Demo;
using DingTalk.Mirror.Host.Simulation;
using Spectre.Console;

namespace DingTalk.Mirror.Host;

/// <summary>The silo as a program: <c>--help</c> says how to start it.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        Console.OutputEncoding = Encoding.UTF8;
        try
        {
            var command = CommandLine.Parse(arguments);
            if (!command.ShowHelp) return await RunAsync(command);
            await Console.Out.WriteLineAsync(CommandLine.Help);
            return 0;
        }
        catch (Exception exception) when (StartupFaults.Describe(exception) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    private static async Task<int> RunAsync(CommandLine command)
    {
        var builder = MirrorApplication.CreateBuilder(command.Settings);
        var settings = HostSettings.Read(builder.Configuration);
        if (command.Check) return await CheckCommand.RunAsync(command, settings, Console.Out, CancellationToken.None);
        var screen = new Screen(AnsiConsole.Console);
        screen.Begin(command.Demo, settings.HasCredentials);

        await using var simulator = settings.HasCredentials ? null : await EmbeddedSimulator.StartAsync(CancellationToken.None);
        using var notes = command.Demo ? new DemoLog(AnsiConsole.Console) : null;
        await using var app = MirrorApplication.Build(builder, settings, simulator, notes);
        await using var quiet = app.Lifetime.ApplicationStopping.Register(() => notes?.Silence());
        await app.StartAsync();

        var succeeded = true;
        if (command.Demo)
        {
            var run = new DemoRun(app.Services, AnsiConsole.Console, command, simulator?.Platform, notes!);
            succeeded = await run.RunAsync(app.Lifetime.ApplicationStopping);
        }

        if (command.Once || !succeeded)
        {
            await app.StopAsync();
            return succeeded ? 0 : 1;
        }

        screen.ShowAddresses([.. app.Urls], MirrorApplication.StoreOf(settings, simulator), simulator?.Platform.Address);
        await app.WaitForShutdownAsync();
        return 0;
    }
}
