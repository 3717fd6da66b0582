using DingTalk.Mirror.Host.Tests.Hosting;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Host.Tests.Telemetry;

/// <summary>The program sends to a collector what it tells of itself, and nothing of a person.</summary>
public sealed class ExportTests
{
    private const string Mobile = "13900001234";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_sent_names_calls_and_grains_and_no_person_and_no_secret()
    {
        await using var collector = await Collector.StartAsync(Ct);
        await using var platform = await DingTalkSimulator.StartAsync(
            new SimulatedOrganization().Department(880, "密语部").User(new SimulatedUser { UserId = "u-zebra-77", Name = "斑马先生", Departments = [880], Mobile = Mobile }),
            cancellationToken: Ct);
        await using var host = await HostProcess.StartAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
            },
            "Serving.",
            SmallCompany.CredentialsOf(platform));
        using var client = host.CreateClient();
        foreach (var address in new[] { "people/u-zebra-77", "people/u-unknown-99", "departments/880/members", "departments/by-name?name=密语部", "health" })
        {
            using var answer = await client.GetAsync(new Uri(address, UriKind.Relative), Ct);
            await answer.Content.ReadAsStringAsync(Ct);
        }

        await host.StopAsync(); // sends what has not been sent yet
        (string Signal, string Words)[] wanted =
        [
            ("metrics", "dingtalk.client.call.duration"), ("traces", "dingtalk.call"), ("traces", "IUserGrain/GetAsync"), ("traces", "HttpRequestIn"),
            ("logs", "fetched; it expires"),
        ];
        Assert.DoesNotContain(wanted, part => !collector.Of(part.Signal).Contains(part.Words, StringComparison.Ordinal));
        Assert.Contains("dingtalk-mirror", collector.Of("metrics"), StringComparison.Ordinal);
        string[] secrets = ["u-zebra-77", "u-unknown-99", "斑马先生", "密语部", Mobile, platform.AppSecret, platform.AppKey, "access_token"];
        Assert.DoesNotContain(secrets, secret => collector.Everything.Contains(secret, StringComparison.Ordinal));
    }
}
