using System.Globalization;
using DingTalk.Mirror.Hosting;
using DingTalk.OpenPlatform.Checks;

namespace DingTalk.Mirror.Host.Configuration;

/// <summary>What was asked for on the command line.</summary>
/// <remarks>
/// <c>demo</c> is a word and not a switch: .NET's command-line configuration takes the argument after a switch for its value.
/// The switches without a value are therefore taken out here, and only <c>--key value</c> pairs are left for the configuration.
/// </remarks>
internal sealed record CommandLine
{
    /// <summary>Shown for <c>--help</c>.</summary>
    public const string Help = """
        The mirror of a DingTalk organization: an Orleans silo with an HTTP front and a dashboard.

          DingTalk.Mirror.Host [options]          serve
          DingTalk.Mirror.Host demo [options]     find a department, walk it, send it a notice, show the result, then serve
          DingTalk.Mirror.Host check [options]    find what is set wrong, in the configuration or in DingTalk's console; sends nothing

        Without DingTalk:AppKey and DingTalk:AppSecret it works on a simulator with a sample company, inside this process.

        Demo:
          --department NAME      the department to find; default 科技服务事业部
          --notify USERID        send the notice to this person only; with an app's credentials, nothing is sent without it
          --once                 end after the result instead of serving on

        Check; ends with 1 if something is wrong:
          --metered              make the calls that count against the corp's month as well: at most three
          --events               ask for an address to receive events at, without connecting; may count as a call
          --mobile               people are looked up by mobile number
          --fields               mobile numbers and mail addresses are read
          --in-scope ID,ID       departments that must be in the app's contact scope
          --json                 for machines

        Settings, also as environment variables (DingTalk__AppKey) and in appsettings.json:
          --DingTalk:AppKey KEY --DingTalk:AppSecret SECRET --DingTalk:AgentId NUMBER
          --Host:Urls URLS       default http://127.0.0.1:5100
          --Host:AccessKey KEY   wanted by front and dashboard; required outside loopback
          --Host:Store FILE      default mirror.db; in the simulator's company a temporary one
        All of them: README.md of this project.
        """;

    /// <summary>The department of the demo unless another is named.</summary>
    public const string DefaultDepartment = "科技服务事业部";

    private static readonly string[] Sections = ["DingTalk", "Host", "Logging", "Orleans", "Kestrel"];
    private static readonly string[] Switches =
        ["--department", "--notify", "--once", "--help", "--metered", "--events", "--mobile", "--fields", "--in-scope", "--json"];

    /// <summary>Whether the demo was asked for.</summary>
    public bool Demo { get; private init; }

    /// <summary>Whether the check was asked for.</summary>
    public bool Check { get; private init; }

    /// <summary>What the check looks at.</summary>
    public DingTalkCheckOptions CheckOptions { get; private init; } = new();

    /// <summary>Whether the check speaks JSON.</summary>
    public bool Json { get; private init; }

    /// <summary>Whether to end after the demo's result.</summary>
    public bool Once { get; private init; }

    /// <summary>Whether to print <see cref="Help"/> and end.</summary>
    public bool ShowHelp { get; private init; }

    /// <summary>The only person to send the demo's notice to.</summary>
    public string? Notify { get; private init; }

    /// <summary>The department to find in the demo.</summary>
    public string Department { get; private init; } = DefaultDepartment;

    /// <summary>What is left for the configuration, as <c>--key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; private init; } = [];

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="StartupException">An argument is unknown or lacks its value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine();
        var settings = new List<string>();
        for (var index = 0; index < arguments.Count; index++)
        {
            var (name, inline) = Split(arguments[index]);
            switch (name)
            {
                case "demo" when index == 0:
                    line = line with { Demo = true };
                    break;
                case "check" when index == 0:
                    line = line with { Check = true };
                    break;
                case "--json":
                    line = line with { Json = true };
                    break;
                case "--metered":
                    line = line with { CheckOptions = line.CheckOptions with { Metered = true } };
                    break;
                case "--events":
                    line = line with { CheckOptions = line.CheckOptions with { Events = true } };
                    break;
                case "--mobile":
                    line = line with { CheckOptions = line.CheckOptions with { MobileLookups = true } };
                    break;
                case "--fields":
                    line = line with { CheckOptions = line.CheckOptions with { PersonalFields = true } };
                    break;
                case "--in-scope":
                    line = line with { CheckOptions = line.CheckOptions with { Departments = Departments(Value()) } };
                    break;
                case "--help" or "-h" or "-?":
                    line = line with { ShowHelp = true };
                    break;
                case "--once":
                    line = line with { Once = true };
                    break;
                case "--department":
                    line = line with { Department = Value() };
                    break;
                case "--notify":
                    line = line with { Notify = Value() };
                    break;
                default:
                    EnsureSetting(name);
                    settings.Add($"{name}={Value()}");
                    break;
            }

            string Value()
            {
                if (inline is not null) return inline;
                if (index + 1 == arguments.Count || arguments[index + 1].StartsWith("--", StringComparison.Ordinal))
                    throw new StartupException($"{name} needs a value: {name} VALUE.");
                return arguments[++index];
            }
        }

        if (!line.Demo && (line.Once || line.Notify is not null || line.Department is not DefaultDepartment))
            throw new StartupException("--once, --notify and --department belong to the demo: put the word demo first.");
        if (!line.Check && (line.Json || line.CheckOptions != new DingTalkCheckOptions()))
            throw new StartupException("--json, --metered, --events, --mobile, --fields and --in-scope belong to the check: put the word check first.");
        return line with { Settings = settings };
    }

    private static long[] Departments(string text)
    {
        var ids = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return ids.Length > 0 && Array.TrueForAll(ids, id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? Array.ConvertAll(ids, id => long.Parse(id, CultureInfo.InvariantCulture))
            : throw new StartupException($"--in-scope takes ids of departments, as 2,5, and not \"{text}\".");
    }

    private static (string Name, string? Value) Split(string argument) => argument.IndexOf('=', StringComparison.Ordinal) is var at and > 0
        ? (argument[..at], argument[(at + 1)..])
        : (argument, null);

    private static void EnsureSetting(string name)
    {
        var section = name.StartsWith("--", StringComparison.Ordinal) ? name[2..].Split(':')[0] : "";
        if (name.Contains(':', StringComparison.Ordinal) && Sections.Contains(section, StringComparer.OrdinalIgnoreCase)) return;
        var meant = SettingNames.Closest(name, [.. Switches, "demo", "check"]);
        throw new StartupException(
            $"\"{name}\" is no argument of this program{(meant is null ? "." : $"; did you mean {meant}?")} --help shows them all.");
    }
}
