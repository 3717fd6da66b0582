using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using DingTalk.Mirror.Host.Tests.Hosting;

namespace DingTalk.Mirror.Host.Tests.Dashboard;

/// <summary>Chromium without a window, driven over the WebDriver protocol.</summary>
public sealed partial class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _driver;
    private readonly DirectoryInfo _profile;
    private readonly HttpClient _client;
    private readonly string _session;

    private Browser(Process driver, DirectoryInfo profile, HttpClient client, string session) =>
        (_driver, _profile, _client, _session) = (driver, profile, client, session);

    /// <summary>Starts a browser with a profile of its own; installs Debian's if there is none.</summary>
    public static async Task<Browser> StartAsync()
    {
        await InstallAsync();
        var driver = Process.Start(new ProcessStartInfo("chromedriver", "--port=0") { RedirectStandardOutput = true, UseShellExecute = false })!;
        var port = await ReadPortAsync(driver);
        var profile = Directory.CreateTempSubdirectory("dingtalk-browser-");
#pragma warning disable CA2000 // The browser keeps it and disposes it.
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Patience };
#pragma warning restore CA2000
        string[] arguments =
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--no-first-run", "--window-size=1280,900", $"--user-data-dir={profile.FullName}",
        ];
        var capabilities = new Dictionary<string, object> { ["goog:chromeOptions"] = new { binary = "/usr/bin/chromium", args = arguments } };
        var session = await SendAsync(client, HttpMethod.Post, "/session", new { capabilities = new { alwaysMatch = capabilities } });
        return new(driver, profile, client, session.GetProperty("sessionId").GetString()!);
    }

    public Task OpenAsync(Uri address) => SendAsync(HttpMethod.Post, "url", new { url = address.AbsoluteUri });

    /// <summary>What a person reads on the page.</summary>
    public async Task<string> ReadTextAsync() => (await RunAsync("return document.body.innerText")).GetString() ?? "";

    /// <summary>Runs JavaScript in the page.</summary>
    public Task<JsonElement> RunAsync(string script) => SendAsync(HttpMethod.Post, "execute/sync", new { script, args = Array.Empty<object>() });

    /// <summary>Waits until the page shows a text: the dashboard draws when its numbers have come.</summary>
    public async Task<string> WaitForTextAsync(string text)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var shown = await ReadTextAsync();
            if (shown.Contains(text, StringComparison.Ordinal)) return shown;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"The page never showed \"{text}\":\n{shown}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A picture of the page, as PNG.</summary>
    public async Task<byte[]> TakePictureAsync() => (await SendAsync(HttpMethod.Get, "screenshot", null)).GetBytesFromBase64();

    public async ValueTask DisposeAsync()
    {
        await SendAsync(HttpMethod.Delete, "", null);
        _client.Dispose();
        _driver.Kill(entireProcessTree: true);
        await _driver.WaitForExitAsync();
        _driver.Dispose();
        _profile.Delete(recursive: true);
    }

    private Task<JsonElement> SendAsync(HttpMethod method, string command, object? body) =>
        SendAsync(_client, method, $"/session/{_session}/{command}".TrimEnd('/'), body);

    private static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            await request.Content.LoadIntoBufferAsync(); // the driver does not read chunked bodies
        }

        using var response = await client.SendAsync(request);
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("value");
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer;
    }

    private static async Task<int> ReadPortAsync(Process driver)
    {
        while (await driver.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Port().Match(line) is { Success: true } match) return int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException("chromedriver ended before it listened.");
    }

    private static async Task InstallAsync()
    {
        var script = Path.Combine(HostProcess.Repository, ".ci", "install-chromium");
        using var install = Process.Start(script);
        await install.WaitForExitAsync();
        Assert.Equal(0, install.ExitCode);
    }

    [GeneratedRegex("started successfully on port (?<port>[0-9]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Port();
}
