using System.Globalization;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Notices;
using DingTalk.Simulator;
using Spectre.Console;

namespace DingTalk.Mirror.Host.Demo;

/// <summary>The demo's notice: shown before, while and after it is sent.</summary>
internal sealed class DemoNotice(IOrganization organization, IAnsiConsole console, TimeProvider time)
{
    private const int ShownRecipients = 10;

    /// <summary>Whom it would reach and what it would cost. Nothing is sent.</summary>
    public async Task PreviewAsync(Department department, CancellationToken cancellationToken)
    {
        var preview = await organization.PreviewNoticeAsync(Words().ToSubtree(department.Id), cancellationToken);
        var recipients = preview.Recipients.Items;
        var names = await Task.WhenAll(recipients.Take(ShownRecipients).Select(id => NameAsync(id, cancellationToken)));
        console.Say($"Recipients: [bold]{recipients.Length}[/] people: {string.Join(", ", names)}{(recipients.Length > names.Length ? ", …" : "")}");
        if (preview.Withheld > 0) console.Say($"{preview.Withheld} of them would be withheld by DingTalk:Mirror:Notices:OnlyTo.");
        foreach (var part in preview.Recipients.Missing) console.Say($"[yellow]Missing: {part}[/]");
        console.Say(
            $"Price: at least {preview.MeteredCalls} metered calls in {preview.Batches} batches, at least {preview.LeastTime.TotalSeconds:0} seconds.");
        console.MarkupLine("[bold]Nothing was sent[/]: with an app's credentials the demo sends only to one person whom you name, --notify USERID.");
    }

    /// <summary>Sends it, follows it to its end and shows the result.</summary>
    /// <returns>Whether it finished.</returns>
    public async Task<bool> SendAsync(
        Func<Notice, Notice> address, DingTalkSimulator? simulator, Progress progress, CancellationToken cancellationToken)
    {
        var sent = await organization.SendNoticeAsync(address(Words()), cancellationToken);
        console.Say($"Written down under the key {sent.Key}; NoticeGrain sends it in batches of at most 100 people.");
        var status = await progress.StartAsync(async bars =>
        {
            var bar = bars.AddTask("processed by the platform");
            var last = sent;
            await foreach (var now in organization.WatchNoticeAsync(sent.Key, cancellationToken))
            {
                bar.Description = Doing(now.State);
                bar.Value = now.State is NoticeState.Finished ? 100 : now.PercentProcessed;
                last = now;
            }

            return last;
        });
        ShowResult(status);
        if (simulator is not null) ShowLedger(simulator);
        return status.State is NoticeState.Finished;
    }

    // The platform delivers the same words to one person once a day: the time tells two runs apart.
    private Notice Words()
    {
        var now = time.GetLocalNow();
        return Notice.Text($"【演示】今天 18:00 停电检修，请提前保存工作。（{now:HH:mm:ss}）").WithKey($"demo-{now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}");
    }

    private async Task<string> NameAsync(string userId, CancellationToken cancellationToken) =>
        (await organization.GetPersonAsync(userId, cancellationToken)).Name;

    private void ShowResult(NoticeStatus status)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Outcome").AddColumn(new TableColumn("People").RightAligned());
        foreach (var (outcome, people) in status.Outcomes.Where(pair => pair.Value > 0).OrderBy(pair => pair.Key))
            table.AddRow(outcome.ToString(), people.ToString(CultureInfo.InvariantCulture));
        table.AddRow("[bold]Recipients[/]", $"[bold]{status.Recipients}[/]");
        console.Write(table);
        console.Say($"{status.State} after {(status.EndedAt - status.CreatedAt)?.TotalSeconds:0.0} seconds, {status.BatchesFinished} of {status.Batches} batches.");
        if (status.Problem is { } problem) console.Say($"[red]{problem}[/]");
    }

    private void ShowLedger(DingTalkSimulator simulator)
    {
        var deliveries = simulator.Deliveries.All;
        var people = deliveries.Select(delivery => delivery.UserId).Distinct(StringComparer.Ordinal).Count();
        console.Say($"The simulator's ledger: {deliveries.Count} deliveries to {people} people.");
    }

    private static string Doing(NoticeState state) => state switch
    {
        NoticeState.Planning => "finding the recipients",
        NoticeState.Sending => "sending the batches",
        NoticeState.Following => "following the platform",
        NoticeState.Finished => "finished",
        _ => "stopped",
    };
}
