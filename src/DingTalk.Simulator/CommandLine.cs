using System.Globalization;

namespace DingTalk.Simulator;

/// <summary>The program's options. Read by hand: .NET's configuration would take a mistyped option for a setting and stay silent.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        The DingTalk open platform as a local server.

        Usage: dotnet run --project src/DingTalk.Simulator -- [options]

          --org FILE         the organization as JSON; without it a sample company of 10,000 people
          --urls URL         where to listen; default http://127.0.0.1:5080
          --app-key KEY      Client ID of the app
          --app-secret TEXT  Client Secret of the app
          --agent-id NUMBER  AgentId of the app
          --corp-id ID       CorpId of the organization
          --no-limits        no limit on calls a second, an address or a month
          --help             this text
        """;

    private static readonly string[] Names = ["--org", "--urls", "--app-key", "--app-secret", "--agent-id", "--corp-id", "--no-limits", "--help"];

    public string? Organization { get; private init; }

    public string Urls { get; private init; } = "http://127.0.0.1:5080";

    public string? AppKey { get; private init; }

    public string? AppSecret { get; private init; }

    public long? AgentId { get; private init; }

    public string? CorpId { get; private init; }

    public bool NoLimits { get; private init; }

    public bool Help { get; private init; }

    /// <exception cref="CommandLineException">An option is unknown, lacks its value or has an impossible one.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, inline) = Split(arguments[i]);
            if (!Names.Contains(name, StringComparer.Ordinal))
                throw new CommandLineException($"There is no option '{name}'.{Suggestion(name)}");
            line = name switch
            {
                "--help" => line with { Help = true },
                "--no-limits" => line with { NoLimits = true },
                _ => line.With(name, inline ?? (++i < arguments.Count && !arguments[i].StartsWith("--", StringComparison.Ordinal)
                    ? arguments[i]
                    : throw new CommandLineException($"The option '{name}' needs a value."))),
            };
        }

        return line;
    }

    private CommandLine With(string name, string value) => name switch
    {
        "--org" => this with { Organization = value },
        "--urls" => this with { Urls = IsAddress(value) ? value : throw new CommandLineException($"'{value}' is no address such as http://127.0.0.1:5080.") },
        "--app-key" => this with { AppKey = value },
        "--app-secret" => this with { AppSecret = value },
        "--corp-id" => this with { CorpId = value },
        _ => this with
        {
            AgentId = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id
                : throw new CommandLineException($"The agent id '{value}' is no number."),
        },
    };

    // A value may follow an equals sign.
    private static (string Name, string? Value) Split(string argument) =>
        argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (argument[..at], argument[(at + 1)..]) : (argument, null);

    private static bool IsAddress(string urls) =>
        urls.Split(';').All(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http");

    private static string Suggestion(string name)
    {
        var nearest = Names.MinBy(known => Distance(known, name))!;
        return Distance(nearest, name) <= 3 ? $" Did you mean '{nearest}'?" : " See --help.";
    }

    /// <summary>How many letters have to be put in, taken out or replaced.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[right.Length];
    }
}

/// <summary>The program was called wrongly; the message says how.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
