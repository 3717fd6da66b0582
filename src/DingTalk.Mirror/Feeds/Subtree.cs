namespace DingTalk.Mirror.Feeds;

/// <summary>What an entry changed, as who watches one department and everything below it is told.</summary>
internal static class Subtree
{
    public static ImmutableArray<OrganizationChange> ChangesIn(this FoldedEntry entry, long rootId)
    {
        var changes = ImmutableArray.CreateBuilder<OrganizationChange>();
        AddWhoEntered(changes, entry, rootId);
        changes.AddRange(entry.Changes.Where(change => Concerns(entry, change, rootId)));
        AddWhoLeft(changes, entry, rootId);
        return changes.DrainToImmutable();
    }

    private static void AddWhoEntered(ImmutableArray<OrganizationChange>.Builder changes, FoldedEntry entry, long rootId)
    {
        foreach (var (id, part) in entry.After.Departments)
        {
            if (part.Shown is { } now && entry.After.IsUnder(id, rootId) && !WasShown(entry, id, rootId))
                changes.Add(new DepartmentEnteredSubtree { Department = now });
        }

        foreach (var (userId, part) in entry.After.People)
        {
            if (entry.After.IsUnder(part.Person, rootId) && !entry.Before.IsUnder(entry.Before.Person(userId), rootId))
                changes.Add(new PersonEnteredSubtree { Person = part.Person! });
        }
    }

    private static void AddWhoLeft(ImmutableArray<OrganizationChange>.Builder changes, FoldedEntry entry, long rootId)
    {
        foreach (var (userId, part) in entry.Before.People)
        {
            if (!entry.Before.IsUnder(part.Person, rootId)) continue;
            var now = entry.After.Person(userId);
            if (!entry.After.IsUnder(now, rootId)) changes.Add(new PersonLeftSubtree { Person = now ?? part.Person! });
        }

        foreach (var (id, part) in entry.Before.Departments)
        {
            if (part.Shown is null || !entry.Before.IsUnder(id, rootId)) continue;
            var now = entry.After.Department(id);
            if (now is null || !entry.After.IsUnder(id, rootId)) changes.Add(new DepartmentLeftSubtree { Department = now ?? part.Shown });
        }
    }

    private static bool WasShown(FoldedEntry entry, long id, long rootId) =>
        entry.Before.Department(id) is not null && entry.Before.IsUnder(id, rootId);

    // Of who is in the subtree, before or after, every change is told, also one that is about a department elsewhere.
    private static bool Concerns(FoldedEntry entry, OrganizationChange change, long rootId) => change switch
    {
        DepartmentChange { Department.Id: var id } => WasOrIsUnder(entry, id, rootId),
        PersonBecameLeader { DepartmentId: var id } when WasOrIsUnder(entry, id, rootId) => true,
        PersonStoppedLeading { DepartmentId: var id } when WasOrIsUnder(entry, id, rootId) => true,
        PersonChange { Person.UserId: var userId } => entry.Before.IsUnder(entry.Before.Person(userId), rootId)
            || entry.After.IsUnder(entry.After.Person(userId), rootId),
        _ => false,
    };

    private static bool WasOrIsUnder(FoldedEntry entry, long id, long rootId) => entry.Before.IsUnder(id, rootId) || entry.After.IsUnder(id, rootId);
}
