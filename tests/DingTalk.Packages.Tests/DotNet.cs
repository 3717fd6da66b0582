using System.Diagnostics;

namespace DingTalk.Packages.Tests;

/// <summary>The <c>dotnet</c> command in a folder of its own, as somebody at a terminal has it.</summary>
internal sealed class DotNet(string folder, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>Runs a command to its end.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(string command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(StartInfo(command))!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"dotnet {command} in {folder} ended with {process.ExitCode}:\n{output}\n{await error}");
        return output;
    }

    /// <summary>Starts a command that goes on.</summary>
    public Process Start(string command) => Process.Start(StartInfo(command))!;

    private ProcessStartInfo StartInfo(string command)
    {
        var start = new ProcessStartInfo("dotnet", command)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // A build server that outlives the command would keep the pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }
}
