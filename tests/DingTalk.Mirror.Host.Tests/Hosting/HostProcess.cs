using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace DingTalk.Mirror.Host.Tests.Hosting;

/// <summary>The program as a user starts it: a process of its own, on free ports, with a store of its own.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly DirectoryInfo _directory;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _awaited;

    private HostProcess(Process process, DirectoryInfo directory, string awaited)
    {
        _awaited = awaited;
        _process = process;
        _directory = directory;
        process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
    }

    /// <summary>The folder of the solution.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Everything printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Everything printed to standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_output) return _errors.ToString();
        }
    }

    /// <summary>The address behind a printed word: <c>front</c>, <c>dashboard</c>, <c>simulator</c>.</summary>
    public Uri Address(string word) => new(
        Regex.Match(Output, $@"^\s*{word}\s+(http\S+)", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Groups[1].Value.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));

    /// <summary>A client of the front.</summary>
    public HttpClient CreateClient() => new() { BaseAddress = Address("front"), Timeout = Patience };

    /// <summary>Starts it and waits until it serves.</summary>
    public static Task<HostProcess> StartAsync(params string[] arguments) => StartUntilAsync("Serving.", arguments);

    /// <summary>Starts it and waits for a line that contains <paramref name="awaited"/>.</summary>
    public static Task<HostProcess> StartUntilAsync(string awaited, params string[] arguments) =>
        StartAsync(new Dictionary<string, string>(StringComparer.Ordinal), awaited, arguments);

    /// <summary>The same with variables of its own.</summary>
    public static async Task<HostProcess> StartAsync(IReadOnlyDictionary<string, string> environment, string awaited, params string[] arguments)
    {
        var host = Start(arguments, awaited, environment);
        var first = await Task.WhenAny(host._reached.Task, host._process.WaitForExitAsync()).WaitAsync(Patience);
        if (first == host._reached.Task) return host;
        var failure = $"The host ended with {host._process.ExitCode}:\n{host.Output}\n{host.Errors}";
        await host.DisposeAsync();
        throw new InvalidOperationException(failure);
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<HostRun> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    /// <summary>The same with variables of its own.</summary>
    public static async Task<HostRun> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        await using var host = Start(arguments, awaited: "Serving.", environment);
        await host._process.WaitForExitAsync().WaitAsync(Patience);
        return new(host._process.ExitCode, host.Output, host.Errors);
    }

    /// <summary>Asks it to end as systemd does, and waits until it has. (A program started in the background may be deaf to Ctrl+C.)</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private static HostProcess Start(string[] arguments, string awaited, IReadOnlyDictionary<string, string> environment)
    {
        var directory = Directory.CreateTempSubdirectory("dingtalk-host-tests-");
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = directory.FullName, // mirror.db goes here
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "DingTalk.Mirror.Host.dll"));
        foreach (var (name, value) in environment) start.Environment[name] = value;
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        if (!arguments.Any(argument => argument.Contains("Host:Urls", StringComparison.Ordinal))) start.ArgumentList.Add("--Host:Urls=http://127.0.0.1:0");
        var process = Process.Start(start)!;
        var host = new HostProcess(process, directory, awaited);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return host;
    }

    private void Add(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (_output) text.AppendLine(line);
        if (line.Contains(_awaited, StringComparison.Ordinal)) _reached.TrySetResult();
    }

    private static string FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Orleans.DingTalk.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }
}

/// <summary>A run that has ended.</summary>
public sealed record HostRun(int ExitCode, string Output, string Errors);
