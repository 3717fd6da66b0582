using System.Globalization;
using Spectre.Console;

namespace DingTalk.Mirror.Host.Demo;

/// <summary>One way to write a line.</summary>
internal static class ConsoleExtensions
{
    /// <summary>Writes a line of markup; what is filled in is text, whatever brackets it holds.</summary>
    public static void Say(this IAnsiConsole console, FormattableString line) =>
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, line);
}
