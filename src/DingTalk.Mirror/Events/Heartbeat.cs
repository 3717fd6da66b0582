using DingTalk.Mirror.Silos;
using DingTalk.OpenPlatform.Events;
using DingTalk.OpenPlatform.Telemetry;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Events;

/// <summary>
/// Every few seconds a silo says whether it listens and learns whether anybody does, and sees to it that what was marked is being followed up
/// and the sweep goes on, also after the silo that did so has died.
/// </summary>
internal sealed partial class Heartbeat(
    SiloMirror mirror, string silo, ICallMonitor calls, IStreamMonitor? stream, TimeProvider time, ILogger<Heartbeat> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe($"DingTalk heartbeat \"{mirror.Name}\"", ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose() => _stop.Dispose();

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _run = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await BeatAsync();
            }
#pragma warning disable CA1031 // The next beat tries again.
            catch (Exception exception) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(exception, mirror.Name);
            }

            await Task.Delay(Interval, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task BeatAsync()
    {
        var asked = time.GetUtcNow();
        if (stream is not null && await mirror.Listeners.ReportAsync(mirror.Run, ListeningSince(), _stop.Token)) mirror.Attention.Confirm(asked);
        await mirror.Listeners.DescribeAsync(mirror.Run, Describe(asked), _stop.Token);
        if (mirror.Options.Sweep.Share > 0) await mirror.Sweep.GetStatusAsync(_stop.Token);
        if (mirror.Views.Current is { Doubts.Marks.Count: > 0 }) await mirror.Rereads.GetStatusAsync(_stop.Token);
    }

    private SiloReport Describe(DateTimeOffset now)
    {
        var (told, call) = (stream?.Status, calls.Status);
        return new()
        {
            Silo = silo,
            ReportedAt = now,
            Version = mirror.Views.Current?.Version,
            ConfirmedAt = mirror.Views.ConfirmedAt,
            HasStream = stream is not null,
            ConnectedSince = told?.ConnectedSince,
            LastFrameAt = told?.LastFrameAt,
            StreamError = told?.LastError,
            LastSuccessAt = call.LastSuccessAt,
            LastErrorAt = call.LastErrorAt,
            LastError = call.LastError,
        };
    }

    private DateTimeOffset? ListeningSince() =>
        stream?.Status is { State: StreamState.Connected or StreamState.Replacing, HasUntoldGap: false } status ? status.ConnectedSince : null;

    [LoggerMessage(8003, LogLevel.Warning, "The heartbeat of organization {Organization} missed a beat")]
    private partial void LogFailed(Exception exception, string organization);
}
