using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Changes;

/// <summary>All that the log says of one department.</summary>
internal sealed class DepartmentEntry(long id, int ordinal)
{
    private readonly Dictionary<string, PersonEntry> _people = new(StringComparer.Ordinal);
    private ImmutableArray<PlacedMember> _orderedMembers;

    public long Id { get; } = id;

    /// <summary>Counts departments in the order of their first mention; stays the same through all views of one log.</summary>
    public int Ordinal { get; } = ordinal;

    public Department? Fields { get; set; }

    /// <summary>The department above; null for the root, and while <see cref="ParentReadAt"/> is null also for "nobody said".</summary>
    public long? ParentId { get; set; }

    public DateTimeOffset? ParentReadAt { get; set; }

    /// <summary>When the whole way up was last read from here.</summary>
    public DateTimeOffset? AncestorsReadAt { get; set; }

    /// <summary>The latest read that told anything of it.</summary>
    public DateTimeOffset? ThereAt { get; set; }

    /// <summary>The read that did not find it; null while a later one did.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    public Reading<long>? Children { get; set; }

    /// <summary>The earliest list of the children: whoever it does not name has come since.</summary>
    public Reading<long>? FirstChildren { get; set; }

    public Reading<Member>? Members
    {
        get;
        set => (field, _orderedMembers) = (value, default);
    }

    /// <summary>The departments whose latest word is that they lie right below this one.</summary>
    public HashSet<long> Below { get; } = [];

    /// <summary>The people whose latest word is that they are in this department.</summary>
    public IReadOnlyCollection<string> People => _people.Keys;

    /// <summary>How many people have disappeared from here and are not believed to be gone yet.</summary>
    public int HeldPeople { get; set; }

    public Dictionary<DepartmentParts, RefusedFact> Refusals { get; } = [];

    /// <summary>Whether the log knows the way up from here: the root has none, and that is known too.</summary>
    public bool ParentKnown => ParentReadAt is not null;

    /// <summary>The refusal that stands for a part, unless a later read succeeded.</summary>
    public MissingPart? Refused(DepartmentParts part) =>
        Refusals.TryGetValue(part, out var refusal) && !(ReadAt(part) > refusal.ReadAt) ? refusal.Part : null;

    /// <summary>When a part was last read.</summary>
    public DateTimeOffset? ReadAt(DepartmentParts part) => part switch
    {
        DepartmentParts.Fields => Fields?.ReadAt,
        DepartmentParts.Children => Children?.ReadAt,
        DepartmentParts.Members => Members?.ReadAt,
        DepartmentParts.Ancestors => AncestorsReadAt,
        _ => null,
    };

    /// <summary>Whether the platform has said anything of it that still stands; a department that somebody has left may have only a name.</summary>
    public bool IsMentioned =>
        ParentKnown || Below.Count > 0 || People.Count > 0 || Children is not null || Members is not null || Refusals.Count > 0;

    /// <summary>The children in the platform's order, those that only the children themselves tell of behind.</summary>
    public IReadOnlyList<long> OrderedChildren()
    {
        if (Below.Count == 0) return [];
        var listed = Children?.Items ?? [];
        if (listed.Length == Below.Count && Below.SetEquals(listed)) return listed;
        var ordered = new HashSet<long>(listed.Where(Below.Contains));
        return [.. ordered, .. Below.Where(id => !ordered.Contains(id)).Order()];
    }

    /// <summary>
    /// The members in the platform's order, those that only the people themselves tell of behind. Kept until something changes them:
    /// while it is the same array, neither the members nor their other departments have changed.
    /// </summary>
    public ImmutableArray<PlacedMember> OrderedMembers() => _orderedMembers.IsDefault ? _orderedMembers = OrderMembers() : _orderedMembers;

    /// <summary>Whether a person who is in this department leads it: as <see cref="OrderedMembers"/> tells, without putting everybody in order.</summary>
    public bool IsLedBy(PersonEntry person) =>
        PlaceOf(person, Lists(person) ? Members?.Items.FirstOrDefault(member => member.UserId == person.UserId) : null).IsLeader;

    /// <summary>Makes room for so many people.</summary>
    public void Expect(int people) => _people.EnsureCapacity(people);

    public void Join(PersonEntry person)
    {
        if (_people.TryAdd(person.UserId, person)) _orderedMembers = default;
    }

    public void Leave(PersonEntry person)
    {
        if (_people.Remove(person.UserId)) _orderedMembers = default;
    }

    private ImmutableArray<PlacedMember> OrderMembers()
    {
        if (_people.Count == 0) return [];
        var members = ImmutableArray.CreateBuilder<PlacedMember>(_people.Count);
        var listed = new HashSet<int>(_people.Count);
        foreach (var member in Members?.Items ?? [])
        {
            if (_people.TryGetValue(member.UserId, out var person) && Lists(person) && listed.Add(person.Handle)) members.Add(new(PlaceOf(person, member), person.Handle));
        }

        if (listed.Count == _people.Count) return members.MoveToImmutable();
        members.AddRange(_people.Values.Where(person => !listed.Contains(person.Handle))
            .Select(person => new PlacedMember(PlaceOf(person, listed: null), person.Handle))
            .OrderByDescending(member => member.Place.Order)
            .ThenBy(member => member.Place.UserId, StringComparer.Ordinal));
        return members.MoveToImmutable();
    }

    // A list that was read before somebody was found gone tells of a former life.
    private bool Lists(PersonEntry person) => !(person.GoneAt > Members?.ReadAt);

    // The list and the person both tell the place; the later read wins.
    private Member PlaceOf(PersonEntry person, Member? listed) =>
        (listed is null || person.PlacesReadAt > Members?.ReadAt) && person.Places.FirstOrDefault(place => place.DepartmentId == Id) is { } place
            ? new(person.UserId, place.IsLeader, place.Order)
            : listed ?? new(person.UserId, IsLeader: false, Order: null);
}

/// <summary>A member of a department, with the handle of the person.</summary>
internal readonly record struct PlacedMember(Member Place, int Handle);

/// <summary>All that the log says of one person.</summary>
internal sealed class PersonEntry(string userId, int handle)
{
    public string UserId { get; } = userId;

    /// <summary>Counts people in the order of their first mention; stays the same through all views of one log.</summary>
    public int Handle { get; } = handle;

    public Person? Person { get; set; }

    /// <summary>The latest read that found nobody of this userid. Whoever is seen later has a life of their own, of which nothing read before tells.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    /// <summary>How the last life ended that the log saw end.</summary>
    public Departure? Departure { get; set; }

    public bool IsGone => Person is null && GoneAt is not null;

    /// <summary>The person's place in each department, as the person's own row last told it.</summary>
    public ImmutableArray<DepartmentPlace> Places { get; set; } = [];

    public DateTimeOffset? PlacesReadAt { get; set; }

    /// <summary>Whether nothing but the person is known.</summary>
    public bool IsPlain => this is { Person: not null, GoneAt: null, Departure: null, Places: [], PlacesReadAt: null };
}

/// <summary>Something that was heard to have changed.</summary>
/// <param name="Subject">What to read again.</param>
/// <param name="HeardAt">Since when its answers may be out of date.</param>
/// <param name="LastHeardAt">When it was heard last.</param>
/// <param name="LastNumber">The entry of the log that marked it last.</param>
/// <param name="Times">How often it was heard since it was last settled.</param>
/// <param name="ByEvent">Whether an event told it.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.dirty-mark")]
internal sealed record DirtyMark(
    [property: Id(0)] Subject Subject,
    [property: Id(1)] DateTimeOffset HeardAt,
    [property: Id(2)] DateTimeOffset LastHeardAt,
    [property: Id(3)] long LastNumber,
    [property: Id(4)] int Times,
    [property: Id(5)] bool ByEvent);

/// <summary>What facts have named, whether or not it is different now.</summary>
/// <param name="DepartmentIds">The departments, those of the people among them.</param>
/// <param name="Handles">The people.</param>
internal sealed record LedgerChanges(HashSet<long> DepartmentIds, HashSet<int> Handles);
