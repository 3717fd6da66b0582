using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Feeds;

/// <summary>
/// What older entries changed: the log is folded once more, up to where the reader is, and on from there. That takes a ledger of its own for as long as it
/// lasts, so few are made at a time, and none waits for a reader.
/// </summary>
internal sealed class Backlog(IChangeLogGrain log, Checkpoints checkpoints) : IDisposable
{
    private const int LedgersAtATime = 2;
    private const int PageWeight = 20_000;

    private readonly SemaphoreSlim _turn = new(LedgersAtATime);

    /// <summary>The entries after a version, or why they can no longer be told.</summary>
    public async Task<(IReadOnlyList<FoldedEntry> Entries, SnapshotReason? Lost)> ReadAsync(MirrorVersion version, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await FoldAsync(version, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<(IReadOnlyList<FoldedEntry> Entries, SnapshotReason? Lost)> FoldAsync(MirrorVersion version, CancellationToken cancellationToken)
    {
        var (ledger, start, newest) = await checkpoints.RestoreAsync(cancellationToken);
        var entries = new List<FoldedEntry>();
        var number = start.Number;
        for (var weight = 0; weight < PageWeight;)
        {
            var batch = await log.ReadAsync(number, cancellationToken);
            if (batch.Head.LogId != version.LogId || batch.Head.Number < version.Number) return ([], SnapshotReason.OtherLog);
            if (version.Number < newest || batch.First > number + 1) return ([], SnapshotReason.BehindRetention);
            foreach (var entry in batch.Entries)
            {
                number = entry.Number;
                if (number <= version.Number)
                {
                    ledger.Apply(entry);
                    continue;
                }

                entries.Add(FoldedEntry.Fold(ledger, entry, version.LogId));
                weight += entries[^1].Weight;
            }

            if (number >= batch.Head.Number) break;
        }

        return (entries, null);
    }
}
