using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace DingTalk.Mirror.Changes;

/// <summary>Has one silo at a time write the checkpoint, in the background; a second activation after a failure is refused by the rows' ETags.</summary>
[GrainType("dingtalk.checkpoints")]
internal sealed partial class CheckpointGrain(IServiceProvider services, ILogger<CheckpointGrain> logger) : Grain, ICheckpointGrain
{
    private Task _writing = Task.CompletedTask;

    public Task WriteIfDueAsync(CancellationToken cancellationToken)
    {
        if (_writing.IsCompleted) _writing = Task.Run(WriteAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task WriteAsync()
    {
        var key = this.GetPrimaryKeyString();
        try
        {
            await services.GetRequiredKeyedService<Checkpoints>(MirrorKeys.OfGrain(key).Organization).WriteIfDueAsync(CancellationToken.None);
        }
#pragma warning disable CA1031 // The log is kept whole until a checkpoint succeeds; the next one tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (exception is InconsistentStateException) LogOtherWriter(key);
            else LogWritingFailed(exception, key);
        }
    }

    [LoggerMessage(3202, LogLevel.Warning, "The checkpoint {Key} could not be written; the log is kept whole until one is")]
    private partial void LogWritingFailed(Exception exception, string key);

    [LoggerMessage(3203, LogLevel.Information, "The checkpoint {Key} is being written elsewhere")]
    private partial void LogOtherWriter(string key);
}
