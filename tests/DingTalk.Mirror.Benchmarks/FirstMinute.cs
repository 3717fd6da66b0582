using System.Diagnostics;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>How long somebody waits who tries the demo: for a first line, and for the notice's result.</summary>
internal static class FirstMinute
{
    public static async Task RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("dingtalk-demo-");
        try
        {
            string[] command = [Path.Combine(AppContext.BaseDirectory, "DingTalk.Mirror.Host.dll"), "demo", "--once", "--Host:Urls=http://127.0.0.1:0"];
            var start = new ProcessStartInfo("dotnet", command) { WorkingDirectory = directory.FullName, UseShellExecute = false, RedirectStandardOutput = true };
            var watch = Stopwatch.StartNew();
            using var process = Process.Start(start)!;
            TimeSpan? first = null, result = null;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.Length > 0) first ??= watch.Elapsed;
                if (line.Contains("deliveries to", StringComparison.Ordinal)) result ??= watch.Elapsed;
            }

            await process.WaitForExitAsync();
            if (process.ExitCode != 0 || result is null) throw new InvalidOperationException($"The demo ended with {process.ExitCode} and no result.");
            Console.WriteLine();
            Console.WriteLine("demo, from the start of the built program    this    target");
            Console.WriteLine($"seconds to the first line              {first!.Value.TotalSeconds,10:F1}   ≤ 5");
            Console.WriteLine($"seconds to the printed result          {result.Value.TotalSeconds,10:F1}   ≤ 60");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
