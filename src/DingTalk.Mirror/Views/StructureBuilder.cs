using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Views;

/// <summary>Puts every department that is there in pre-order, each exactly once, whatever the platform's answers say together.</summary>
internal sealed class StructureBuilder
{
    private readonly IReadOnlyDictionary<long, DepartmentEntry> _departments;
    private readonly HashSet<long> _there = [];
    private readonly HashSet<long> _placed = [];

    public StructureBuilder(Ledger ledger)
    {
        _departments = ledger.Departments;
        Gone = _departments.Values.Where(entry => entry.GoneAt is not null).ToDictionary(entry => entry.Id, entry => entry.GoneAt!.Value);
        foreach (var entry in _departments.Values) Keep(entry);
        Granted = ledger.Scope?.DepartmentIds ?? [];
        var roots = _there.Where(id => _departments[id].ParentId is null).OrderBy(id => Granted.Contains(id) ? 0 : 1).ThenBy(id => id);
        foreach (var root in roots.ToList()) Place(_departments[root]);
        if (_placed.Count < _there.Count) PlaceCircles();
    }

    /// <summary>How many departments the log has ever named.</summary>
    public int OrdinalCount => _departments.Count;

    public List<DepartmentEntry> Order { get; } = [];

    /// <summary>Beside each department: the position of the one above, or -1.</summary>
    public List<int> Parent { get; } = [];

    /// <summary>The departments of every circle. One of the edges between them is wrong; nothing tells for certain which.</summary>
    public HashSet<long> InCircle { get; } = [];

    /// <summary>By the department that lost it: the child that was cut off.</summary>
    public Dictionary<long, long> CutBelow { get; } = [];

    public Dictionary<long, DateTimeOffset> Gone { get; }

    /// <summary>Where the app's contact scope begins.</summary>
    public ImmutableArray<long> Granted { get; }

    // A department that is gone keeps its place while others still stand in it or below it.
    private void Keep(DepartmentEntry entry)
    {
        if (entry.GoneAt is null ? !entry.IsMentioned : entry.People.Count == 0) return;
        while (_there.Add(entry.Id) && entry.ParentId is { } parent) entry = _departments[parent];
    }

    // Whoever is left stands below itself. The newest edge of each circle is the one that contradicts the others.
    private void PlaceCircles()
    {
        foreach (var id in _there.Where(id => !_placed.Contains(id)).Order().ToList())
        {
            if (_placed.Contains(id)) continue;
            var cut = NewestOfCircleAbove(_departments[id]);
            CutBelow.Add(cut.ParentId!.Value, cut.Id);
            Place(cut);
        }
    }

    // Depth first without recursion: a chain of departments may be deeper than a stack.
    private void Place(DepartmentEntry root)
    {
        var open = new Stack<(DepartmentEntry Entry, int Parent)>();
        open.Push((root, -1));
        while (open.TryPop(out var next))
        {
            if (!_placed.Add(next.Entry.Id)) continue;
            var position = Order.Count;
            Order.Add(next.Entry);
            Parent.Add(next.Parent);
            var children = next.Entry.OrderedChildren();
            for (var i = children.Count - 1; i >= 0; i--)
            {
                if (_there.Contains(children[i])) open.Push((_departments[children[i]], position));
            }
        }
    }

    private DepartmentEntry NewestOfCircleAbove(DepartmentEntry entry)
    {
        var seen = new HashSet<long>();
        while (seen.Add(entry.Id)) entry = Above(entry);
        var newest = entry;
        for (var step = entry; InCircle.Add(step.Id); step = Above(step))
        {
            if (step.ParentReadAt > newest.ParentReadAt || (step.ParentReadAt == newest.ParentReadAt && step.Id > newest.Id)) newest = step;
        }

        return newest;
    }

    private DepartmentEntry Above(DepartmentEntry below) => _departments[below.ParentId!.Value];
}
