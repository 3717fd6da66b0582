namespace DingTalk.Mirror.Loading;

/// <summary>How long a grain call waits for a load before it answers that the load is still under way.</summary>
internal static class LoadWait
{
    /// <summary>Well below Orleans's response time-out, and long enough that few callers ask twice.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    /// <summary>Whether the load ended in time. A caller who gives up does not end it.</summary>
    public static async Task<bool> EndsInTimeAsync(Task load, TimeProvider time, CancellationToken cancellationToken)
    {
        await load.WaitAsync(Limit, time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!load.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }

        // What ended is told as it ended, also when it ended just after the wait.
        await load;
        return true;
    }
}
