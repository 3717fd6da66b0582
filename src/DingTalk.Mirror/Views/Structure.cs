using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Views;

/// <summary>
/// The known departments in pre-order, so that a subtree is one run of positions and "is under" a comparison of two numbers.
/// What is known may be a forest: each root of it is a fragment until somebody loads the way up.
/// </summary>
internal sealed class Structure
{
    private readonly PositionIndex _positions;
    private readonly int[] _positionOf; // one more than the position of each department of the log by its ordinal, 0 where it is nowhere
    private readonly ImmutableArray<long> _granted;

    private Structure(StructureBuilder built)
    {
        var order = built.Order;
        Ids = new long[order.Count];
        Parent = [.. built.Parent];
        End = new int[order.Count];
        Fragment = new int[order.Count];
        IsRooted = new bool[order.Count];
        Gone = built.Gone;
        CutBelow = built.CutBelow;
        _granted = built.Granted;
        _positionOf = new int[built.OrdinalCount];
        MarkEnds();
        for (var position = 0; position < order.Count; position++)
        {
            Ids[position] = order[position].Id;
            _positionOf[order[position].Ordinal] = position + 1;
            MarkWayUp(position, order[position], built.InCircle);
        }

        _positions = new(Ids);
    }

    private Structure(long[] ids, int[] parent, IReadOnlyDictionary<long, DateTimeOffset> gone)
    {
        (Ids, Parent, Gone, CutBelow, _granted, _positionOf) = (ids, parent, gone, new Dictionary<long, long>(), [], []);
        End = new int[ids.Length];
        Fragment = new int[ids.Length];
        IsRooted = new bool[ids.Length];
        _positions = new(ids);
        MarkEnds();
    }

    public static Structure Empty { get; } = Build(new());

    public long[] Ids { get; }

    /// <summary>The position behind the subtree.</summary>
    public int[] End { get; }

    /// <summary>The position of the department above, or -1.</summary>
    public int[] Parent { get; }

    /// <summary>The highest position to which the way up is certain: no department on it is gone or stands in a circle.</summary>
    public int[] Fragment { get; }

    /// <summary>Whether the way up is certain to its end, at a department that is known to have none above.</summary>
    public bool[] IsRooted { get; }

    /// <summary>The departments that the platform said are gone, and when it was asked.</summary>
    public IReadOnlyDictionary<long, DateTimeOffset> Gone { get; }

    /// <summary>Of each circle, by the department that lost it: the child that was cut off.</summary>
    public IReadOnlyDictionary<long, long> CutBelow { get; }

    public bool TryFind(long departmentId, out int position) => _positions.TryFind(departmentId, out position);

    /// <summary>Of a department that is there.</summary>
    public int PositionOf(long departmentId) =>
        TryFind(departmentId, out var position) ? position : throw new KeyNotFoundException($"No department {departmentId} is known here.");

    /// <summary>Where the department of this ordinal lies; -1 if it is nowhere.</summary>
    public int PositionOfOrdinal(int ordinal) => (uint)ordinal < (uint)_positionOf.Length ? _positionOf[ordinal] - 1 : -1;

    public IEnumerable<int> Children(int position)
    {
        for (var child = position + 1; child < End[position]; child = End[child]) yield return child;
    }

    public static Structure Build(Ledger ledger) => new(new StructureBuilder(ledger));

    /// <summary>One that somebody else has put in order.</summary>
    /// <param name="ids">The departments in pre-order.</param>
    /// <param name="parent">Beside each: the position of the one above, or -1.</param>
    /// <param name="gone">The departments that are gone.</param>
    /// <param name="wayUp">Tells of a position whether its way up goes on in the department above, and whether it is certain to its end.</param>
    public static Structure Of(long[] ids, int[] parent, IReadOnlyDictionary<long, DateTimeOffset> gone, Func<int, (bool GoesOn, bool IsRooted)> wayUp)
    {
        var made = new Structure(ids, parent, gone);
        for (var position = 0; position < ids.Length; position++)
        {
            (var goesOn, made.IsRooted[position]) = wayUp(position);
            made.Fragment[position] = goesOn && parent[position] >= 0 ? made.Fragment[parent[position]] : position;
        }

        return made;
    }

    /// <summary>Whether building it anew would give the same, if facts about no other departments came since.</summary>
    public bool Fits(Ledger ledger, IReadOnlyCollection<long> changed) =>
        _granted.SequenceEqual(ledger.Scope?.DepartmentIds ?? [])
        && (CutBelow.Count == 0 || changed.Count == 0)
        && changed.All(id => Fits(ledger.Departments[id]));

    private bool Fits(DepartmentEntry entry)
    {
        var isGone = Gone.TryGetValue(entry.Id, out var goneAt);
        if ((isGone ? goneAt : null) != entry.GoneAt) return false;
        var isThere = isGone ? entry.People.Count > 0 || entry.Below.Any(id => TryFind(id, out _)) : entry.IsMentioned;
        if (isThere != TryFind(entry.Id, out var position)) return false;
        if (!isThere) return true;
        if (Parent[position] is >= 0 and var parent ? Ids[parent] != entry.ParentId : entry.ParentId is not null) return false;
        if (Parent[position] < 0 && !isGone && IsRooted[position] != entry.ParentKnown) return false;
        var child = position + 1;
        foreach (var id in entry.OrderedChildren())
        {
            if (!TryFind(id, out var own)) continue;
            if (own != child) return false;
            child = End[child];
        }

        return child == End[position];
    }

    // A subtree ends where that of its last child does.
    private void MarkEnds()
    {
        for (var position = End.Length - 1; position >= 0; position--)
        {
            End[position] = Math.Max(End[position], position + 1);
            if (Parent[position] is >= 0 and var parent) End[parent] = Math.Max(End[parent], End[position]);
        }
    }

    private void MarkWayUp(int position, DepartmentEntry entry, HashSet<long> inCircle)
    {
        var parent = Parent[position];
        var isCertain = entry.GoneAt is null && !inCircle.Contains(entry.Id) && (parent < 0 || !Gone.ContainsKey(Ids[parent]));
        Fragment[position] = isCertain && parent >= 0 ? Fragment[parent] : position;
        IsRooted[position] = isCertain && (parent >= 0 ? IsRooted[parent] : entry.ParentKnown);
    }
}
