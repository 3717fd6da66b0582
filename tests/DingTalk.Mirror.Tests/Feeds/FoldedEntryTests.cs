using CsCheck;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Feeds;
using DingTalk.Mirror.Tests.Changes;

namespace DingTalk.Mirror.Tests.Feeds;

public sealed class FoldedEntryTests
{
    private static Gen<Fact[][]> AnyEntries => Gen.Select(Said.AnyFacts(60), Gen.Int[1, 6]).Select((facts, size) => facts.Chunk(size).ToArray());

    [Fact]
    public void Whoever_applies_the_changes_of_each_entry_has_what_the_ledger_shows() => AnyEntries.Sample(entries =>
    {
        var ledger = new Ledger();
        var table = new Table();
        foreach (var facts in entries)
        {
            table.Apply(Fold(ledger, facts).Changes);
            Assert.Equal(Table.Tell(ledger), table.Tell());
        }
    }, iter: 2_000, print: Tell);

    [Fact]
    public void Whoever_applies_the_changes_of_a_subtree_has_the_departments_and_people_under_it() =>
        Gen.Select(AnyEntries, Gen.Long[1, 10]).Sample((entries, rootId) =>
        {
            var ledger = new Ledger();
            var table = new Table();
            foreach (var facts in entries)
            {
                table.ApplySubtree(Fold(ledger, facts).ChangesIn(rootId));
                Assert.Equal(TellUnder(ledger, rootId), table.Tell());
            }
        }, iter: 2_000, print: both => $"{both.Item2}:\n{Tell(both.Item1)}");

    [Fact]
    public void A_full_state_and_the_changes_after_it_are_as_good_as_all_changes() =>
        Gen.Select(AnyEntries, Gen.Int[0, 60], Gen.OneOf(Gen.Const((long?)null), Gen.Long[1, 10].Select(id => (long?)id))).Sample((entries, split, rootId) =>
        {
            var ledger = new Ledger();
            foreach (var facts in entries.Take(split)) Fold(ledger, facts);
            var table = new Table();
            foreach (var set in FullState.Take(ledger, new(Guid.Empty, 7), rootId).ToSets(SnapshotReason.NoVersion, Said.At(0)))
            {
                if (rootId is null) table.Apply(set);
                else table.ApplySubtree(set.Changes);
            }

            foreach (var facts in entries.Skip(split))
            {
                var entry = Fold(ledger, facts);
                if (rootId is { } id) table.ApplySubtree(entry.ChangesIn(id));
                else table.Apply(entry.Changes);
            }

            Assert.Equal(rootId is { } root ? TellUnder(ledger, root) : Table.Tell(ledger), table.Tell());
        }, iter: 1_000);

    [Fact]
    public void What_was_read_before_without_it_makes_a_department_new_and_everything_else_discovered()
    {
        var ledger = Said.Fold(Said.Department(1, 1, null), Said.Children(1, 1, 10), Said.Department(1, 10, 1));

        Assert.IsType<DepartmentCreated>(Assert.Single(Changes(ledger, Said.Children(2, 1, 10, 20), Said.Department(2, 20, 1))));
        Assert.IsType<DepartmentDiscovered>(Assert.Single(Changes(ledger, Said.Children(2, 10, 11), Said.Department(2, 11, 10))));
    }

    [Fact]
    public void Whom_a_list_that_was_read_before_did_not_name_has_joined_and_everybody_else_is_discovered()
    {
        var ledger = Said.Fold(Said.Members(1, 10, "li"), Said.Person(1, "li", 10));

        Assert.IsType<PersonJoined>(Assert.Single(Changes(ledger, Said.Members(2, 10, "li", "wang"), Said.Person(2, "wang", 10))));
        Assert.IsType<PersonDiscovered>(Assert.Single(Changes(ledger, Said.Person(2, "zhao", 20))));
    }

    [Fact]
    public void An_id_that_comes_back_is_new()
    {
        var ledger = Said.Fold(Said.Department(1, 10, 1), Said.Person(1, "li", 10), Said.Gone(2, 10), Said.PersonGone(2, "li"));

        Assert.Collection(
            Changes(ledger, Said.Department(3, 10, 1), Said.Person(3, "li", 10)),
            change => Assert.IsType<DepartmentCreated>(change),
            change => Assert.Equal((Said.At(2), Said.At(3)), (Departure(change).GoneAt, Departure(change).ReturnedAt)));

        static Mirror.Users.Departure Departure(OrganizationChange change) => Assert.IsType<PersonJoined>(change).FormerDeparture!;
    }

    [Fact]
    public void A_life_that_ends_and_another_that_begins_in_one_entry_are_both_told()
    {
        var ledger = Said.Fold(Said.Members(1, 10, "li"), Said.Person(1, "li", 10));

        Assert.Collection(
            Changes(ledger, Said.PersonGone(2, "li"), Said.Members(3, 10, "li"), Said.Person(3, "li", 10)),
            change => Assert.Equal(10, Assert.IsType<PersonStoppedLeading>(change).DepartmentId),
            change => Assert.Equal(Said.At(2), Assert.IsType<PersonLeft>(change).Departure.GoneAt),
            change => Assert.Equal(Said.At(2), Assert.IsType<PersonJoined>(change).FormerDeparture?.GoneAt),
            change => Assert.Equal(10, Assert.IsType<PersonBecameLeader>(change).DepartmentId));
    }

    [Fact]
    public void Who_left_is_told_with_when_they_were_seen_last()
    {
        var ledger = Said.Fold(Said.Person(1, "li", 10));

        var left = Assert.IsType<PersonLeft>(Assert.Single(Changes(ledger, Said.PersonGone(4, "li") with { IsOutOfScope = true })));

        Assert.Equal(new() { UserId = "li", LastSeenAt = Said.At(1), GoneAt = Said.At(4), Evidence = Mirror.Users.DepartureEvidence.OutOfScope }, left.Departure);
    }

    [Fact]
    public void A_department_is_renamed_moved_and_updated_with_what_was_before()
    {
        var ledger = Said.Fold(Said.Department(1, 10, 1, "旧", withDetails: true));

        var changes = Changes(ledger, Said.Department(2, 10, 2, "新", withDetails: true));

        Assert.Collection(
            changes,
            change => Assert.Equal(1, Assert.IsType<DepartmentMoved>(change).FormerParentId),
            change => Assert.Equal("旧", Assert.IsType<DepartmentRenamed>(change).FormerName),
            change => Assert.Equal(1, Assert.IsType<DepartmentUpdated>(change).FormerDetails?.Order));
        Assert.All(changes, change => Assert.Equal(("新", 2), (((DepartmentChange)change).Department.Name, ((DepartmentChange)change).Department.ParentId)));
    }

    [Fact]
    public void A_move_told_by_the_new_parents_list_alone_is_told_whole()
    {
        var ledger = Said.Fold(Said.Department(1, 10, 1));

        var moved = Assert.IsType<DepartmentMoved>(Assert.Single(Changes(ledger, Said.Children(2, 2, 10))));

        Assert.Equal((2, 1), (moved.Department.ParentId, moved.FormerParentId));
    }

    [Fact]
    public void Reading_the_same_again_changes_nothing_and_neither_do_marks_and_counts()
    {
        var department = Said.Department(1, 10, 1, withDetails: true);
        var ledger = Said.Fold(department, Said.Members(1, 10, "li"), Said.Person(1, "li", 10));
        var recounted = department.Department with
        {
            ReadAt = Said.At(2),
            Details = department.Department.Details! with { MemberCount = 9, OwnMemberCount = 8, ReadAt = Said.At(2) },
        };

        Assert.Empty(Changes(
            ledger,
            new DepartmentFact { ReadAt = Said.At(2), Department = recounted },
            Said.Members(2, 10, "li"),
            Said.Person(2, "li", 10),
            Said.Dirty(3, Subject.Person("li")),
            Said.Refused(3, 10, DepartmentParts.Ancestors)));
    }

    [Fact]
    public void A_person_who_moves_leaves_one_department_and_enters_the_other_in_one_set()
    {
        var ledger = Said.Fold(Said.Person(1, "li", 10, 11));

        Assert.Collection(
            Changes(ledger, Said.Person(2, "li", 11, 12)),
            change => Assert.Equal(12, Assert.IsType<PersonEnteredDepartment>(change).DepartmentId),
            change => Assert.Equal(10, Assert.IsType<PersonLeftDepartment>(change).DepartmentId));
    }

    [Fact]
    public void Who_leads_is_told_by_the_list_and_by_the_person()
    {
        var ledger = Said.Fold(Said.Members(1, 10, "li", "wang"), Said.Person(1, "li", 10), Said.Person(1, "wang", 10));
        var promoted = Said.Person(2, "wang", 10) with { Places = [new(10, IsLeader: true, Order: 1)] };

        Assert.Equal("wang", Assert.IsType<PersonBecameLeader>(Assert.Single(Changes(ledger, promoted))).Person.UserId);

        var changes = Changes(ledger, Said.Members(3, 10, "wang", "li"));
        Assert.Equal("li", Assert.IsType<PersonStoppedLeading>(Assert.Single(changes)).Person.UserId);

        changes = Changes(ledger, Said.PersonGone(4, "wang"));
        Assert.Collection(changes, change => Assert.IsType<PersonStoppedLeading>(change), change => Assert.IsType<PersonLeft>(change));
    }

    [Fact]
    public void A_department_that_moves_takes_along_everybody_below_it()
    {
        var ledger = Said.Fold(
            Said.Department(1, 10, 1), Said.Department(1, 20, 1), Said.Department(1, 11, 10), Said.Department(1, 12, 11),
            Said.Person(1, "li", 11, 12), Said.Person(1, "wang", 12, 20));
        var entry = Fold(ledger, Said.Department(2, 11, 20));

        Assert.Equal([11, 12], entry.ChangesIn(20).OfType<DepartmentEnteredSubtree>().Select(change => change.Department.Id).Order());
        Assert.Equal(["li"], entry.ChangesIn(20).OfType<PersonEnteredSubtree>().Select(change => change.Person.UserId));
        Assert.Equal([11, 12], entry.ChangesIn(10).OfType<DepartmentLeftSubtree>().Select(change => change.Department.Id).Order());
        Assert.Equal(["li", "wang"], entry.ChangesIn(10).OfType<PersonLeftSubtree>().Select(change => change.Person.UserId).Order(StringComparer.Ordinal));
        Assert.Equal([typeof(DepartmentMoved)], entry.ChangesIn(1).Select(change => change.GetType()));
        Assert.Empty(entry.ChangesIn(99));
    }

    [Fact]
    public void A_large_full_state_comes_in_sets_of_which_only_the_last_can_be_gone_on_from()
    {
        var ledger = Said.Fold(Enumerable.Range(0, 1_700).Select(number => Said.Person(1, $"user{number}", 10)));
        var version = new MirrorVersion(Guid.NewGuid(), 5);

        var sets = FullState.Take(ledger, version, rootId: null).ToSets(SnapshotReason.BehindRetention, Said.At(2)).ToList();

        Assert.Equal([500, 500, 500, 200], sets.Select(set => set.Changes.Length));
        Assert.Equal([default, default, default, version], sets.Select(set => set.Version));
        Assert.Equal([SnapshotReason.BehindRetention, null, null, null], sets.Select(set => set.SnapshotReason));
        Assert.All(sets, set => Assert.True(set is { IsSnapshot: true, IsReplay: true }));
    }

    private static FoldedEntry Fold(Ledger ledger, params IEnumerable<Fact> facts) =>
        FoldedEntry.Fold(ledger, new() { Number = 1, CommittedAt = Said.At(0), Facts = [.. facts] }, Guid.Empty);

    private static ImmutableArray<OrganizationChange> Changes(Ledger ledger, params IEnumerable<Fact> facts) => Fold(ledger, facts).Changes;

    private static string TellUnder(Ledger ledger, long rootId)
    {
        var under = ledger.Departments.Values.Where(entry => IsUnder(ledger, entry, rootId)).Select(entry => entry.Id).ToHashSet();
        return Table.Tell(
            under.Select(id => LedgerPart.Shown(ledger.Departments[id])).OfType<Department>(),
            ledger.PeopleByHandle.Select(entry => entry.Person).OfType<Mirror.Users.Person>().Where(person => person.DepartmentIds.Any(under.Contains)),
            []);
    }

    private static bool IsUnder(Ledger ledger, DepartmentEntry entry, long rootId)
    {
        for (var steps = 0; entry.Id != rootId; steps++)
        {
            if (entry.ParentId is not { } parent || steps > ledger.Departments.Count) return false;
            entry = ledger.Departments[parent];
        }

        return true;
    }

    private static string Tell(Fact[][] entries) => string.Join("\n---\n", entries.Select(facts => string.Join('\n', facts.Select(Said.Tell))));
}
