using System.Text.RegularExpressions;
using DingTalk.Mirror.Tests.Architecture;

namespace DingTalk.Mirror.Tests.Telemetry;

/// <summary>The page that says what is emitted, as tables.</summary>
internal static partial class TelemetryTables
{
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(MirrorAssemblies.Repository, "src", "DingTalk.Mirror", "Telemetry", "README.md"));

    /// <summary>Kind, unit and attributes of each instrument.</summary>
    public static Dictionary<string, (string Kind, string Unit, string Attributes)> Instruments =>
        RowsOf("Instruments").ToDictionary(row => Bare(row[0]), row => (row[1], Bare(row[2]), Bare(row[3])), StringComparer.Ordinal);

    /// <summary>Attributes of each activity.</summary>
    public static Dictionary<string, string> Activities => RowsOf("Activities").ToDictionary(row => Bare(row[0]), row => Bare(row[1]), StringComparer.Ordinal);

    /// <summary>Id, level and words of each log message.</summary>
    public static IEnumerable<string> LogMessages => RowsOf("Log messages").Select(row => $"{row[0]} {row[1]} {row[2]}");

    /// <summary>The same as the sources of all libraries say it.</summary>
    public static IEnumerable<string> DeclaredLogMessages => Directory
        .EnumerateFiles(Path.Combine(MirrorAssemblies.Repository, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
        .SelectMany(file => LogMessage().Matches(File.ReadAllText(file)))
        .Select(match => $"{match.Groups["id"].Value} {match.Groups["level"].Value} {match.Groups["words"].Value.Replace("\\\"", "\"", StringComparison.Ordinal)}");

    private static IEnumerable<string[]> RowsOf(string heading) => Page
        .SkipWhile(line => line != $"## {heading}").Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith('|')).Skip(2)
        .Select(line => line.Trim('|', ' ').Split(" | ", StringSplitOptions.TrimEntries));

    private static string Bare(string cell) => cell.Replace("`", "", StringComparison.Ordinal);

    [GeneratedRegex("""LoggerMessage\((?<id>\d+), LogLevel\.(?<level>\w+), "(?<words>(?:[^"\\]|\\.)*)"\)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex LogMessage();
}
