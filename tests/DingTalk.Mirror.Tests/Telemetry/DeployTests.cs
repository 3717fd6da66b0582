using System.Text.Json;
using System.Text.RegularExpressions;
using DingTalk.Mirror.Tests.Architecture;

namespace DingTalk.Mirror.Tests.Telemetry;

/// <summary>What is deployed beside the program asks only for what the program tells.</summary>
public sealed partial class DeployTests
{
    private static readonly string Deploy = Path.Combine(MirrorAssemblies.Repository, "deploy");

    /// <summary>Names and attributes as Prometheus has them of what comes by OTLP.</summary>
    private static readonly Dictionary<string, string[]> Known = TelemetryTables.Instruments
        .SelectMany(row => NamesOf(row.Key, row.Value.Kind, row.Value.Unit), (row, name) => (name, Labels: Underscored(row.Value.Attributes).Split(", ")))
        .ToDictionary(metric => metric.name, metric => metric.Labels, StringComparer.Ordinal);

    public static TheoryData<string> Files => ["alerts.yml", "grafana.json"];

    [Theory, MemberData(nameof(Files))]
    public void A_file_asks_only_for_metrics_that_are_in_the_table(string file)
    {
        var asked = Metric().Matches(File.ReadAllText(Path.Combine(Deploy, file))).Select(match => match.Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(asked.Count > 10);
        Assert.DoesNotContain(asked, name => !Known.ContainsKey(name) && !Known.Values.Any(labels => labels.Contains(name, StringComparer.Ordinal)));
    }

    [Theory, MemberData(nameof(Files))]
    public void A_file_selects_only_by_attributes_that_the_metric_has(string file)
    {
        var wrong =
            from selector in Selector().Matches(File.ReadAllText(Path.Combine(Deploy, file)).Replace("\\\"", "\"", StringComparison.Ordinal))
            from label in Label().Matches(selector.Groups["labels"].Value)
            where !Known[selector.Groups["metric"].Value].Contains(label.Groups["label"].Value, StringComparer.Ordinal)
            select selector.Value;

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_board_shows_every_instrument()
    {
        using var board = JsonDocument.Parse(File.ReadAllText(Path.Combine(Deploy, "grafana.json")));
        var asked = Metric().Matches(board.RootElement.ToString()).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(TelemetryTables.Instruments
            .Where(row => !NamesOf(row.Key, row.Value.Kind, row.Value.Unit).Any(asked.Contains))
            .Select(row => row.Key));
    }

    // The translation of OTLP into Prometheus's names: a unit in braces is a remark and no part of the name.
    private static IEnumerable<string> NamesOf(string instrument, string kind, string unit)
    {
        var name = Underscored(instrument) + (unit is "s" ? "_seconds" : "");
        return kind switch
        {
            "histogram" => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            "counter" => [$"{name}_total"],
            _ => [name],
        };
    }

    private static string Underscored(string name) => name.Replace('.', '_');

    [GeneratedRegex(@"\bdingtalk_\w+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"(?<metric>\bdingtalk_\w+)\{(?<labels>[^}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Selector();

    [GeneratedRegex(@"(?<label>\w+)\s*(=~|!~|!=|=)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Label();
}
