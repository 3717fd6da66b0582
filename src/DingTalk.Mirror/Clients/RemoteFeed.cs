using System.Runtime.CompilerServices;
using DingTalk.Mirror.Feeds;

namespace DingTalk.Mirror.Clients;

/// <summary>The changes for a reader outside the cluster. A silo that is lost on the way costs a second: another goes on from the version that the reader has.</summary>
internal static class RemoteFeed
{
    /// <summary>Sets in one message; a set of a full state has some hundred changes.</summary>
    private const int SetsAtATime = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async IAsyncEnumerable<ChangeSet> WatchAsync(
        IGrainFactory grains,
        MirrorKeys keys,
        long? departmentId,
        MirrorVersion since,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var at = since;
        var isReplay = true;
        while (true)
        {
            var sets = grains.GetGrain<IFeedGrain>(keys.Feed(Guid.NewGuid()))
                .WatchAsync(departmentId, at, cancellationToken)
                .WithBatchSize(SetsAtATime)
                .GetAsyncEnumerator(cancellationToken);
            try
            {
                while (await NextAsync(sets) is { } set)
                {
                    at = set.Version;
                    isReplay &= set.IsReplay;

                    // What came live before the silo was lost did so still.
                    yield return set with { IsReplay = set.IsSnapshot || isReplay };
                }
            }
            finally
            {
                await EndAsync(sets);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static async ValueTask<ChangeSet?> NextAsync(IAsyncEnumerator<ChangeSet> sets)
    {
        try
        {
            return await sets.MoveNextAsync() ? sets.Current : null;
        }
        catch (Exception exception) when (IsCutOff(exception))
        {
            return null;
        }
    }

    private static async ValueTask EndAsync(IAsyncEnumerator<ChangeSet> sets)
    {
        try
        {
            await sets.DisposeAsync();
        }
        catch (Exception exception) when (IsCutOff(exception))
        {
        }
    }

    private static bool IsCutOff(Exception exception) => exception is EnumerationAbortedException or OrleansException or TimeoutException;
}
