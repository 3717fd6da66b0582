using System.Globalization;
using DingTalk.Mirror.Quotas;
using DingTalk.OpenPlatform.Transport;
using Spectre.Console;

namespace DingTalk.Mirror.Host.Demo;

/// <summary>What things cost, and what was spent.</summary>
internal static class Prices
{
    /// <summary>Both ways of finding a department by its name while the tree is not loaded.</summary>
    /// <param name="callsPerSecond">Calls a second to one API.</param>
    /// <param name="departments">How many there are, if known.</param>
    public static Table OfFinding(int callsPerSecond, int? departments)
    {
        var walk = departments is { } count
            ? string.Create(CultureInfo.InvariantCulture, $"{count:N0} free calls, {TimeSpan.FromSeconds(count / (double)callsPerSecond):m\\:ss} at {callsPerSecond} a second; then every name is free")
            : $"one free call a department, {callsPerSecond} a second; then every name is free";
        return new Table().Border(TableBorder.Rounded).AddColumn("Way").AddColumn("Price")
            .AddRow("search", "1 metered call, and 1 free call to check each hit")
            .AddRow("walk", walk);
    }

    /// <summary>Calls since the silo started, by API.</summary>
    public static Table Spent(QuotaUsage usage)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("API")
            .AddColumn(new TableColumn("Calls").RightAligned())
            .AddColumn("Price");
        foreach (var (api, calls) in usage.CallsByApi.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var isMetered = PlatformEndpoints.All.Any(endpoint => endpoint.Api == api && endpoint.IsMetered);
            table.AddRow(Markup.Escape(api), calls.ToString(CultureInfo.InvariantCulture), isMetered ? "metered" : "free");
        }

        return table.AddRow("[bold]Metered calls in this month's allowance[/]", $"[bold]{usage.MeteredCalls}[/]", usage.Month);
    }
}
