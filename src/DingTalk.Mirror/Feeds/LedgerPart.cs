using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Feeds;

/// <summary>A picture of a part of a ledger, which stays as it is while the ledger goes on.</summary>
internal sealed class LedgerPart
{
    private static readonly Dictionary<string, Person> Nobody = [];

    private LedgerPart()
    {
    }

    public Dictionary<long, DepartmentPart> Departments { get; } = [];

    /// <summary>By userid; without a person where nobody of this userid is known.</summary>
    public Dictionary<string, PersonPart> People { get; } = new(StringComparer.Ordinal);

    public static LedgerPart Take(Ledger ledger, TouchedParts touched)
    {
        var part = new LedgerPart();
        foreach (var id in touched.Departments)
        {
            if (ledger.Departments.TryGetValue(id, out var entry)) part.Departments.Add(id, PictureOf(ledger, entry, touched.Listed.Contains(id)));
        }

        foreach (var userId in touched.People)
        {
            if (ledger.People.TryGetValue(userId, out var entry)) part.People.Add(userId, part.PictureOf(ledger, entry));
        }

        return part;
    }

    /// <summary>A department as a reader sees it; null while it is not known by name, and when it is gone.</summary>
    public static Department? Shown(DepartmentEntry entry)
    {
        if (entry.Fields is not { } fields || entry.GoneAt is not null) return null;
        return fields.ParentId == entry.ParentId ? fields : fields with { ParentId = entry.ParentId };
    }

    /// <summary>The people who lead a department, by userid.</summary>
    public static Dictionary<string, Person> LeadersOf(Ledger ledger, DepartmentEntry entry)
    {
        Dictionary<string, Person>? leaders = null;
        foreach (var member in entry.OrderedMembers())
        {
            if (member.Place.IsLeader) (leaders ??= new(StringComparer.Ordinal)).TryAdd(member.Place.UserId, ledger.PeopleByHandle[member.Handle].Person!);
        }

        return leaders ?? Nobody;
    }

    /// <summary>Whether a department is another one, or below it.</summary>
    public bool IsUnder(long departmentId, long rootId) =>
        Departments.TryGetValue(departmentId, out var department) && department.WayUp.Contains(rootId);

    /// <summary>Whether a person is in a department or below it.</summary>
    public bool IsUnder(Person? person, long rootId) => person is not null && person.DepartmentIds.Any(id => IsUnder(id, rootId));

    public Person? Person(string userId) => People.GetValueOrDefault(userId).Person;

    public Department? Department(long departmentId) => Departments.TryGetValue(departmentId, out var department) ? department.Shown : null;

    private static DepartmentPart PictureOf(Ledger ledger, DepartmentEntry entry, bool withLeaders) => new(
        Shown(entry),
        WayUp(ledger, entry),
        entry.Children is not null,
        entry.Members is not null,
        entry.GoneAt is not null,
        withLeaders ? LeadersOf(ledger, entry) : null);

    private PersonPart PictureOf(Ledger ledger, PersonEntry entry) => new(
        entry.Person,
        entry.Departure,
        entry.Person is null ? [] : [.. entry.Person.DepartmentIds.Distinct().Where(id => Leads(ledger.Departments[id], entry))]);

    private bool Leads(DepartmentEntry department, PersonEntry person) =>
        Departments.TryGetValue(department.Id, out var part) && part.Leaders is { } leaders ? leaders.ContainsKey(person.UserId) : department.IsLedBy(person);

    // The platform's answers, read at different times, may close a circle.
    private static long[] WayUp(Ledger ledger, DepartmentEntry entry)
    {
        var way = new List<long> { entry.Id };
        HashSet<long> passed = [entry.Id];
        while (entry.ParentId is { } parent && passed.Add(parent))
        {
            way.Add(parent);
            entry = ledger.Departments[parent];
        }

        return [.. way];
    }
}

/// <summary>One department of a picture.</summary>
/// <param name="Shown">As a reader sees it.</param>
/// <param name="WayUp">Itself and the departments above.</param>
/// <param name="KnowsChildren">Whether the list of those right below was read.</param>
/// <param name="KnowsMembers">Whether the list of its people was read.</param>
/// <param name="IsGone">Whether the platform last said that there is none.</param>
/// <param name="Leaders">Who leads it; null where its list is not touched.</param>
internal sealed record DepartmentPart(
    Department? Shown, long[] WayUp, bool KnowsChildren, bool KnowsMembers, bool IsGone, Dictionary<string, Person>? Leaders);

/// <summary>One person of a picture.</summary>
/// <param name="Person">The person; null for one who is gone.</param>
/// <param name="Departure">How the last life of this userid ended that is known to have ended; null if none is.</param>
/// <param name="Leads">The departments that the person leads.</param>
internal readonly record struct PersonPart(Person? Person, Departure? Departure, ImmutableArray<long> Leads)
{
    /// <summary>Whether it shows another life than an earlier picture did.</summary>
    public bool IsAnotherLifeThan(PersonPart earlier) => Departure?.GoneAt != earlier.Departure?.GoneAt;
}
