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
    private readonly Dictionary<string, int[]> _byName;

    private Structure(Builder built)
    {
        Ids = [.. built.Order.Select(entry => entry.Id)];
        Departments = [.. built.Order.Select(entry => entry.Fields)];
        End = [.. built.End];
        Parent = [.. built.Parent];
        Fragment = [.. built.Fragment];
        IsRooted = [.. built.Fragment.Select(root => built.Order[root].ParentKnown && built.Order[root].ParentId is null)];
        ChildGap = [.. built.Order.Select(entry => GapOf(entry, DepartmentParts.Children, entry.Children?.ReadAt, built.Cut))];
        MemberGap = [.. built.Order.Select(entry => GapOf(entry, DepartmentParts.Members, entry.Members?.ReadAt, cut: null))];
        ChildGapsBefore = CountBefore(ChildGap);
        MemberGapsBefore = CountBefore(MemberGap);
        ReadAt = [.. built.Order.Select(entry => (entry.Children?.ReadAt, entry.Members?.ReadAt))];
        Gone = built.Gone;
        _positions = new(Ids.Length);
        for (var i = 0; i < Ids.Length; i++) _positions.Add(Ids[i], i);
        _byName = Departments.Select((department, position) => (department, position))
            .Where(pair => pair.department is not null)
            .GroupBy(pair => pair.department!.Name, pair => pair.position, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
    }

    public long[] Ids { get; }

    /// <summary>Null where only the place is known, not the name.</summary>
    public Department?[] Departments { get; }

    /// <summary>The position behind the subtree.</summary>
    public int[] End { get; }

    /// <summary>The position of the department above, or -1.</summary>
    public int[] Parent { get; }

    /// <summary>The position of the fragment's root.</summary>
    public int[] Fragment { get; }

    /// <summary>Whether the way up ends at a department that is known to have none above.</summary>
    public bool[] IsRooted { get; }

    public MissingPart?[] ChildGap { get; }

    public MissingPart?[] MemberGap { get; }

    public (DateTimeOffset? Children, DateTimeOffset? Members)[] ReadAt { get; }

    /// <summary>The departments that the platform said are gone, and when it was asked.</summary>
    public IReadOnlyDictionary<long, DateTimeOffset> Gone { get; }

    private int[] ChildGapsBefore { get; }

    private int[] MemberGapsBefore { get; }

    public bool TryFind(long departmentId, out int position) => _positions.TryGetValue(departmentId, out position);

    public ReadOnlySpan<int> Named(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Whether every department in the subtree knows its children.</summary>
    public bool KnowsTree(int position) => ChildGapsBefore[End[position]] == ChildGapsBefore[position];

    /// <summary>Whether everybody in the department, or in the subtree, is known.</summary>
    public bool KnowsMembers(int position, MemberScope scope) => scope is MemberScope.Direct
        ? MemberGap[position] is null
        : KnowsTree(position) && MemberGapsBefore[End[position]] == MemberGapsBefore[position];

    public IEnumerable<int> Children(int position)
    {
        for (var child = position + 1; child < End[position]; child = End[child]) yield return child;
    }

    public static Structure Build(Ledger ledger) => new(new Builder(ledger));

    private static MissingPart? GapOf(DepartmentEntry entry, DepartmentParts part, DateTimeOffset? readAt, HashSet<long>? cut)
    {
        if (entry.GoneAt is not null) return new(entry.Id, part, MissingReason.Vanished);
        if (cut?.Contains(entry.Id) == true) return new(entry.Id, part, MissingReason.Cycle);
        return entry.Refused(part, readAt) ?? (readAt is null ? new(entry.Id, part, MissingReason.NotLoaded) : null);
    }

    private static int[] CountBefore(MissingPart?[] gaps)
    {
        var counts = new int[gaps.Length + 1];
        for (var i = 0; i < gaps.Length; i++) counts[i + 1] = counts[i] + (gaps[i] is null ? 0 : 1);
        return counts;
    }

    // Depth first without recursion: a chain of departments may be deeper than a stack.
    private sealed class Builder
    {
        private readonly Ledger _ledger;
        private readonly HashSet<long> _placed = [];

        public Builder(Ledger ledger)
        {
            _ledger = ledger;
            Gone = ledger.Departments.Values.Where(entry => entry.GoneAt is not null).ToDictionary(entry => entry.Id, entry => entry.GoneAt!.Value);
            foreach (var root in Roots()) Place(root);

            // Whoever is left stands below itself. The newest edge of each circle is the one that contradicts the others.
            foreach (var entry in ledger.Departments.Values.Where(entry => !_placed.Contains(entry.Id) && IsThere(entry)).OrderBy(entry => entry.Id))
            {
                if (_placed.Contains(entry.Id)) continue;
                var cut = NewestOfCircleAbove(entry);
                Cut.Add(cut.Id);
                Place(cut);
            }
        }

        public List<DepartmentEntry> Order { get; } = [];

        public List<int> End { get; } = [];

        public List<int> Parent { get; } = [];

        public List<int> Fragment { get; } = [];

        public HashSet<long> Cut { get; } = [];

        public Dictionary<long, DateTimeOffset> Gone { get; }

        private IEnumerable<DepartmentEntry> Roots()
        {
            var granted = _ledger.Scope?.DepartmentIds ?? [];
            return _ledger.Departments.Values
                .Where(entry => IsThere(entry) && (entry.ParentId is not { } parent || !IsThere(_ledger.Departments[parent])))
                .OrderBy(entry => granted.Contains(entry.Id) ? 0 : 1)
                .ThenBy(entry => entry.Id);
        }

        // A department that is gone keeps its place while others still stand below it.
        private bool IsThere(DepartmentEntry entry) => entry.GoneAt is null || entry.Below.Any(id => _ledger.Departments[id].GoneAt is null);

        private void Place(DepartmentEntry root)
        {
            var fragment = Order.Count;
            var open = new Stack<(IEnumerator<long> Children, int Position)>();
            Enter(root, parent: -1);
            while (open.TryPeek(out var top))
            {
                if (!top.Children.MoveNext())
                {
                    End[top.Position] = Order.Count;
                    top.Children.Dispose();
                    open.Pop();
                }
                else if (_ledger.Departments[top.Children.Current] is var child && IsThere(child) && !_placed.Contains(child.Id))
                {
                    Enter(child, top.Position);
                }
            }

            void Enter(DepartmentEntry entry, int parent)
            {
                _placed.Add(entry.Id);
                open.Push((entry.OrderedChildren().GetEnumerator(), Order.Count));
                Order.Add(entry);
                End.Add(0);
                Parent.Add(parent);
                Fragment.Add(fragment);
            }
        }

        private DepartmentEntry NewestOfCircleAbove(DepartmentEntry entry)
        {
            var seen = new HashSet<long>();
            while (seen.Add(entry.Id)) entry = _ledger.Departments[entry.ParentId!.Value];
            var newest = entry;
            for (var step = Above(entry); step.Id != entry.Id; step = Above(step))
            {
                if (step.ParentReadAt > newest.ParentReadAt || (step.ParentReadAt == newest.ParentReadAt && step.Id > newest.Id)) newest = step;
            }

            return newest;

            DepartmentEntry Above(DepartmentEntry below) => _ledger.Departments[below.ParentId!.Value];
        }
    }
}
