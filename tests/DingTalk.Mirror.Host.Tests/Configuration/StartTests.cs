using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DingTalk.Mirror.Host.Tests.Hosting;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Host.Tests.Configuration;

public sealed class StartTests
{
    [Fact]
    public async Task A_wrong_setting_ends_the_program_with_its_sentence_and_nothing_else()
    {
        var run = await HostProcess.RunAsync("--DingTalk:AppKey=key-only");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("DingTalk:AppSecret is missing", run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.Trim().Split('\n'));
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task An_exporter_that_nobody_knows_is_named_with_those_that_are_known()
    {
        var run = await HostProcess.RunAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["OTEL_METRICS_EXPORTER"] = "otlp,zipkin" });

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("OTEL_METRICS_EXPORTER says \"zipkin\"", run.Errors, StringComparison.Ordinal);
        Assert.Contains("prometheus", run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task An_address_in_use_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var run = await HostProcess.RunAsync($"--Host:Urls=http://127.0.0.1:{port}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(port, run.Errors, StringComparison.Ordinal);
        Assert.Contains("address already in use", run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_foreign_store_is_refused_with_its_path_and_left_alone()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "no database, but somebody's notes", TestContext.Current.CancellationToken);

        var run = await HostProcess.RunAsync($"--Host:Store={file}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(file, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.Trim().Split('\n'));
        Assert.Equal("no database, but somebody's notes", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        File.Delete(file);
    }

    [Fact]
    public async Task A_wrong_option_of_the_app_is_named()
    {
        var run = await HostProcess.RunAsync("--DingTalk:AppKey=k", "--DingTalk:AppSecret=hush-hush", "--DingTalk:CallsPerSecond=900");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("CallsPerSecond", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", run.Errors + run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_starts_while_the_platform_is_down_and_ends_cleanly()
    {
        await using var host = await HostProcess.StartAsync(
            "--DingTalk:AppKey=k", "--DingTalk:AppSecret=hush-hush", "--DingTalk:Address=http://127.0.0.1:9", "--DingTalk:LegacyAddress=http://127.0.0.1:9");
        using var client = host.CreateClient();

        Assert.Equal("Healthy", await client.GetStringAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Equal("Healthy", await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Equal(0, await host.StopAsync());
        Assert.DoesNotContain("hush-hush", host.Output + host.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_start_answers_from_its_store_without_a_call()
    {
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: TestContext.Current.CancellationToken);
        var store = Path.Combine(Directory.CreateTempSubdirectory("dingtalk-host-tests-").FullName, "mirror.db");
        string[] arguments = [.. SmallCompany.CredentialsOf(platform), "--Host:Events=None", "--DingTalk:Mirror:CheckAtStart=false", $"--Host:Store={store}"];
        var members = new Uri("/departments/1/members", UriKind.Relative);

        var total = 0;
        await using (var first = await HostProcess.StartAsync(arguments))
        {
            using var client = first.CreateClient();
            total = System.Text.Json.JsonElement.Parse(await client.GetStringAsync(members, TestContext.Current.CancellationToken)).GetProperty("total").GetInt32();
            Assert.Equal(0, await first.StopAsync());
        }

        platform.Calls.Reset();
        await using (var second = await HostProcess.StartAsync(arguments))
        {
            using var client = second.CreateClient();
            var answer = System.Text.Json.JsonElement.Parse(await client.GetStringAsync(members, TestContext.Current.CancellationToken));
            Assert.Equal(total, answer.GetProperty("total").GetInt32());
            Assert.True(answer.GetProperty("isComplete").GetBoolean());
        }

        Assert.Equal(0, platform.Calls.Total);
        Directory.Delete(Path.GetDirectoryName(store)!, recursive: true);
    }
}
