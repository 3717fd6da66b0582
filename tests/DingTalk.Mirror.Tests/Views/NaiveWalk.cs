using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Tests.Views;

/// <summary>Answers a view's questions from the folded log by walking parents, slowly and without an index.</summary>
internal sealed class NaiveWalk
{
    private readonly Ledger _ledger;
    private readonly HashSet<long> _there;
    private readonly HashSet<long> _inCircle = [];
    private readonly HashSet<long> _cut = [];

    public NaiveWalk(Ledger ledger)
    {
        _ledger = ledger;
        _there = [.. ledger.Departments.Keys.Where(id => IsThere(id, []))];
        foreach (var id in _there)
        {
            var circle = CircleFrom(id);
            _inCircle.UnionWith(circle);
            if (circle.Count > 0) _cut.Add(circle.OrderBy(member => Entry(member).ParentReadAt).ThenBy(member => member).Last());
        }
    }

    public IReadOnlySet<long> Departments => _there;

    public IReadOnlySet<long> Cut => _cut;

    public HashSet<long> Subtree(long id) => [.. _there.Where(other => UpFrom(other).Contains(id))];

    public HashSet<string> People(long id, MemberScope scope)
    {
        var departments = scope is MemberScope.Direct ? [id] : Subtree(id);
        return [.. _ledger.People.Values.Where(entry => entry.Person?.DepartmentIds.Any(departments.Contains) == true).Select(entry => entry.UserId)];
    }

    /// <summary>Whether everything below is known: no list unread, refused, cut or of a department that is gone.</summary>
    public bool KnowsTree(long id) => Subtree(id).All(HasWholeList);

    public bool KnowsMembers(long id, MemberScope scope) => scope is MemberScope.Direct
        ? HasWholeMembers(id)
        : KnowsTree(id) && Subtree(id).All(HasWholeMembers);

    /// <summary>Whether the person could turn out to be inside, whatever is still unknown: an upper bound of the truth.</summary>
    public bool CouldBeInside(string userId, long id)
    {
        if (!_ledger.People.TryGetValue(userId, out var entry) || entry.Person is not { } person) return true;

        // Whatever lies above the department by certain edges cannot come to lie below it.
        HashSet<long> above = [];
        for (var step = CertainParent(id); step is { } next && above.Add(next); step = CertainParent(next)) { }

        HashSet<long> reached = [];
        var open = new Stack<long>(person.DepartmentIds);
        while (open.TryPop(out var next))
        {
            if (next == id) return true;
            if (above.Contains(next) || !reached.Add(next)) continue;
            if (IsCertain(next))
            {
                if (Entry(next).ParentId is { } parent) open.Push(parent);
            }
            else
            {
                foreach (var possible in _there.Where(other => !HasWholeList(other))) open.Push(possible);
            }
        }

        return false;
    }

    private DepartmentEntry Entry(long id) => _ledger.Departments[id];

    private bool IsThere(long id, HashSet<long> asked) => asked.Add(id) && (Entry(id).GoneAt is null
        ? Entry(id).IsMentioned
        : Entry(id).People.Count > 0 || Entry(id).Below.Any(child => IsThere(child, asked)));

    private List<long> UpFrom(long id)
    {
        List<long> way = [];
        for (long? step = id; step is { } next && !way.Contains(next); step = _cut.Contains(next) ? null : Entry(next).ParentId) way.Add(next);
        return way;
    }

    private List<long> CircleFrom(long id)
    {
        List<long> way = [];
        for (var step = Entry(id).ParentId; step is { } next && !way.Contains(next); step = Entry(next).ParentId)
        {
            way.Add(next);
            if (next == id) return way;
        }

        return [];
    }

    private bool IsCertain(long id) => Entry(id).GoneAt is null && !_inCircle.Contains(id) && Entry(id).ParentKnown
        && (Entry(id).ParentId is not { } parent || Entry(parent).GoneAt is null);

    private long? CertainParent(long id) => IsCertain(id) ? Entry(id).ParentId : null;

    private bool HasWholeList(long id) => Entry(id).GoneAt is null
        ? Entry(id).Children is { } list && !(Entry(id).Refusals.TryGetValue(Mirror.Departments.DepartmentParts.Children, out var no) && no.ReadAt >= list.ReadAt)
            && !_cut.Any(cut => Entry(cut).ParentId == id)
        : !Entry(id).Below.Any(_there.Contains);

    private bool HasWholeMembers(long id) => Entry(id).GoneAt is null
        ? Entry(id).Members is { } list && !(Entry(id).Refusals.TryGetValue(Mirror.Departments.DepartmentParts.Members, out var no) && no.ReadAt >= list.ReadAt)
        : Entry(id).People.Count == 0;
}
