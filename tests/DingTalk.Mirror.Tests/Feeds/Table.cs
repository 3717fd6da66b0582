using System.Globalization;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Feeds;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Tests.Feeds;

/// <summary>What a service keeps that only follows the changes.</summary>
internal sealed class Table
{
    public Dictionary<long, Department> Departments { get; } = [];

    public Dictionary<string, Person> People { get; } = new(StringComparer.Ordinal);

    public HashSet<(long DepartmentId, string UserId)> Leaders { get; } = [];

    public void Apply(ChangeSet set)
    {
        if (set.SnapshotReason is not null)
        {
            Departments.Clear();
            People.Clear();
            Leaders.Clear();
        }

        Apply(set.Changes);
    }

    /// <summary>Applies changes of the whole organization, each of which must fit what the ones before it said.</summary>
    public void Apply(ImmutableArray<OrganizationChange> changes)
    {
        foreach (var change in changes) Apply(change);
    }

    /// <summary>Applies changes of a subtree: who entered it and who left it.</summary>
    public void ApplySubtree(ImmutableArray<OrganizationChange> changes)
    {
        foreach (var change in changes)
        {
            switch (change)
            {
                case DepartmentEnteredSubtree entered:
                    Departments.Add(entered.Department.Id, entered.Department);
                    break;
                case DepartmentLeftSubtree left:
                    Assert.True(Departments.Remove(left.Department.Id), $"Department {left.Department.Id} left twice.");
                    break;
                case PersonEnteredSubtree entered:
                    People.Add(entered.Person.UserId, entered.Person);
                    break;
                case PersonLeftSubtree left:
                    Assert.True(People.Remove(left.Person.UserId), $"{left.Person.UserId} left twice.");
                    break;
                case DepartmentChange department when Departments.ContainsKey(department.Department.Id):
                    Departments[department.Department.Id] = department.Department;
                    break;
                case PersonChange person when People.ContainsKey(person.Person.UserId):
                    People[person.Person.UserId] = person.Person;
                    break;
            }
        }
    }

    public string Tell() => Tell(Departments.Values, People.Values, Leaders);

    /// <summary>The same of what a ledger shows.</summary>
    public static string Tell(Ledger ledger) => Tell(
        ledger.Departments.Values.Select(LedgerPart.Shown).OfType<Department>(),
        ledger.PeopleByHandle.Select(entry => entry.Person).OfType<Person>(),
        ledger.Departments.Values.SelectMany(entry => LedgerPart.LeadersOf(ledger, entry).Keys.Select(userId => (entry.Id, userId))));

    /// <summary>What moves with every read is no change.</summary>
    public static string Tell(IEnumerable<Department> departments, IEnumerable<Person> people, IEnumerable<(long, string)> leaders) => string.Join(
        '\n',
        [
            .. departments.OrderBy(department => department.Id).Select(department => string.Create(
                CultureInfo.InvariantCulture, $"{department.Id} {department.Name} under {department.ParentId}, {department.Details?.Order}")),
            .. people.OrderBy(person => person.UserId, StringComparer.Ordinal).Select(person => string.Create(
                CultureInfo.InvariantCulture, $"{person.UserId} {person.Name} in {string.Join(',', person.DepartmentIds.Order())}")),
            .. leaders.Order().Select(leader => $"{leader.Item2} leads {leader.Item1}"),
        ]);

    private void Apply(OrganizationChange change)
    {
        switch (change)
        {
            case DepartmentDiscovered or DepartmentCreated:
                Departments.Add(((DepartmentChange)change).Department.Id, ((DepartmentChange)change).Department);
                break;
            case DepartmentRemoved removed:
                Assert.True(Departments.Remove(removed.Department.Id));
                break;
            case DepartmentChange changed:
                Assert.True(Departments.ContainsKey(changed.Department.Id));
                Departments[changed.Department.Id] = changed.Department;
                break;
            case PersonDiscovered or PersonJoined:
                People.Add(((PersonChange)change).Person.UserId, ((PersonChange)change).Person);
                break;
            case PersonLeft left:
                Assert.True(People.Remove(left.Person.UserId));
                break;
            case PersonBecameLeader became:
                Assert.True(Leaders.Add((became.DepartmentId, became.Person.UserId)));
                break;
            case PersonStoppedLeading stopped:
                Assert.True(Leaders.Remove((stopped.DepartmentId, stopped.Person.UserId)));
                break;
            case PersonChange changed:
                Assert.True(People.ContainsKey(changed.Person.UserId));
                People[changed.Person.UserId] = changed.Person;
                break;
        }
    }
}
