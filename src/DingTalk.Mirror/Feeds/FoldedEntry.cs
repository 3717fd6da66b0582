using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Feeds;

/// <summary>One entry of the log, and what it changed.</summary>
/// <param name="Version">The mirror after it.</param>
/// <param name="CommittedAt">When the log accepted it.</param>
/// <param name="Before">What it touched, before it.</param>
/// <param name="After">The same, after it.</param>
/// <param name="Changes">The changes in the whole organization.</param>
internal sealed record FoldedEntry(
    MirrorVersion Version, DateTimeOffset CommittedAt, LedgerPart Before, LedgerPart After, ImmutableArray<OrganizationChange> Changes)
{
    /// <summary>About how much there is to keep.</summary>
    public int Weight => 1 + Changes.Length + Before.Departments.Count;

    /// <summary>Folds an entry and compares what it touched.</summary>
    public static FoldedEntry Fold(Ledger ledger, ChangeEntry entry, Guid logId)
    {
        var touched = TouchedParts.Of(ledger, entry.Facts);
        var before = LedgerPart.Take(ledger, touched);
        ledger.Apply(entry);
        var after = LedgerPart.Take(ledger, touched);
        return new(new(logId, entry.Number), entry.CommittedAt, before, after, LedgerDifference.Between(before, after));
    }
}
