using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Feeds;

/// <summary>What an entry may change of what a ledger shows; never less than it does change.</summary>
internal sealed class TouchedParts
{
    private readonly Ledger _ledger;

    private TouchedParts(Ledger ledger) => _ledger = ledger;

    /// <summary>Departments whose fields or place it may change, those that a move takes along, those above, and those of the people.</summary>
    public HashSet<long> Departments { get; } = [];

    /// <summary>The departments whose list it may change, and with it who leads them.</summary>
    public HashSet<long> Listed { get; } = [];

    public HashSet<string> People { get; } = new(StringComparer.Ordinal);

    public static TouchedParts Of(Ledger ledger, ImmutableArray<Fact> facts)
    {
        var touched = new TouchedParts(ledger);
        foreach (var fact in facts) touched.Add(fact);
        return touched;
    }

    private void Add(Fact fact)
    {
        switch (fact)
        {
            case DepartmentFact said:
                Place(said.Department.Id, said.Department.ParentId);
                break;
            case DepartmentGoneFact gone:
                Departments.Add(gone.DepartmentId);
                break;
            case ChildrenFact children:
                Departments.Add(children.DepartmentId);
                foreach (var child in children.ChildIds) Place(child, children.DepartmentId);
                break;
            case MembersFact members:
                Departments.Add(members.DepartmentId);
                Listed.Add(members.DepartmentId);
                break;
            case AncestorsFact ancestors:
                for (var i = 0; i < ancestors.Chain.Length; i++) Place(ancestors.Chain[i], i + 1 < ancestors.Chain.Length ? ancestors.Chain[i + 1] : null);
                break;
            case PersonFact person:
                Add(person.Person.UserId, person.Person.DepartmentIds);
                break;
            case PersonGoneFact gone:
                Add(gone.UserId, []);
                break;
        }
    }

    private void Add(string userId, ImmutableArray<long> departmentIds)
    {
        People.Add(userId);
        Departments.UnionWith(departmentIds);
        if (_ledger.People.TryGetValue(userId, out var known) && known.Person is { } person) Departments.UnionWith(person.DepartmentIds);
    }

    private void Place(long departmentId, long? parentId)
    {
        Departments.Add(departmentId);
        if (parentId is { } parent) Departments.Add(parent);
        if (_ledger.Departments.TryGetValue(departmentId, out var entry) && (entry.ParentId != parentId || !entry.ParentKnown)) TakeAlong(entry);
    }

    // Whoever is below a department that moves is under others than before.
    private void TakeAlong(DepartmentEntry moving)
    {
        var open = new Stack<DepartmentEntry>([moving]);
        var seen = new HashSet<long>();
        while (open.TryPop(out var entry))
        {
            if (!seen.Add(entry.Id)) continue;
            Departments.Add(entry.Id);
            foreach (var userId in entry.People)
            {
                People.Add(userId);
                Departments.UnionWith(_ledger.People[userId].Person!.DepartmentIds);
            }

            foreach (var below in entry.Below) open.Push(_ledger.Departments[below]);
        }
    }
}
