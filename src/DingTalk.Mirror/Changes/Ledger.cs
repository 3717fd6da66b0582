using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Changes;

/// <summary>
/// The log folded: one parent for each department and one set of departments for each person, each with the start of the read that said so.
/// The platform tells both edges from both ends, at different times; the later read wins. Not thread-safe.
/// </summary>
internal sealed partial class Ledger
{
    private readonly Dictionary<long, DepartmentEntry> _departments = [];
    private readonly Dictionary<string, PersonEntry> _people = new(StringComparer.Ordinal);
    private readonly List<PersonEntry> _byHandle = [];
    private readonly Dictionary<Subject, DirtyMark> _dirty = [];
    private readonly List<GapFact> _gaps = [];
    private readonly SortedDictionary<long, HeldEntry> _held = [];
    private readonly HashSet<string> _rejected = new(StringComparer.Ordinal);
    private LedgerChanges _changes = new([], []);

    public IReadOnlyDictionary<long, DepartmentEntry> Departments => _departments;

    public IReadOnlyDictionary<string, PersonEntry> People => _people;

    public IReadOnlyList<PersonEntry> PeopleByHandle => _byHandle;

    public ScopeFact? Scope { get; private set; }

    /// <summary>What was heard to have changed and was not read again since.</summary>
    public IReadOnlyDictionary<Subject, DirtyMark> Dirty => _dirty;

    /// <summary>The times in which nobody listened, until a sweep has passed over everything.</summary>
    public IReadOnlyList<GapFact> Gaps => _gaps;

    /// <summary>What is held back until somebody decides.</summary>
    public IReadOnlyCollection<HeldEntry> Held => _held.Values;

    /// <summary>The people of whom somebody decided that they are not gone, whatever the platform said last.</summary>
    public IReadOnlyCollection<string> Rejected => _rejected;

    /// <summary>What facts have named since <see cref="ForgetChanges"/>.</summary>
    public LedgerChanges Changes => _changes;

    /// <summary>Begins to note anew what changes.</summary>
    public void ForgetChanges() => _changes = new([], []);

    /// <summary>Folds one entry of the log.</summary>
    public void Apply(ChangeEntry entry)
    {
        foreach (var fact in entry.Facts) Apply(fact, entry.Number);
    }

    /// <summary>Folds one fact.</summary>
    /// <param name="fact">What the platform said.</param>
    /// <param name="number">The entry that holds it.</param>
    public void Apply(Fact fact, long number = 0)
    {
        switch (fact)
        {
            case DirtyFact or CleanFact or GapFact or SweptFact or HeldFact or DecisionFact when number < _marksFrom:
                break;
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
                Apply(members);
                break;
            case AncestorsFact ancestors:
                Apply(ancestors);
                break;
            case PersonFact person:
                Apply(person);
                if (number >= _marksFrom) ShowAgain(person);
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
            case DirtyFact dirty:
                _dirty[dirty.Subject] = _dirty.TryGetValue(dirty.Subject, out var marked)
                    ? marked with { LastHeardAt = dirty.ReadAt, LastNumber = number, Times = marked.Times + 1, ByEvent = marked.ByEvent || dirty.ByEvent }
                    : new(dirty.Subject, dirty.ReadAt, dirty.ReadAt, number, Times: 1, dirty.ByEvent);
                break;
            case CleanFact clean:
                Apply(clean);
                break;
            case HeldFact held:
                Hold(new(number, held, [.. held.Facts.OfType<PersonGoneFact>().Select(gone => gone.UserId)]));
                break;
            case DecisionFact decision:
                Apply(decision);
                break;
            case GapFact gap:
                _gaps.Add(gap);
                break;
            case SweptFact swept:
                _gaps.RemoveAll(gap => gap.ReadAt <= swept.ReadAt);
                break;
        }
    }

    private void Apply(DepartmentFact fact)
    {
        var entry = Department(fact.Department.Id);
        var isNewer = !(entry.Fields?.ReadAt > fact.ReadAt);

        // A parent's list carries fewer fields than the department itself; the latest that the latter told are kept.
        var details = Later(entry.Fields?.Details, fact.Department.Details);
        var fields = isNewer ? fact.Department : entry.Fields!;
        entry.Fields = ReferenceEquals(fields.Details, details) ? fields : fields with { Details = details };
        if (isNewer) Claim(entry, fact.Department.ParentId, fact.ReadAt);
    }

    private void Apply(DepartmentGoneFact fact)
    {
        var entry = Department(fact.DepartmentId);
        if (entry.GoneAt > fact.ReadAt || entry.ThereAt > fact.ReadAt) return;
        entry.GoneAt = fact.ReadAt;
    }

    // A newer list says nothing of the children that it no longer has, so an older one may still be the latest word on them.
    private void Apply(ChildrenFact fact)
    {
        var entry = Department(fact.DepartmentId);
        SeeThere(entry, fact.ReadAt);
        var listed = new Reading<long>(fact.ChildIds, fact.ReadAt);
        if (!(entry.Children?.ReadAt > fact.ReadAt)) entry.Children = listed;
        if (!(entry.FirstChildren?.ReadAt <= fact.ReadAt)) entry.FirstChildren = listed;
        foreach (var child in fact.ChildIds) Claim(Department(child), fact.DepartmentId, fact.ReadAt);
    }

    private void Apply(MembersFact fact)
    {
        var entry = Department(fact.DepartmentId);
        SeeThere(entry, fact.ReadAt);
        if (!(entry.Members?.ReadAt > fact.ReadAt)) entry.Members = new(fact.Members, fact.ReadAt);
    }

    private void Apply(AncestorsFact fact)
    {
        if (fact.Chain is [var asked, ..] && !(Department(asked).AncestorsReadAt > fact.ReadAt)) Department(asked).AncestorsReadAt = fact.ReadAt;
        for (var i = 0; i < fact.Chain.Length; i++)
        {
            var entry = Department(fact.Chain[i]);
            Claim(entry, i + 1 < fact.Chain.Length ? fact.Chain[i + 1] : null, fact.ReadAt);
        }
    }

    private void Apply(PersonFact fact)
    {
        var entry = Person(fact.Person.UserId);
        if (entry.Person?.ReadAt > fact.ReadAt) return;
        if (entry.GoneAt > fact.ReadAt)
        {
            SeeBefore(entry, fact.ReadAt);
            return;
        }

        if (entry.IsGone) entry.Departure = entry.Departure! with { ReturnedAt = fact.ReadAt };
        Leave(entry);
        entry.Person = fact.Person;
        if (!fact.Places.IsDefaultOrEmpty) (entry.Places, entry.PlacesReadAt) = (fact.Places, fact.ReadAt);
        Enter(entry);
    }

    private void Apply(PersonGoneFact fact)
    {
        var entry = Person(fact.UserId);
        if (entry.GoneAt > fact.ReadAt) return;
        var wasGone = entry.IsGone;
        Leave(entry);
        entry.GoneAt = fact.ReadAt;
        if (!(entry.PlacesReadAt > fact.ReadAt)) (entry.Places, entry.PlacesReadAt) = ([], null);
        if (entry.Person?.ReadAt > fact.ReadAt)
        {
            Enter(entry);
            return;
        }

        if (!wasGone) entry.Departure = DepartureOf(entry, fact);
        entry.Person = null;
    }

    private static Departure DepartureOf(PersonEntry entry, PersonGoneFact fact) => new()
    {
        UserId = entry.UserId,
        GoneAt = fact.ReadAt,
        LastSeenAt = entry.Person?.ReadAt,
        Evidence = fact.IsOutOfScope ? DepartureEvidence.OutOfScope : DepartureEvidence.NotFound,
        ByEvent = fact.ByEvent,
        IsDecided = fact.IsDecided,
    };

    // A read that came late: it changes nothing of who is there, but they were seen at its time.
    private static void SeeBefore(PersonEntry entry, DateTimeOffset readAt)
    {
        if (!entry.IsGone || entry.Departure is not { } departure || departure.LastSeenAt >= readAt) return;
        entry.Departure = departure with { LastSeenAt = readAt, GoneAt = departure.GoneAt > readAt ? departure.GoneAt : entry.GoneAt!.Value };
    }

    private void Apply(RefusedFact fact)
    {
        var entry = Department(fact.Part.DepartmentId);
        if (entry.Refusals.TryGetValue(fact.Part.What, out var earlier) && earlier.ReadAt > fact.ReadAt) return;
        entry.Refusals[fact.Part.What] = fact;
    }

    private void Apply(CleanFact fact)
    {
        if (!_dirty.TryGetValue(fact.Subject, out var mark)) return;
        if (mark.LastNumber <= fact.UpTo) _dirty.Remove(fact.Subject);
        else _dirty[fact.Subject] = mark with { HeardAt = mark.LastHeardAt, Times = 1 };
    }

    private void Apply(DecisionFact fact)
    {
        if (!_held.TryGetValue(fact.Number, out var held)) return;
        Release(held);
        if (!fact.IsAccepted) _rejected.UnionWith(held.UserIds);
    }

    // The platform has shown a person again: what it said before is past.
    private void ShowAgain(PersonFact fact)
    {
        _rejected.Remove(fact.Person.UserId);
        if (_held.Count == 0) return;
        foreach (var held in _held.Values.Where(held => held.Fact.ReadAt < fact.ReadAt && held.UserIds.Contains(fact.Person.UserId)).ToList())
        {
            Release(held);
            if (held.UserIds.Remove(fact.Person.UserId) is { Count: > 0 } left) Hold(held with { UserIds = left });
        }
    }

    private void Hold(HeldEntry held)
    {
        _held[held.Number] = held;
        foreach (var id in held.Fact.DepartmentIds) Department(id).HeldPeople += held.UserIds.Count;
    }

    private void Release(HeldEntry held)
    {
        _held.Remove(held.Number);
        foreach (var id in held.Fact.DepartmentIds) Department(id).HeldPeople -= held.UserIds.Count;
    }

    private void Leave(PersonEntry entry)
    {
        foreach (var id in entry.Person?.DepartmentIds ?? []) Department(id).Leave(entry);
    }

    private void Enter(PersonEntry entry)
    {
        foreach (var id in entry.Person?.DepartmentIds ?? []) Department(id).Join(entry);
    }

    private void Claim(DepartmentEntry child, long? parentId, DateTimeOffset readAt)
    {
        SeeThere(child, readAt);
        if (child.ParentReadAt > readAt) return;
        if (child.ParentId is { } former) Department(former).Below.Remove(child.Id);
        child.ParentId = parentId;
        child.ParentReadAt = readAt;
        if (parentId is { } parent) Department(parent).Below.Add(child.Id);
    }

    // The platform tells nothing of a department that does not exist.
    private static void SeeThere(DepartmentEntry entry, DateTimeOffset readAt)
    {
        if (!(entry.ThereAt > readAt)) entry.ThereAt = readAt;
        if (entry.GoneAt < readAt) entry.GoneAt = null;
    }

    private static DepartmentDetails? Later(DepartmentDetails? known, DepartmentDetails? said) =>
        known is null || (said is not null && said.ReadAt >= known.ReadAt) ? said : known;

    private DepartmentEntry Department(long id)
    {
        if (!_departments.TryGetValue(id, out var entry)) _departments.Add(id, entry = new(id, _departments.Count));
        _changes.DepartmentIds.Add(id);
        return entry;
    }

    private PersonEntry Person(string userId)
    {
        if (!_people.TryGetValue(userId, out var entry))
        {
            _people.Add(userId, entry = new(userId, _byHandle.Count));
            _byHandle.Add(entry);
        }

        _changes.Handles.Add(entry.Handle);
        return entry;
    }
}
