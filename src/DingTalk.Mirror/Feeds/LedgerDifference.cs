using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Feeds;

/// <summary>
/// Says what differs between two pictures of the same part of a ledger: what came before what goes, so that who keeps tables
/// never refers to a row that is not there.
/// </summary>
internal sealed class LedgerDifference
{
    private readonly LedgerPart _before;
    private readonly LedgerPart _after;
    private readonly ImmutableArray<OrganizationChange>.Builder _changes = ImmutableArray.CreateBuilder<OrganizationChange>();

    private LedgerDifference(LedgerPart before, LedgerPart after) => (_before, _after) = (before, after);

    public static ImmutableArray<OrganizationChange> Between(LedgerPart before, LedgerPart after)
    {
        var difference = new LedgerDifference(before, after);
        difference.CompareDepartments();
        difference.ComparePeople();
        difference.CompareLeaders();
        difference.TellWhoLeft();
        return difference._changes.DrainToImmutable();
    }

    private void CompareDepartments()
    {
        foreach (var (id, part) in _after.Departments)
        {
            if (part.Shown is not { } now) continue;
            if (_before.Department(id) is { } former) Compare(former, now);
            else _changes.Add(IsNew(id, now) ? new DepartmentCreated { Department = now } : new DepartmentDiscovered { Department = now });
        }
    }

    private bool IsNew(long id, Department now) =>
        (_before.Departments.TryGetValue(id, out var former) && former.IsGone)
        || (now.ParentId is { } parent && _before.Departments.TryGetValue(parent, out var above) && above.KnowsChildren);

    private void Compare(Department former, Department now)
    {
        if (former.ParentId != now.ParentId) _changes.Add(new DepartmentMoved { Department = now, FormerParentId = former.ParentId });
        if (former.Name != now.Name) _changes.Add(new DepartmentRenamed { Department = now, FormerName = former.Name });
        if (!former.Details.IsSame(now.Details)) _changes.Add(new DepartmentUpdated { Department = now, FormerDetails = former.Details });
    }

    private void ComparePeople()
    {
        foreach (var (userId, part) in _after.People)
        {
            if (part.Person is not { } now) continue;
            var earlier = _before.People.GetValueOrDefault(userId);
            if (earlier.Person is { } former && !part.IsAnotherLifeThan(earlier))
            {
                Compare(former, now);
                continue;
            }

            if (earlier.Person is not null) TellWhoLeft(earlier, part.Departure!);
            _changes.Add(part.Departure is not null || IsNew(now)
                ? new PersonJoined { Person = now, FormerDeparture = part.Departure }
                : new PersonDiscovered { Person = now });
        }
    }

    private bool IsNew(Person now) =>
        now.DepartmentIds.Any(id => _before.Departments.TryGetValue(id, out var department) && department.KnowsMembers);

    private void Compare(Person former, Person now)
    {
        if (!former.IsSameApartFromDepartments(now)) _changes.Add(new PersonUpdated { Person = now, Former = former });
        foreach (var id in now.DepartmentIds.Except(former.DepartmentIds)) _changes.Add(new PersonEnteredDepartment { Person = now, DepartmentId = id });
        foreach (var id in former.DepartmentIds.Except(now.DepartmentIds)) _changes.Add(new PersonLeftDepartment { Person = now, DepartmentId = id });
    }

    private void CompareLeaders()
    {
        foreach (var (userId, part) in _after.People)
        {
            // A life that ended, and another began, within the entry was told to its end.
            ImmutableArray<long> former = _before.People.TryGetValue(userId, out var known) && !(part.Person is not null && part.IsAnotherLifeThan(known)) ? known.Leads : [];
            foreach (var id in part.Leads.Except(former)) _changes.Add(new PersonBecameLeader { Person = part.Person!, DepartmentId = id });
            foreach (var id in former.Except(part.Leads)) _changes.Add(new PersonStoppedLeading { Person = part.Person ?? known.Person!, DepartmentId = id });
        }

        foreach (var (id, part) in _after.Departments)
        {
            if (part.Leaders is { } leaders) CompareLeaders(id, _before.Departments.GetValueOrDefault(id)?.Leaders ?? [], leaders);
        }
    }

    // Those whose place only the list has changed.
    private void CompareLeaders(long id, Dictionary<string, Person> former, Dictionary<string, Person> now)
    {
        foreach (var (userId, person) in now)
        {
            if (!former.ContainsKey(userId) && !_after.People.ContainsKey(userId)) _changes.Add(new PersonBecameLeader { Person = person, DepartmentId = id });
        }

        foreach (var (userId, person) in former)
        {
            if (!now.ContainsKey(userId) && !_after.People.ContainsKey(userId)) _changes.Add(new PersonStoppedLeading { Person = person, DepartmentId = id });
        }
    }

    // One who is there again already.
    private void TellWhoLeft(PersonPart left, Departure departure)
    {
        foreach (var id in left.Leads) _changes.Add(new PersonStoppedLeading { Person = left.Person!, DepartmentId = id });
        _changes.Add(new PersonLeft { Person = left.Person!, Departure = departure });
    }

    private void TellWhoLeft()
    {
        foreach (var (userId, part) in _before.People)
        {
            if (part.Person is { } former && _after.People[userId] is { Person: null, Departure: { } departure })
                _changes.Add(new PersonLeft { Person = former, Departure = departure });
        }

        foreach (var (id, part) in _before.Departments)
        {
            if (part.Shown is { } former && _after.Department(id) is null) _changes.Add(new DepartmentRemoved { Department = former });
        }
    }
}
