using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using DingTalk.Mirror.Host.Tests.Hosting;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Host.Tests.Telemetry;

/// <summary>The program is scraped, and what is deployed beside it finds there what it asks for.</summary>
public sealed partial class PrometheusTests
{
    private const string Key = "a-key-for-prometheus-0123";
    private static readonly string Deploy = Path.Combine(HostProcess.Repository, "deploy");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Debians_Prometheus_scrapes_the_program_and_the_rules_and_the_board_ask_by_the_names_it_found()
    {
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: Ct);
        await using var host = await StartAsync(platform, "prometheus");
        using var client = CreateClient(host);
        foreach (var address in new[] { "people/both", $"departments/{SmallCompany.Head}/members", "departments/by-name?name=研发一部" })
        {
            using var answer = await client.GetAsync(new Uri(address, UriKind.Relative), Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await using var prometheus = await PrometheusServer.StartAsync(host.Address("front"), Key, Path.Combine(Deploy, "alerts.yml"));

        var calls = await prometheus.WaitForAsync(
            "query?query=sum by (dingtalk_app, dingtalk_api) (dingtalk_client_call_duration_seconds_count)", data => data.GetProperty("result").GetArrayLength() > 2, Ct);
        Assert.All(calls.GetProperty("result").EnumerateArray(), row => Assert.Equal("default", row.GetProperty("metric").GetProperty("dingtalk_app").GetString()));
        var rules = await prometheus.WaitForAsync("rules", data => Rules(data).All(rule => rule.GetProperty("health").GetString() != "unknown"), Ct);
        Assert.Equal(Regex.Count(await File.ReadAllTextAsync(Path.Combine(Deploy, "alerts.yml"), Ct), "- alert:", RegexOptions.None, TimeSpan.FromSeconds(1)), Rules(rules).Count());
        Assert.All(Rules(rules), rule => Assert.Equal("ok", rule.GetProperty("health").GetString()));

        var board = await File.ReadAllTextAsync(Path.Combine(Deploy, "grafana.json"), Ct);
        var asked = Metric().Matches(board).Select(match => BaseOf(match.Value)).ToHashSet(StringComparer.Ordinal);
        var names = await prometheus.WaitForAsync("label/__name__/values", data => data.GetArrayLength() > 0, Ct);
        var found = names.EnumerateArray().Select(name => name.GetString()!)
            .Where(name => name.StartsWith("dingtalk_", StringComparison.Ordinal) && !name.EndsWith("_created", StringComparison.Ordinal)) // the format's own: since when it counts
            .Select(BaseOf)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Empty(found.Except(asked, StringComparer.Ordinal));
        string[] always =
        [
            "dingtalk_client_call_duration_seconds", "dingtalk_mirror_listening_age_seconds", "dingtalk_mirror_view_age_seconds", "dingtalk_quota_month_calls",
            "dingtalk_stream_connections",
        ];
        Assert.DoesNotContain(always, name => !found.Contains(name));
    }

    [Fact]
    public async Task Who_scrapes_wants_the_key_and_is_told_of_nobody()
    {
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: Ct);
        await using var host = await StartAsync(platform, "otlp,prometheus");
        using var client = CreateClient(host);
        await client.GetStringAsync(new Uri("people/mobile", UriKind.Relative), Ct);

        var told = await client.GetStringAsync(new Uri("metrics", UriKind.Relative), Ct);
        client.DefaultRequestHeaders.Authorization = null;
        using var refused = await client.GetAsync(new Uri("metrics", UriKind.Relative), Ct);

        Assert.Contains("dingtalk_client_call_duration_seconds_count", told, StringComparison.Ordinal);
        string[] secrets = ["有手机", SmallCompany.Mobile, platform.AppKey, platform.AppSecret, Key, "u-mobile", "\"mobile\""];
        Assert.DoesNotContain(secrets, secret => told.Contains(secret, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Where_the_variable_says_none_nothing_is_shown()
    {
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: Ct);
        await using var host = await StartAsync(platform, "none");
        using var client = CreateClient(host);

        using var answer = await client.GetAsync(new Uri("metrics", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("prometheus", false)]
    [InlineData("otlp,prometheus", true)]
    public async Task Beside_a_collector_the_variable_says_whether_measurements_are_sent_too(string exporters, bool isSent)
    {
        await using var collector = await Collector.StartAsync(Ct);
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: Ct);
        await using var host = await StartAsync(platform, exporters, collector.Address);
        using var client = CreateClient(host);
        await client.GetStringAsync(new Uri("people/both", UriKind.Relative), Ct);

        Assert.Contains("dingtalk_client_call_duration_seconds_count", await client.GetStringAsync(new Uri("metrics", UriKind.Relative), Ct), StringComparison.Ordinal);
        await host.StopAsync(); // sends what has not been sent yet
        Assert.Contains("dingtalk.call", collector.Of("traces"), StringComparison.Ordinal);
        Assert.Equal(isSent, collector.Of("metrics").Contains("dingtalk.client.call.duration", StringComparison.Ordinal));
    }

    private static Task<HostProcess> StartAsync(DingTalkSimulator platform, string exporters, string collector = "") => HostProcess.StartAsync(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_METRICS_EXPORTER"] = exporters,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["Host__AccessKey"] = Key,
        },
        "Serving.",
        SmallCompany.CredentialsOf(platform));

    private static HttpClient CreateClient(HostProcess host)
    {
        var client = host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }

    private static IEnumerable<JsonElement> Rules(JsonElement data) =>
        data.GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray());

    private static string BaseOf(string name) => Series().Replace(name, "");

    [GeneratedRegex(@"\bdingtalk_\w+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Series();
}
