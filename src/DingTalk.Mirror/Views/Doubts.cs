using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Views;

/// <summary>
/// What may have changed since it was read: subjects that an event named, and times in which nobody listened. Whoever is named may be about
/// to enter any list, so a mark casts doubt on every answer that rests on an earlier read.
/// </summary>
internal sealed class Doubts
{
    private readonly Dictionary<Subject, DirtyMark> _marks;

    private Doubts(Dictionary<Subject, DirtyMark> marks, ImmutableArray<GapFact> gaps)
    {
        _marks = marks;
        Gaps = gaps;
    }

    /// <summary>The marks that nothing has settled yet.</summary>
    public IReadOnlyCollection<DirtyMark> Marks => _marks.Values;

    /// <summary>The times in which nobody listened and over which no sweep has passed since.</summary>
    public ImmutableArray<GapFact> Gaps { get; }

    public static Doubts Of(Ledger ledger) => new(new(ledger.Dirty), [.. ledger.Gaps]);

    public bool IsMarked(Subject subject) => _marks.ContainsKey(subject);

    /// <summary>From when on what was read at <paramref name="readAt"/> may be out of date; null if nothing speaks for it.</summary>
    public DateTimeOffset? Since(DateTimeOffset readAt)
    {
        DateTimeOffset? since = null;
        foreach (var mark in _marks.Values)
        {
            if (mark.LastHeardAt > readAt) Earlier(mark.HeardAt);
        }

        foreach (var gap in Gaps)
        {
            if (gap.ReadAt > readAt) Earlier(gap.From);
        }

        return since;

        // Nothing is more out of date than its own read.
        void Earlier(DateTimeOffset doubtful)
        {
            if (doubtful < readAt) doubtful = readAt;
            if (since is null || doubtful < since) since = doubtful;
        }
    }
}
