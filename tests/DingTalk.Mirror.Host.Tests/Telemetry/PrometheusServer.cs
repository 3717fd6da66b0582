using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using DingTalk.Mirror.Host.Tests.Hosting;

namespace DingTalk.Mirror.Host.Tests.Telemetry;

/// <summary>Debian's Prometheus, as a process with data of its own.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Programs = Path.Combine(HostProcess.Repository, "artifacts", "prometheus", "usr", "bin");

    private readonly Process _process;
    private readonly DirectoryInfo _directory;
    private readonly StringBuilder _log;
    private readonly HttpClient _client;

    private PrometheusServer(Process process, DirectoryInfo directory, StringBuilder log, string address)
    {
        (_process, _directory, _log) = (process, directory, log);
        _client = new() { BaseAddress = new Uri($"http://{address}/api/v1/") };
    }

    /// <summary>Starts one that scrapes a program every second and evaluates rules as often; fetches it where it is not there.</summary>
    public static async Task<PrometheusServer> StartAsync(Uri target, string accessKey, string rules)
    {
        await RunAsync(Path.Combine(HostProcess.Repository, ".ci", "fetch-prometheus"));
        var directory = Directory.CreateTempSubdirectory("dingtalk-prometheus-");
        var configuration = Path.Combine(directory.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: ["{{rules}}"]
            scrape_configs:
              - job_name: dingtalk-mirror
                authorization: { credentials: "{{accessKey}}" }
                static_configs: [{ targets: ["{{target.Authority}}"] }]
            """);
        await RunAsync(Path.Combine(Programs, "promtool"), "check", "config", configuration);

        var address = $"127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}";
        var start = new ProcessStartInfo(Path.Combine(Programs, "prometheus")) { UseShellExecute = false, RedirectStandardError = true };
        foreach (var argument in new[] { $"--config.file={configuration}", $"--storage.tsdb.path={directory.FullName}/data", $"--web.listen-address={address}" })
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var log = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (log) log.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
        return new(process, directory, log, address);
    }

    /// <summary>Asks the API until the answer is what is waited for.</summary>
    public async Task<JsonElement> WaitForAsync(string path, Predicate<JsonElement> isReached, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await AskAsync(path, cancellationToken);
            if (answer is { } data && isReached(data)) return data;
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(started) > Patience) Assert.Fail($"{path} ended as {answer}.\n{Log()}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task<JsonElement?> AskAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode ? JsonElement.Parse(await answer.Content.ReadAsStringAsync(cancellationToken)).GetProperty("data") : null;
        }
        catch (HttpRequestException)
        {
            return null; // it does not listen yet
        }
    }

    private string Log()
    {
        lock (_log) return _log.ToString();
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await output}{await errors}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
