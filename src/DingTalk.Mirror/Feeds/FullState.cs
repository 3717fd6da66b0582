using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Feeds;

/// <summary>Everything that a ledger shows at one version, or everything of a subtree, for a reader to start from.</summary>
internal sealed class FullState
{
    private const int PageSize = 500;

    private readonly List<OrganizationChange> _changes = [];
    private readonly bool _isSubtree;

    private FullState(MirrorVersion version, bool isSubtree) => (Version, _isSubtree) = (version, isSubtree);

    public MirrorVersion Version { get; }

    public static FullState Take(Ledger ledger, MirrorVersion version, long? rootId)
    {
        var state = new FullState(version, isSubtree: rootId is not null);
        var departments = rootId is { } id ? Below(ledger, id) : ledger.Departments.Values;
        foreach (var department in departments) state.Add(department);
        foreach (var person in rootId is null ? ledger.PeopleByHandle : PeopleOf(ledger, departments)) state.Add(person);
        foreach (var department in departments)
        {
            foreach (var leader in LedgerPart.LeadersOf(ledger, department).Values)
                state._changes.Add(new PersonBecameLeader { Person = leader, DepartmentId = department.Id });
        }

        return state;
    }

    /// <summary>The state in sets of a bounded size. Only the last one carries the version: whoever is cut off before begins anew.</summary>
    public IEnumerable<ChangeSet> ToSets(SnapshotReason reason, DateTimeOffset takenAt)
    {
        for (var start = 0; start == 0 || start < _changes.Count; start += PageSize)
        {
            yield return new()
            {
                Version = start + PageSize >= _changes.Count ? Version : default,
                CommittedAt = takenAt,
                Changes = [.. _changes.Skip(start).Take(PageSize)],
                IsReplay = true,
                IsSnapshot = true,
                SnapshotReason = start == 0 ? reason : null,
            };
        }
    }

    private void Add(DepartmentEntry entry)
    {
        if (LedgerPart.Shown(entry) is not { } department) return;
        _changes.Add(_isSubtree ? new DepartmentEnteredSubtree { Department = department } : new DepartmentDiscovered { Department = department });
    }

    private void Add(PersonEntry entry)
    {
        if (entry.Person is not { } person) return;
        _changes.Add(_isSubtree ? new PersonEnteredSubtree { Person = person } : new PersonDiscovered { Person = person });
    }

    private static List<DepartmentEntry> Below(Ledger ledger, long rootId)
    {
        var found = new List<DepartmentEntry>();
        var seen = new HashSet<long>();
        var open = new Stack<long>([rootId]);
        while (open.TryPop(out var id))
        {
            if (!seen.Add(id) || !ledger.Departments.TryGetValue(id, out var entry)) continue;
            found.Add(entry);
            foreach (var below in entry.Below) open.Push(below);
        }

        return found;
    }

    private static IEnumerable<PersonEntry> PeopleOf(Ledger ledger, IEnumerable<DepartmentEntry> departments) =>
        departments.SelectMany(department => department.People).Distinct(StringComparer.Ordinal).Select(userId => ledger.People[userId]);
}
