using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Changes;

/// <summary>
/// The log folded: one parent for each department and one set of departments for each person, each with the start of the read that said so.
/// The platform tells both edges from both ends, at different times; the later read wins. Not thread-safe.
/// </summary>
internal sealed class Ledger
{
    private readonly Dictionary<long, DepartmentEntry> _departments = [];
    private readonly Dictionary<string, PersonEntry> _people = new(StringComparer.Ordinal);
    private readonly List<PersonEntry> _byHandle = [];

    public IReadOnlyDictionary<long, DepartmentEntry> Departments => _departments;

    public IReadOnlyDictionary<string, PersonEntry> People => _people;

    public IReadOnlyList<PersonEntry> PeopleByHandle => _byHandle;

    public ScopeFact? Scope { get; private set; }

    public void Apply(Fact fact)
    {
        switch (fact)
        {
            case DepartmentFact said:
                Apply(said);
                break;
            case DepartmentGoneFact gone:
                Apply(gone);
                break;
            case ChildrenFact children:
                Apply(children);
                break;
            case MembersFact members:
                var department = Department(members.DepartmentId);
                if (!(department.Members?.ReadAt > members.ReadAt)) department.Members = new(members.Members, members.ReadAt);
                break;
            case AncestorsFact ancestors:
                Apply(ancestors);
                break;
            case PersonFact person:
                Apply(person);
                break;
            case PersonGoneFact gone:
                Apply(gone);
                break;
            case RefusedFact refused:
                Apply(refused);
                break;
            case ScopeFact scope:
                if (!(Scope?.ReadAt > scope.ReadAt)) Scope = scope;
                break;
        }
    }

    private void Apply(DepartmentFact fact)
    {
        var entry = Department(fact.Department.Id);
        if (entry.Fields?.ReadAt > fact.ReadAt) return;

        // A parent's list carries fewer fields than the department itself; what the latter told is kept.
        entry.Fields = fact.Department.Details is null && entry.Fields?.Details is { } details
            ? fact.Department with { Details = details }
            : fact.Department;
        Claim(entry, fact.Department.ParentId, fact.ReadAt);
    }

    private void Apply(DepartmentGoneFact fact)
    {
        var entry = Department(fact.DepartmentId);
        if (entry.GoneAt > fact.ReadAt || entry.ParentReadAt > fact.ReadAt) return;
        entry.GoneAt = fact.ReadAt;
    }

    private void Apply(ChildrenFact fact)
    {
        var entry = Department(fact.DepartmentId);
        if (entry.Children?.ReadAt > fact.ReadAt) return;
        entry.Children = new(fact.ChildIds, fact.ReadAt);
        foreach (var child in fact.ChildIds) Claim(Department(child), fact.DepartmentId, fact.ReadAt);
    }

    private void Apply(AncestorsFact fact)
    {
        for (var i = 0; i < fact.Chain.Length; i++)
        {
            var entry = Department(fact.Chain[i]);
            Claim(entry, i + 1 < fact.Chain.Length ? fact.Chain[i + 1] : null, fact.ReadAt);
        }
    }

    private void Apply(PersonFact fact)
    {
        var entry = Person(fact.Person.UserId);
        if (entry.Person?.ReadAt > fact.ReadAt || entry.GoneAt > fact.ReadAt) return;
        Leave(entry);
        entry.Person = fact.Person;
        entry.GoneAt = null;
        foreach (var id in fact.Person.DepartmentIds) Department(id).People.Add(fact.Person.UserId);
    }

    private void Apply(PersonGoneFact fact)
    {
        var entry = Person(fact.UserId);
        if (entry.Person?.ReadAt > fact.ReadAt) return;
        Leave(entry);
        entry.Person = null;
        entry.GoneAt = fact.ReadAt;
    }

    private void Apply(RefusedFact fact)
    {
        var entry = Department(fact.Part.DepartmentId);
        if (entry.Refusals.TryGetValue(fact.Part.What, out var earlier) && earlier.ReadAt > fact.ReadAt) return;
        entry.Refusals[fact.Part.What] = fact;
    }

    private void Leave(PersonEntry entry)
    {
        foreach (var id in entry.Person?.DepartmentIds ?? []) Department(id).People.Remove(entry.UserId);
    }

    private void Claim(DepartmentEntry child, long? parentId, DateTimeOffset readAt)
    {
        if (child.ParentReadAt > readAt) return;
        if (child.ParentId is { } former) Department(former).Below.Remove(child.Id);
        child.ParentId = parentId;
        child.ParentReadAt = readAt;
        if (child.GoneAt < readAt) child.GoneAt = null;
        if (parentId is { } parent) Department(parent).Below.Add(child.Id);
    }

    private DepartmentEntry Department(long id)
    {
        if (!_departments.TryGetValue(id, out var entry)) _departments.Add(id, entry = new(id));
        return entry;
    }

    private PersonEntry Person(string userId)
    {
        if (!_people.TryGetValue(userId, out var entry))
        {
            _people.Add(userId, entry = new(userId, _byHandle.Count));
            _byHandle.Add(entry);
        }

        return entry;
    }
}

/// <summary>All that the log says of one department.</summary>
internal sealed class DepartmentEntry(long id)
{
    public long Id { get; } = id;

    public Department? Fields { get; set; }

    /// <summary>The department above; null for the root, and while <see cref="ParentReadAt"/> is null also for "nobody said".</summary>
    public long? ParentId { get; set; }

    public DateTimeOffset? ParentReadAt { get; set; }

    public DateTimeOffset? GoneAt { get; set; }

    public Reading<long>? Children { get; set; }

    public Reading<Member>? Members { get; set; }

    /// <summary>The departments whose latest word is that they lie right below this one.</summary>
    public HashSet<long> Below { get; } = [];

    /// <summary>The people whose latest word is that they are in this department.</summary>
    public HashSet<string> People { get; } = new(StringComparer.Ordinal);

    public Dictionary<DepartmentParts, RefusedFact> Refusals { get; } = [];

    /// <summary>Whether the log knows the way up from here: the root has none, and that is known too.</summary>
    public bool ParentKnown => ParentReadAt is not null;

    /// <summary>The refusal that stands for a part, unless a later read succeeded.</summary>
    public MissingPart? Refused(DepartmentParts part, DateTimeOffset? readAt) =>
        Refusals.TryGetValue(part, out var refusal) && !(readAt > refusal.ReadAt) ? refusal.Part : null;

    /// <summary>The children in the platform's order, those that only the children themselves tell of behind.</summary>
    public IEnumerable<long> OrderedChildren()
    {
        if (Children is null) return Below.Order();
        var listed = Children.Items.Where(Below.Contains);
        return Children.Items.Length == Below.Count && Children.Items.All(Below.Contains)
            ? listed
            : listed.Concat(Below.Except(Children.Items).Order());
    }

    /// <summary>The members in the platform's order, those that only the people themselves tell of behind.</summary>
    public IEnumerable<Member> OrderedMembers()
    {
        var read = Members?.Items ?? [];
        var listed = read.Where(member => People.Contains(member.UserId));
        return read.Length == People.Count && read.All(member => People.Contains(member.UserId))
            ? listed
            : listed.Concat(People.Except(read.Select(member => member.UserId), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(userId => new Member(userId, IsLeader: false, Order: null)));
    }
}

/// <summary>All that the log says of one person.</summary>
internal sealed class PersonEntry(string userId, int handle)
{
    public string UserId { get; } = userId;

    /// <summary>Counts people in the order of their first mention; stays the same through all views of one log.</summary>
    public int Handle { get; } = handle;

    public Person? Person { get; set; }

    public DateTimeOffset? GoneAt { get; set; }
}
