using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Feeds;

/// <summary>
/// What the newest entries of the log changed, told once for all readers of this silo. It goes along with the fold that makes the views, so it holds no
/// ledger of its own; a reader who wants older entries reads them from the <see cref="Backlog"/>.
/// </summary>
internal sealed class Feed : ILedgerCompanion
{
    /// <summary>Changes and the departments they touch: some 10 MB.</summary>
    private const int MostWeight = 20_000;

    /// <summary>Entries that a reader takes at a time.</summary>
    private const int PageSize = 64;

    private readonly Lock _gate = new();
    private readonly Queue<Action<Ledger, MirrorVersion>> _questions = [];
    private readonly List<FoldedEntry> _recent = [];
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MirrorVersion _start;
    private MirrorVersion _head;
    private int _weight;

    /// <summary>The entries after a version, at most a page of them; none if the version is the newest that is folded.</summary>
    /// <param name="version">What the reader has.</param>
    /// <param name="entries">The next entries.</param>
    /// <param name="moved">Completes when there are more.</param>
    /// <returns>Whether they are still here.</returns>
    public bool TryRead(MirrorVersion version, out ImmutableArray<FoldedEntry> entries, out Task moved)
    {
        lock (_gate)
        {
            moved = _moved.Task;
            var isHere = version.LogId == _head.LogId && version.Number >= _start.Number && version.Number <= _head.Number;
            var first = (int)(version.Number - _start.Number);
            entries = isHere ? [.. _recent.GetRange(first, Math.Min(PageSize, _recent.Count - first))] : [];
            return isHere;
        }
    }

    /// <summary>Asks the ledger, when it is caught up with the log.</summary>
    public Task<T> AskAsync<T>(Func<Ledger, MirrorVersion, T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _questions.Enqueue(Answer);
        return answer.Task;

        void Answer(Ledger ledger, MirrorVersion version)
        {
            try
            {
                answer.SetResult(question(ledger, version));
            }
#pragma warning disable CA1031 // Whatever went wrong belongs to the one who asked; the loop goes on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                answer.SetException(exception);
            }
        }
    }

    public void Fold(Ledger ledger, ChangeEntry entry, MirrorVersion head)
    {
        // While a silo starts, it folds more than it will keep.
        if (head.Number - entry.Number >= MostWeight)
        {
            ledger.Apply(entry);
            return;
        }

        Keep(FoldedEntry.Fold(ledger, entry, head.LogId));
    }

    public void CatchUp(Ledger ledger, MirrorVersion version)
    {
        Action<Ledger, MirrorVersion>[] questions;
        lock (_gate)
        {
            if (version != _head)
            {
                Begin(version);
                TellMoved();
            }

            questions = [.. _questions];
            _questions.Clear();
        }

        foreach (var ask in questions) ask(ledger, version);
    }

    private void Keep(FoldedEntry entry)
    {
        lock (_gate)
        {
            // Another log, or a fold that began anew.
            if (entry.Version.LogId != _head.LogId || entry.Version.Number != _head.Number + 1) Begin(new(entry.Version.LogId, entry.Version.Number - 1));
            _recent.Add(entry);
            _head = entry.Version;
            _weight += entry.Weight;
            if (_weight > MostWeight) Trim();
            TellMoved();
        }
    }

    private void TellMoved()
    {
        var moved = _moved;
        _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        moved.SetResult();
    }

    private void Begin(MirrorVersion version)
    {
        _recent.Clear();
        _weight = 0;
        _start = _head = version;
    }

    // A quarter at a time, so that each entry costs little.
    private void Trim()
    {
        var count = 0;
        while (_weight > MostWeight * 3 / 4 && count < _recent.Count) _weight -= _recent[count++].Weight;
        _start = _recent[count - 1].Version;
        _recent.RemoveRange(0, count);
    }
}
