using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Views;

/// <summary>
/// What may have changed since it was read: subjects that an event named, and times in which nobody listened. Whoever is named may be about
/// to enter any list, so a mark casts doubt on every answer that rests on an earlier read.
/// </summary>
internal sealed class Doubts
{
    private readonly Dictionary<Subject, DirtyMark> _marks;

    private Doubts(Dictionary<Subject, DirtyMark> marks, ImmutableArray<GapFact> gaps, ImmutableArray<HeldEntry> held, ImmutableHashSet<string> rejected)
    {
        _marks = marks;
        Gaps = gaps;
        Held = held;
        Rejected = rejected;
    }

    public static Doubts None { get; } = new([], [], [], []);

    /// <summary>The marks that nothing has settled yet.</summary>
    public IReadOnlyCollection<DirtyMark> Marks => _marks.Values;

    /// <summary>The times in which nobody listened and over which no sweep has passed since.</summary>
    public ImmutableArray<GapFact> Gaps { get; }

    /// <summary>Disappearances that nobody has decided on.</summary>
    public ImmutableArray<HeldEntry> Held { get; }

    /// <summary>The people of whom somebody decided that they are not gone.</summary>
    public ImmutableHashSet<string> Rejected { get; }

    public static Doubts Of(Ledger ledger) => ledger is { Dirty.Count: 0, Gaps.Count: 0, Held.Count: 0, Rejected.Count: 0 }
        ? None
        : new(new(ledger.Dirty), [.. ledger.Gaps], [.. ledger.Held], ledger.Rejected.ToImmutableHashSet(StringComparer.Ordinal));

    public bool IsMarked(Subject subject) => _marks.ContainsKey(subject);

    /// <summary>Whether an event has named it.</summary>
    public bool IsMarkedByEvent(Subject subject) => _marks.TryGetValue(subject, out var mark) && mark.ByEvent;

    /// <summary>Whether the platform says that the person is gone, and that is not believed.</summary>
    public bool IsHeld(string userId) => Rejected.Contains(userId) || Held.Any(held => held.UserIds.Contains(userId));

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
