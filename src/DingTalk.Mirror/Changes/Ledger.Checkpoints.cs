namespace DingTalk.Mirror.Changes;

internal sealed partial class Ledger
{
    /// <summary>So many that a piece of a large organization stays a row of about a megabyte.</summary>
    internal const int PieceCount = 50;

    // Unlike what the platform said, marks are no states: each is folded once.
    private long _marksFrom;

    /// <summary>The whole ledger in pieces, by hash of the department's id and of the userid.</summary>
    public ImmutableArray<CheckpointPiece> ToPieces(MirrorVersion version)
    {
        var pieces = Enumerable.Range(0, PieceCount).Select(_ => new CheckpointPiece { Version = version }).ToImmutableArray();
        foreach (var entry in _departments.Values) pieces[PieceOf(entry.Id)].Departments.Add(entry.ToRecord());
        foreach (var entry in _byHandle) pieces[PieceOf(entry.UserId)].People.Add(entry.ToRecord());
        pieces[0].Organization = new()
        {
            Scope = Scope,
            Dirty = [.. _dirty.Values],
            Gaps = [.. _gaps],
            Held = [.. _held.Values.Select(held => new HeldRecord(held.Number, held.Fact, [.. held.UserIds]))],
            Rejected = [.. _rejected],
        };
        return pieces;
    }

    /// <summary>
    /// The ledger that the pieces came from. Pieces of different versions make one too: the log from the oldest on makes it whole, for what a piece
    /// already has changes nothing when it is folded again.
    /// </summary>
    public static Ledger Restore(IEnumerable<CheckpointPiece> pieces)
    {
        var ledger = new Ledger();
        foreach (var piece in pieces)
        {
            foreach (var record in piece.Departments) ledger.Department(record.Id).Take(record);
            foreach (var record in piece.People) ledger.Person(record.UserId).Take(record);
            if (piece.Organization is not { } organization) continue;
            ledger._marksFrom = piece.Version.Number + 1;
            ledger.Scope = organization.Scope;
            foreach (var mark in organization.Dirty) ledger._dirty.Add(mark.Subject, mark);
            ledger._gaps.AddRange(organization.Gaps);
            ledger._rejected.UnionWith(organization.Rejected);
            foreach (var held in organization.Held) ledger.Hold(new(held.Number, held.Fact, held.UserIds.ToImmutableHashSet(StringComparer.Ordinal)));
        }

        ledger.PlaceEverybody();
        return ledger;
    }

    private void PlaceEverybody()
    {
        foreach (var entry in _departments.Values.ToList())
        {
            if (entry.ParentId is { } parent) Department(parent).Below.Add(entry.Id);
        }

        foreach (var entry in _byHandle) Enter(entry);
    }

    private static int PieceOf(long departmentId) => (int)((ulong)departmentId % PieceCount);

    // Not the hash of the runtime, which is another one in each process.
    private static int PieceOf(string userId) => (int)(userId.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u) % PieceCount);
}
