using DingTalk.OpenPlatform.Checks;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Silos;

/// <summary>Once a silo is up: looks at what may be set wrong, beside its work, and says it in the log. Free calls only; the silo neither waits for it nor fails with it.</summary>
internal sealed partial class StartCheck(SiloMirror mirror, DingTalkCheck check, ILogger<StartCheck> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _run = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle)
    {
        if (mirror.Options.CheckAtStart)
            lifecycle.Subscribe($"DingTalk check \"{mirror.Name}\"", ServiceLifecycleStage.Last, StartAsync, StopAsync);
    }

    public void Dispose() => _stopping.Dispose();

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _run = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _run;
    }

    private async Task RunAsync()
    {
        try
        {
            var report = await check.RunAsync(new(), _stopping.Token);
            foreach (var finding in report.Findings.Where(finding => finding.Outcome == CheckOutcome.Failed)) LogFailed(mirror.Name, finding.ToString());
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The silo stops before it is known.
        }
#pragma warning disable CA1031 // Whatever keeps the check from its end, the silo works on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogGaveUp(exception, mirror.Name);
        }
    }

    [LoggerMessage(9101, LogLevel.Warning, "Organization {Organization}: {Finding}")]
    private partial void LogFailed(string organization, string finding);

    [LoggerMessage(9102, LogLevel.Information, "Organization {Organization}: what is set in DingTalk's console could not be checked")]
    private partial void LogGaveUp(Exception exception, string organization);
}
