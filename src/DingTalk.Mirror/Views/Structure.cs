using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;

namespace DingTalk.Mirror.Views;

/// <summary>
/// The known departments in pre-order, so that a subtree is one run of positions and "is under" a comparison of two numbers.
/// What is known may be a forest: each root of it is a fragment until somebody loads the way up.
/// </summary>
internal sealed class Structure
{
    private readonly Dictionary<long, int> _positions;
    private readonly Dictionary<long, ImmutableArray<MissingPart>> _refusals = [];
    private readonly Lazy<ILookup<string, int>> _byName;
    private readonly int[] _childGapsBefore;
    private readonly int[] _memberGapsBefore;

    private Structure(StructureBuilder built)
    {
        var order = built.Order;
        Ids = new long[order.Count];
        Departments = new Department?[order.Count];
        Parent = [.. built.Parent];
        End = new int[order.Count];
        Fragment = new int[order.Count];
        IsRooted = new bool[order.Count];
        ChildGap = new MissingPart?[order.Count];
        MemberGap = new MissingPart?[order.Count];
        ReadAt = new (DateTimeOffset?, DateTimeOffset?)[order.Count];
        Gone = built.Gone;
        _positions = new(order.Count);
        MarkEnds();
        for (var position = 0; position < order.Count; position++)
        {
            var entry = order[position];
            Ids[position] = entry.Id;
            Departments[position] = entry.Fields;
            ReadAt[position] = (entry.Children?.ReadAt, entry.Members?.ReadAt);
            _positions.Add(entry.Id, position);
            MarkWayUp(position, entry, built.InCircle);
            MarkGaps(position, entry, built.CutBelow);
        }

        _childGapsBefore = CountBefore(ChildGap);
        _memberGapsBefore = CountBefore(MemberGap);
        _byName = new(IndexNames);
    }

    public long[] Ids { get; }

    /// <summary>Null where only the place is known, not the name.</summary>
    public Department?[] Departments { get; }

    /// <summary>The position behind the subtree.</summary>
    public int[] End { get; }

    /// <summary>The position of the department above, or -1.</summary>
    public int[] Parent { get; }

    /// <summary>The highest position to which the way up is certain: no department on it is gone or stands in a circle.</summary>
    public int[] Fragment { get; }

    /// <summary>Whether the way up is certain to its end, at a department that is known to have none above.</summary>
    public bool[] IsRooted { get; }

    /// <summary>What is not known of the departments right below; null if all of them are.</summary>
    public MissingPart?[] ChildGap { get; }

    /// <summary>What is not known of the people in the department; null if all of them are.</summary>
    public MissingPart?[] MemberGap { get; }

    public (DateTimeOffset? Children, DateTimeOffset? Members)[] ReadAt { get; }

    /// <summary>The departments that the platform said are gone, and when it was asked.</summary>
    public IReadOnlyDictionary<long, DateTimeOffset> Gone { get; }

    public bool TryFind(long departmentId, out int position) => _positions.TryGetValue(departmentId, out position);

    /// <summary>The departments of a name, those that are gone left out.</summary>
    public IEnumerable<int> Named(string name) => _byName.Value[name];

    /// <summary>What the platform refused to tell of a department's own fields and of the way up from it.</summary>
    public ImmutableArray<MissingPart> Refusals(long departmentId) => _refusals.GetValueOrDefault(departmentId, []);

    /// <summary>Whether every department in the subtree knows its children.</summary>
    public bool KnowsTree(int position) => _childGapsBefore[End[position]] == _childGapsBefore[position];

    /// <summary>Whether everybody in the department, or in the subtree, is known.</summary>
    public bool KnowsMembers(int position, MemberScope scope) => scope is MemberScope.Direct
        ? MemberGap[position] is null
        : KnowsTree(position) && _memberGapsBefore[End[position]] == _memberGapsBefore[position];

    public IEnumerable<int> Children(int position)
    {
        for (var child = position + 1; child < End[position]; child = End[child]) yield return child;
    }

    public static Structure Build(Ledger ledger) => new(new StructureBuilder(ledger));

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

    private void MarkGaps(int position, DepartmentEntry entry, Dictionary<long, long> cutBelow)
    {
        ChildGap[position] = cutBelow.TryGetValue(entry.Id, out var cut)
            ? new(cut, DepartmentParts.Children, MissingReason.Cycle)
            : GapOf(entry, DepartmentParts.Children, leftBehind: End[position] - position - 1);
        MemberGap[position] = GapOf(entry, DepartmentParts.Members, leftBehind: entry.People.Count);
        MissingPart?[] refused = [entry.Refused(DepartmentParts.Fields), entry.Refused(DepartmentParts.Ancestors)];
        if (refused is not [null, null]) _refusals.Add(entry.Id, [.. refused.OfType<MissingPart>()]);
    }

    // Of a department that is gone nothing can be read; who is left behind in it is somewhere else by now.
    private static MissingPart? GapOf(DepartmentEntry entry, DepartmentParts part, int leftBehind)
    {
        if (entry.GoneAt is not null) return leftBehind == 0 ? null : new(entry.Id, part, MissingReason.Vanished);
        return entry.Refused(part) ?? (entry.ReadAt(part) is null ? new(entry.Id, part, MissingReason.NotLoaded) : null);
    }

    private static int[] CountBefore(MissingPart?[] gaps)
    {
        var counts = new int[gaps.Length + 1];
        for (var i = 0; i < gaps.Length; i++) counts[i + 1] = counts[i] + (gaps[i] is null ? 0 : 1);
        return counts;
    }

    private ILookup<string, int> IndexNames() => Enumerable.Range(0, Ids.Length)
        .Where(position => Departments[position] is not null && !Gone.ContainsKey(Ids[position]))
        .ToLookup(position => Departments[position]!.Name, StringComparer.Ordinal);
}
