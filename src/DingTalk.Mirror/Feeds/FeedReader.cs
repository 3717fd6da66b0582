using System.Runtime.CompilerServices;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Feeds;

/// <summary>Tells one reader after another what changes; each goes at its own pace.</summary>
internal sealed class FeedReader(Feed feed, Backlog backlog, ViewFollower views, TimeSpan heartbeat, TimeProvider time)
{
    /// <summary>Every change since a version, of the whole organization or of a subtree.</summary>
    public async IAsyncEnumerable<ChangeSet> WatchAsync(
        long? rootId, MirrorVersion since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await views.ReachAsync(default, cancellationToken);
        var joinedAt = await AskAsync((_, version) => version, cancellationToken);
        var at = since;
        var toldAt = time.GetTimestamp();
        SnapshotReason? lost = since == default ? SnapshotReason.NoVersion : null;
        while (true)
        {
            if (lost is { } reason)
            {
                var state = await AskAsync((ledger, version) => FullState.Take(ledger, version, rootId), cancellationToken);
                foreach (var set in state.ToSets(reason, time.GetUtcNow())) yield return set;
                (at, toldAt, lost) = (state.Version, time.GetTimestamp(), null);
            }

            IReadOnlyList<FoldedEntry> entries;
            if (feed.TryRead(at, out var recent, out var moved)) entries = recent;
            else (entries, lost) = await backlog.ReadAsync(at, cancellationToken);

            foreach (var entry in entries)
            {
                at = entry.Version;
                var changes = rootId is { } root ? entry.ChangesIn(root) : entry.Changes;
                if (changes.IsEmpty && time.GetElapsedTime(toldAt) < heartbeat) continue;
                yield return new()
                {
                    Version = at,
                    CommittedAt = entry.CommittedAt,
                    Changes = changes,
                    IsReplay = joinedAt.Includes(at),
                };
                toldAt = time.GetTimestamp();
            }

            if (entries.Count > 0 || lost is not null) continue;
            if (await IsQuietAsync(moved, heartbeat - time.GetElapsedTime(toldAt), cancellationToken))
            {
                yield return new() { Version = at, CommittedAt = time.GetUtcNow() };
                toldAt = time.GetTimestamp();
            }
        }
    }

    private async Task<T> AskAsync<T>(Func<Changes.Ledger, MirrorVersion, T> question, CancellationToken cancellationToken)
    {
        var answer = feed.AskAsync(question);
        views.Wake();
        return await answer.WaitAsync(cancellationToken);
    }

    private async Task<bool> IsQuietAsync(Task moved, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (atMost <= TimeSpan.Zero) return !moved.IsCompleted;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var patience = Task.Delay(atMost, time, limit.Token);
        var first = await Task.WhenAny(moved, patience);
        await limit.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first == patience;
    }
}
