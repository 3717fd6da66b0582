using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Host.Configuration;
using DingTalk.OpenPlatform;
using DingTalk.OpenPlatform.Tokens;
using DingTalk.Simulator;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace DingTalk.Mirror.Host.Demo;

/// <summary>The job that people come for, step by step on the console: token, department by name, its subtree, a notice, its result, the bill.</summary>
/// <param name="services">The running silo.</param>
/// <param name="console">Where it is shown.</param>
/// <param name="command">What was asked for.</param>
/// <param name="simulator">The platform, if it is the simulator inside this process; only then a notice goes to a subtree.</param>
/// <param name="notes">The log, written between the steps.</param>
internal sealed class DemoRun(
    IServiceProvider services, IAnsiConsole console, CommandLine command, DingTalkSimulator? simulator, DemoLog notes)
{
    private readonly IOrganization _organization = services.GetRequiredService<IOrganization>();
    private readonly TimeProvider _time = services.GetRequiredService<TimeProvider>();
    private readonly DingTalkAppOptions _app =
        services.GetRequiredService<IOptionsMonitor<DingTalkAppOptions>>().Get(DingTalkServiceCollectionExtensions.DefaultAppName);

    /// <summary>Runs all steps.</summary>
    /// <returns>Whether it got to the end. If not, it has said why.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ShowTokenAsync(cancellationToken);
            if (await FindAsync(cancellationToken) is not { } department) return false;
            await WalkAsync(department, cancellationToken);
            await ShowPeopleAsync(department, cancellationToken);
            var noticed = await NoticeAsync(department, cancellationToken);
            await ShowBillAsync(cancellationToken);
            return noticed;
        }
        catch (Exception exception) when (StartupFaults.Describe(exception) is { } sentence)
        {
            console.Say($"[red]{sentence}[/]");
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            notes.Release();
        }
    }

    private async Task ShowTokenAsync(CancellationToken cancellationToken)
    {
        Step("Token");
        var source = services.GetRequiredKeyedService<IAccessTokenSource>(DingTalkServiceCollectionExtensions.DefaultAppName);
        var token = await source.GetAsync(cancellationToken);
        var (method, address) = _app.TokenEndpoint is TokenEndpoint.OAuth2
            ? ("POST", new Uri(_app.Address, "/v1.0/oauth2/accessToken"))
            : ("GET", new Uri(_app.LegacyAddress, "/gettoken"));
        var left = token.ExpiresAt - _time.GetUtcNow();
        console.Say($"{method} {address}");
        console.Say(
            $"Held by TokenGrain, in memory only. Expires at {TimeZoneInfo.ConvertTime(token.ExpiresAt, _time.LocalTimeZone):HH:mm}, in {left.TotalMinutes:0} minutes; renewed before that.");
    }

    private async Task<Department?> FindAsync(CancellationToken cancellationToken)
    {
        Step($"Find {command.Department} by its name");
        console.Write(Prices.OfFinding(_app.CallsPerSecond, simulator?.Organization.DepartmentCount));
        var answer = await _organization.FindDepartmentsByNameAsync(command.Department, cancellationToken: cancellationToken);
        var way = answer.Way switch
        {
            NameLookup.Search => "the platform's search, each hit checked against the department itself",
            NameLookup.Walk => "walking the tree",
            _ => "the mirror's own tree",
        };
        console.Say($"Way taken: {way}. Spent: {answer.MeteredCalls} metered and {answer.FreeCalls} free calls.");
        if (answer.Departments.Items is not [var department, .. var others])
        {
            console.Say($"[red]No department within the app's contact scope is called {command.Department}.[/] Name another: demo --department NAME");
            return null;
        }

        var above = await _organization.GetAncestorsAsync(department.Id, cancellationToken);
        var path = string.Join(" › ", above.Items.Reverse().Append(department).Select(step => step.Name));
        console.Say($"Found: [bold]{path}[/], id {department.Id}.");
        if (!others.IsEmpty)
            console.Say($"{others.Length} more of this name, not taken: {string.Join(", ", others.Select(other => other.Id))}.");
        return department;
    }

    private async Task WalkAsync(Department department, CancellationToken cancellationToken)
    {
        Step("Walk its subtree");
        var last = await Bar().StartAsync(async bars =>
        {
            var bar = bars.AddTask("departments", maxValue: 1);
            LoadProgress? seen = null;
            await foreach (var progress in _organization.LoadAsync(department.Id, cancellationToken))
            {
                bar.MaxValue = Math.Max(progress.DepartmentsKnown, 1);
                bar.Value = progress.DepartmentsLoaded;
                seen = progress;
            }

            return seen;
        });
        console.Say($"{last?.DepartmentsLoaded ?? 0} departments, {last?.People ?? 0} people, each counted once.");
        foreach (var part in last?.Missing ?? []) console.Say($"[yellow]Missing: {part}[/]");
    }

    private async Task ShowPeopleAsync(Department department, CancellationToken cancellationToken)
    {
        Step("Its people");
        console.Write(await OrganizationTree.OfAsync(_organization, department, cancellationToken));
    }

    private async Task<bool> NoticeAsync(Department department, CancellationToken cancellationToken)
    {
        var notice = new DemoNotice(_organization, console, _time);
        if (command.Notify is { } userId)
        {
            Step($"Send a notice to {userId} only");
            return await notice.SendAsync(words => words.ToUsers(userId), simulator, Bar(), cancellationToken);
        }

        if (simulator is null)
        {
            Step($"What a notice to {department.Name} would do");
            await notice.PreviewAsync(department, cancellationToken);
            return true;
        }

        Step($"Send a notice to everybody under {department.Name}");
        return await notice.SendAsync(words => words.ToSubtree(department.Id), simulator, Bar(), cancellationToken);
    }

    private async Task ShowBillAsync(CancellationToken cancellationToken)
    {
        Step("The bill");
        console.Write(Prices.Spent(await _organization.GetUsageAsync(cancellationToken)));
    }

    private void Step(string title)
    {
        notes.Flush();
        console.WriteLine();
        console.Write(new Rule($"[bold]{Markup.Escape(title)}[/]").LeftJustified());
    }

    private Progress Bar() => console.Progress().Columns(
        new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn());
}
