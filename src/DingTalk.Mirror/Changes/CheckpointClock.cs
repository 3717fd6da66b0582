using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Changes;

/// <summary>Reminds the organization's checkpoint to look at the log: each silo does, so that the loss of one does not stop it.</summary>
internal sealed partial class CheckpointClock(IGrainFactory grains, MirrorKeys keys, TimeProvider time, ILogger<CheckpointClock> logger) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private Task? _run;

    /// <summary>Begins. Returns at once.</summary>
    public void Start() => _run ??= Task.Run(RunAsync);

    /// <summary>Ends.</summary>
    public async Task StopAsync()
    {
        // Called when the silo stops, and again when its container goes.
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        if (_run is { } run) await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            try
            {
                await grains.GetGrain<ICheckpointGrain>(keys.Checkpoints).WriteIfDueAsync(_stop.Token);
            }
#pragma warning disable CA1031 // The next minute tries again.
            catch (Exception exception) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNotReached(exception, keys.Checkpoints);
            }
        }
    }

    [LoggerMessage(3204, LogLevel.Warning, "The checkpoint grain {Key} could not be reached")]
    private partial void LogNotReached(Exception exception, string key);
}
