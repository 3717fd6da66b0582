using DingTalk.Mirror.Errors;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.Storage;

namespace DingTalk.Mirror.Changes;

/// <summary>
/// Keeps the folded log in pieces, so that a silo that starts folds no more than what came after them, and the log can be cut.
/// The pieces lag behind the log by as long as readers of the changes may stay away: those are told what changed by folding from the pieces on.
/// </summary>
internal sealed partial class Checkpoints(
    IChangeLogGrain log,
    Lazy<IGrainStorage> storage,
    Serializer<CheckpointPiece> serializer,
    MirrorKeys keys,
    MirrorOptions options,
    TimeProvider time,
    ILogger<Checkpoints> logger)
{
    private const string StateName = "changes-piece";
    private static readonly GrainType PieceType = GrainType.Create("dingtalk.changes-piece");

    /// <summary>A ledger from the pieces, or an empty one if there are none yet and the log is whole.</summary>
    /// <exception cref="MirrorStateException">A piece is lost, and the log no longer has what it held.</exception>
    public async Task<RestoredLedger> RestoreAsync(CancellationToken cancellationToken)
    {
        var batch = await log.ReadAsync(long.MaxValue, cancellationToken);
        return Restore(batch, await ReadAsync());
    }

    /// <summary>
    /// Writes the pieces anew if the log has grown enough beyond what readers of the changes may still ask for, and cuts the log below them.
    /// Whoever stops in between leaves older and newer pieces, which are as good.
    /// </summary>
    public async Task WriteIfDueAsync(CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() - options.WatchRetention;
        var batch = await log.ReadAsync(long.MaxValue, cancellationToken);
        var grown = await log.ReadAsync(batch.First + options.CheckpointAfter - 1, cancellationToken);
        if (grown.Entries is not [var last, ..] || last.CommittedAt > until) return;

        var rows = await ReadAsync();
        var restored = Restore(batch, rows);
        var start = restored.Version.Number;
        var version = await FoldAsync(restored, until, cancellationToken);
        if (version.Number < Math.Max(restored.Newest, start + (restored.Newest == start ? options.CheckpointAfter : 0))) return;
        var pieces = restored.Ledger.ToPieces(version);
        for (var i = 0; i < pieces.Length; i++)
        {
            rows[i].Row.State = new() { Content = serializer.SerializeToArray(pieces[i]) };
            await storage.Value.WriteStateAsync(StateName, PieceId(i), rows[i].Row);
        }

        await log.CutAsync(version, cancellationToken);
        LogWritten(keys.Changes, version.Number, restored.Ledger.Departments.Count, restored.Ledger.People.Count);
    }

    private async Task<MirrorVersion> FoldAsync(RestoredLedger restored, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var number = restored.Version.Number;
        while (true)
        {
            var batch = await log.ReadAsync(number, cancellationToken);
            foreach (var entry in batch.Entries)
            {
                if (entry.CommittedAt > until) return new(batch.Head.LogId, number);
                restored.Ledger.Apply(entry);
                number = entry.Number;
            }

            if (number >= batch.Head.Number) return new(batch.Head.LogId, number);
        }
    }

    private RestoredLedger Restore(ChangeBatch batch, StoredPiece[] rows)
    {
        var there = rows.Select(row => row.Piece).OfType<CheckpointPiece>().Where(piece => piece.Version.LogId == batch.Head.LogId).ToList();
        if (there.Count == rows.Length)
        {
            var numbers = there.Select(piece => piece.Version.Number).ToList();
            return new(Ledger.Restore(there), new(batch.Head.LogId, numbers.Min()), numbers.Max());
        }

        if (batch.First > 1)
        {
            throw new MirrorStateException(
                $"{rows.Length - there.Count} of the {rows.Length} pieces of the checkpoint {keys.Changes} are lost or damaged, and the log begins at {batch.First}. "
                + $"Nothing was overwritten: restore the storage \"{StorageNames.Mirror}\" from a backup, or empty it; departments and people are then read from "
                + "DingTalk again, and notices under way are forgotten.");
        }

        // The log still has everything.
        if (there.Count > 0) LogLost(keys.Changes, rows.Length - there.Count, rows.Length);
        return new(new(), new(batch.Head.LogId, 0), 0);
    }

    private Task<StoredPiece[]> ReadAsync() => Task.WhenAll(Enumerable.Range(0, Ledger.PieceCount).Select(ReadPieceAsync));

    private async Task<StoredPiece> ReadPieceAsync(int index)
    {
        var row = new GrainState<CheckpointPieceState>(new());
        try
        {
            await storage.Value.ReadStateAsync(StateName, PieceId(index), row);
            var content = row.State?.Content ?? [];
            return new(row, content.Length == 0 ? null : await Task.Run(() => serializer.Deserialize(content)));
        }
#pragma warning disable CA1031 // Damage shows as any exception of the decoder; a store that cannot be read has read no row.
        catch (Exception exception) when (exception is MirrorStateException || row.RecordExists)
#pragma warning restore CA1031
        {
            LogDamaged(exception, keys.CheckpointPiece(index));
            return new(row, Piece: null);
        }
    }

    private GrainId PieceId(int index) => GrainId.Create(PieceType, keys.CheckpointPiece(index));

    private sealed record StoredPiece(GrainState<CheckpointPieceState> Row, CheckpointPiece? Piece);

    [LoggerMessage(3205, LogLevel.Information, "Checkpoint {Key} is written up to {Number}: {Departments} departments, {People} people")]
    private partial void LogWritten(string key, long number, int departments, int people);

    [LoggerMessage(3206, LogLevel.Warning, "{Lost} of the {All} pieces of the checkpoint {Key} are not there; everything is folded from the log")]
    private partial void LogLost(string key, int lost, int all);

    [LoggerMessage(3207, LogLevel.Error, "The piece {Key} of the checkpoint is damaged")]
    private partial void LogDamaged(Exception exception, string key);
}
