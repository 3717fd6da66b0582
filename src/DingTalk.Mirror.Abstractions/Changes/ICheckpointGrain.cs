using Orleans.Concurrency;

namespace DingTalk.Mirror.Changes;

/// <summary>Writes what the log has come to, so that a start folds little and the log can be cut. Key: <c>org/checkpoints</c>.</summary>
[Alias("dingtalk.checkpoint-grain")]
public interface ICheckpointGrain : IGrainWithStringKey
{
    /// <summary>Begins to write if the log has grown enough and nothing is being written. Returns at once.</summary>
    [AlwaysInterleave, Alias("write-if-due")]
    Task WriteIfDueAsync(CancellationToken cancellationToken);
}
