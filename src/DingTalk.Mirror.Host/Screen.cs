using Spectre.Console;

namespace DingTalk.Mirror.Host;

/// <summary>What the program says at its start: what it works on, and where to look.</summary>
internal sealed class Screen(IAnsiConsole console)
{
    /// <summary>Says at once what is going to happen: the silo takes its seconds.</summary>
    public void Begin(bool demo, bool hasCredentials)
    {
        console.Write(new Rule($"[bold]DingTalk mirror[/]{(demo ? " · demo" : "")}").LeftJustified());
        console.MarkupLine(hasCredentials
            ? "Working on the organization of the configured app."
            : "[yellow]No credentials are configured[/]: the platform is a simulator inside this process, with a sample company and a temporary store.");
        console.MarkupLine("[grey]Starting the silo …[/]");
    }

    /// <summary>Says where to look, once it serves.</summary>
    public void ShowAddresses(IReadOnlyList<string> urls, string store, Uri? simulator)
    {
        var addresses = new Grid().AddColumns(2);
        foreach (var url in urls)
        {
            Row("front", url);
            Row("try it", $"{url}/api");
            Row("dashboard", $"{url}/dashboard");
        }

        if (simulator is not null) Row("simulator", new Uri(simulator, "/_simulator/").AbsoluteUri);
        Row("store", store);
        console.WriteLine();
        console.Write(addresses);
        console.MarkupLine("[grey]Serving. Ctrl+C ends it.[/]");

        void Row(string what, string where) => addresses.AddRow(new Text(what), new Text(where) { Overflow = Overflow.Ellipsis });
    }
}
