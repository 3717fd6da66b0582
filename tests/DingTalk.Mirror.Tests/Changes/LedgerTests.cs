using System.Globalization;
using CsCheck;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Tests.Changes;

public sealed class LedgerTests
{
    [Fact]
    public void Facts_fold_to_the_same_state_in_whichever_order_they_arrive() =>
        Gen.Select(Said.AnyFacts(40), Gen.Int).Sample((facts, seed) =>
        {
            var shuffled = facts.ToArray();
            new Random(seed).Shuffle(shuffled);

            Assert.Equal(Told(Said.Fold(facts)), Told(Said.Fold(shuffled)));
        }, iter: 2_000);

    [Fact]
    public void Facts_that_arrive_again_change_nothing() =>
        Gen.Select(Said.AnyFacts(30), Gen.Int).Sample((facts, seed) =>
        {
            var again = facts.ToArray();
            new Random(seed).Shuffle(again);

            Assert.Equal(Told(Said.Fold(facts)), Told(Said.Fold([.. facts, .. again])));
        }, iter: 500);

    [Fact]
    public void Every_department_is_below_its_own_parent_and_no_other() =>
        Said.AnyFacts(60).Sample(facts =>
        {
            foreach (var entry in Said.Fold(facts).Departments.Values)
            {
                var above = Said.Fold(facts).Departments.Values.Where(other => other.Below.Contains(entry.Id)).Select(other => other.Id);
                Assert.Equal(entry.ParentId is { } parent ? [parent] : [], above);
            }
        }, iter: 200);

    [Fact]
    public void Every_person_is_in_their_own_departments_and_no_other() =>
        Said.AnyFacts(60).Sample(facts =>
        {
            var ledger = Said.Fold(facts);
            foreach (var entry in ledger.PeopleByHandle)
            {
                var found = ledger.Departments.Values.Where(department => department.People.Contains(entry.UserId)).Select(department => department.Id);
                Assert.Equal((entry.Person?.DepartmentIds ?? []).Order(), found.Order());
            }
        }, iter: 500);

    [Fact]
    public void A_department_that_moves_is_below_its_new_parent_only()
    {
        var ledger = Said.Fold(Said.Children(1, 10, 12), Said.Children(1, 11), Said.Children(2, 10), Said.Children(2, 11, 12));

        Assert.Empty(ledger.Departments[10].OrderedChildren());
        Assert.Equal([12L], ledger.Departments[11].OrderedChildren());
    }

    [Fact]
    public void A_child_that_a_newer_list_omits_stays_until_it_is_itself_read()
    {
        var ledger = Said.Fold(Said.Children(1, 10, 11, 12), Said.Children(2, 10, 12));

        Assert.Equal([12L, 11L], ledger.Departments[10].OrderedChildren());

        ledger.Apply(Said.Gone(3, 11));

        Assert.NotNull(ledger.Departments[11].GoneAt);
    }

    [Fact]
    public void A_person_whom_a_newer_list_omits_stays_until_they_are_themselves_read()
    {
        var ledger = Said.Fold(
            Said.Person(1, "li", 10), Said.Person(1, "wang", 10), Said.Members(1, 10, "wang", "li"), Said.Members(2, 10, "wang"));

        Assert.Equal(["wang", "li"], ledger.Departments[10].OrderedMembers().ToArray().Select(member => member.Place.UserId));

        ledger.Apply(Said.Person(3, "li", 11));

        Assert.Equal(["wang"], ledger.Departments[10].OrderedMembers().ToArray().Select(member => member.Place.UserId));
        Assert.Equal(["li"], ledger.Departments[11].OrderedMembers().ToArray().Select(member => member.Place.UserId));
    }

    [Fact]
    public void The_place_that_a_person_tells_stands_until_a_later_list_tells_it()
    {
        var moved = Said.Person(3, "li", 10) with { Places = [new(10, IsLeader: true, Order: 9)] };
        var ledger = Said.Fold(Said.Person(1, "wang", 10), Said.Members(1, 10, "wang"), moved);

        Assert.Equal(
            [new("wang", IsLeader: true, Order: 0), new("li", IsLeader: true, Order: 9)],
            ledger.Departments[10].OrderedMembers().ToArray().Select(member => member.Place));

        ledger.Apply(Said.Members(4, 10, "wang", "li"));

        Assert.Equal(new("li", IsLeader: false, Order: 1), ledger.Departments[10].OrderedMembers()[1].Place);
    }

    [Fact]
    public void What_was_heard_stands_until_it_is_settled_and_what_was_heard_meanwhile_stands_on()
    {
        var ledger = new Ledger();
        ledger.Apply(Said.Dirty(1, Subject.Person("li")), number: 7);
        ledger.Apply(Said.Dirty(2, Subject.Person("li")), number: 8);
        Assert.Equal(Said.At(1), ledger.Dirty[Subject.Person("li")].HeardAt);

        ledger.Apply(Said.Clean(3, Subject.Person("li"), upTo: 7), number: 9);
        Assert.Equal(Said.At(2), ledger.Dirty[Subject.Person("li")].HeardAt);

        ledger.Apply(Said.Clean(4, Subject.Person("li"), upTo: 8), number: 10);
        Assert.Empty(ledger.Dirty);
    }

    [Fact]
    public void A_gap_is_closed_by_a_sweep_that_began_after_it()
    {
        var ledger = Said.Fold(Said.Gap(1, 3), Said.Swept(2));
        Assert.Single(ledger.Gaps);

        ledger.Apply(Said.Swept(3));
        Assert.Empty(ledger.Gaps);
    }

    [Fact]
    public void A_department_that_is_gone_comes_back_when_a_later_read_shows_it()
    {
        var ledger = Said.Fold(Said.Department(1, 10, 1), Said.Gone(2, 10));
        Assert.Equal(Said.At(2), ledger.Departments[10].GoneAt);

        ledger.Apply(Said.Children(3, 1, 10));

        Assert.Null(ledger.Departments[10].GoneAt);
    }

    [Fact]
    public void A_department_whose_people_a_later_read_lists_is_not_gone()
    {
        Assert.Null(Said.Fold(Said.Gone(2, 10), Said.Members(3, 10)).Departments[10].GoneAt);
        Assert.Null(Said.Fold(Said.Members(3, 10), Said.Gone(2, 10)).Departments[10].GoneAt);
    }

    [Fact]
    public void A_person_who_is_gone_does_not_come_back_by_an_older_read()
    {
        var ledger = Said.Fold(Said.PersonGone(9, "li"), Said.PersonGone(2, "li"), Said.Person(5, "li", 10));

        Assert.Null(ledger.People["li"].Person);
        Assert.Equal(Said.At(9), ledger.People["li"].GoneAt);
    }

    [Fact]
    public void Who_left_is_remembered_by_when_they_were_seen_and_found_gone_and_how_and_by_nothing_else()
    {
        var lin = Said.Person(1, "lin", 10) with { Places = [new(10, IsLeader: true, Order: 9)] };
        var ledger = Said.Fold(lin, Said.Person(4, "lin", 10), Said.PersonGone(6, "lin") with { ByEvent = true });

        var entry = ledger.People["lin"];
        Assert.Equal(new() { UserId = "lin", LastSeenAt = Said.At(4), GoneAt = Said.At(6), ByEvent = true }, entry.Departure);
        Assert.Equal((null, 0, null), (entry.Person, entry.Places.Length, entry.PlacesReadAt));
    }

    [Fact]
    public void The_first_read_that_found_somebody_gone_says_when_unless_a_late_one_saw_them_after_it()
    {
        var ledger = Said.Fold(Said.Person(1, "li", 10), Said.PersonGone(5, "li") with { ByEvent = true }, Said.PersonGone(9, "li") with { IsOutOfScope = true });
        Assert.Equal(new() { UserId = "li", LastSeenAt = Said.At(1), GoneAt = Said.At(5), ByEvent = true }, ledger.People["li"].Departure);

        ledger.Apply(Said.Person(3, "li", 10));
        Assert.Equal((Said.At(3), Said.At(5)), (ledger.People["li"].Departure!.LastSeenAt, ledger.People["li"].Departure!.GoneAt));

        ledger.Apply(Said.Person(7, "li", 10));
        Assert.Equal((Said.At(7), Said.At(9)), (ledger.People["li"].Departure!.LastSeenAt, ledger.People["li"].Departure!.GoneAt));
        Assert.Null(ledger.People["li"].Person);
    }

    [Fact]
    public void An_id_that_comes_back_begins_with_nothing_of_its_former_life()
    {
        var lin = Said.Person(2, "lin", 10) with { Places = [new(10, IsLeader: true, Order: 9)] };
        var ledger = Said.Fold(Said.Members(1, 10, "lin", "wu"), Said.Person(1, "wu", 10), lin, Said.PersonGone(6, "lin"), Said.Person(8, "lin", 10));

        Assert.Equal(
            [new("wu", IsLeader: false, Order: 1), new("lin", IsLeader: false, Order: null)],
            ledger.Departments[10].OrderedMembers().ToArray().Select(member => member.Place));
        Assert.False(ledger.Departments[10].IsLedBy(ledger.People["lin"]));
        Assert.Equal((Said.At(6), Said.At(8)), (ledger.People["lin"].Departure!.GoneAt, ledger.People["lin"].Departure!.ReturnedAt));

        ledger.Apply(Said.Members(9, 10, "lin", "wu"));
        Assert.True(ledger.Departments[10].IsLedBy(ledger.People["lin"]));
    }

    [Fact]
    public void A_read_that_found_nobody_and_comes_late_ends_no_life()
    {
        var ledger = Said.Fold(Said.Person(1, "li", 10), Said.Person(8, "li", 10), Said.PersonGone(5, "li"));

        Assert.NotNull(ledger.People["li"].Person);
        Assert.Null(ledger.People["li"].Departure);
    }

    [Fact]
    public void Details_outlive_a_newer_read_that_carries_none()
    {
        var ledger = Said.Fold(Said.Department(1, 10, 1, "旧", withDetails: true), Said.Department(2, 10, 1, "新"));

        Assert.Equal("新", ledger.Departments[10].Fields!.Name);
        Assert.Equal(Said.At(1), ledger.Departments[10].Fields!.Details!.ReadAt);
    }

    [Fact]
    public void Details_are_taken_from_an_older_read_that_arrives_late()
    {
        var ledger = Said.Fold(Said.Department(2, 10, 1, "新"), Said.Department(1, 10, 7, "旧", withDetails: true));

        Assert.Equal("新", ledger.Departments[10].Fields!.Name);
        Assert.Equal(1, ledger.Departments[10].ParentId);
        Assert.Equal(Said.At(1), ledger.Departments[10].Fields!.Details!.ReadAt);
    }

    [Fact]
    public void A_refusal_stands_until_a_later_read_of_the_same_part_succeeds()
    {
        var ledger = Said.Fold(Said.Refused(2, 10, DepartmentParts.Children), Said.Children(1, 10, 11), Said.Members(3, 10));
        Assert.Equal(MissingReason.OutOfScope, ledger.Departments[10].Refused(DepartmentParts.Children)?.Reason);

        ledger.Apply(Said.Children(3, 10, 11));

        Assert.Null(ledger.Departments[10].Refused(DepartmentParts.Children));
    }

    [Fact]
    public void Children_and_members_keep_the_order_of_the_platform_and_others_follow_in_an_order_of_their_own()
    {
        var ledger = Said.Fold(
            Said.Children(1, 10, 30, 20, 25),
            Said.Department(2, 22, 10),
            Said.Department(2, 21, 10),
            Said.Department(2, 20, 1),
            Said.Members(1, 10, "zhao", "qian"),
            Said.Person(2, "zhao", 10),
            Said.Person(2, "qian", 10),
            Said.Person(2, "bai", 10),
            Said.Person(2, "an", 10));

        Assert.Equal([30L, 25L, 21L, 22L], ledger.Departments[10].OrderedChildren());
        Assert.Equal(["zhao", "qian", "an", "bai"], ledger.Departments[10].OrderedMembers().ToArray().Select(member => member.Place.UserId));
    }

    [Fact]
    public void A_list_that_names_one_twice_loses_nobody_and_shows_nobody_twice()
    {
        var ledger = Said.Fold(
            Said.Children(1, 10, 11, 11),
            Said.Department(2, 12, 10),
            Said.Members(1, 10, "li", "li"),
            Said.Person(1, "li", 10, 10),
            Said.Person(1, "wang", 10));

        Assert.Equal([11L, 12L], ledger.Departments[10].OrderedChildren());
        Assert.Equal(["li", "wang"], ledger.Departments[10].OrderedMembers().ToArray().Select(member => member.Place.UserId));
    }

    internal static string Told(Ledger ledger)
    {
        var departments = ledger.Departments.Values
            .Where(entry => entry.IsMentioned || entry.GoneAt is not null)
            .OrderBy(entry => entry.Id)
            .Select(entry => string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.Id}: {entry.Fields} {entry.ParentId} {entry.ParentReadAt:O} {entry.GoneAt:O} {entry.AncestorsReadAt:O} [{Join<long>(entry.Children?.Items)}] [{Join<long>(entry.FirstChildren?.Items)}] "
                + $"{entry.Children?.ReadAt:O} [{Join<Member>(entry.Members?.Items)}] {entry.Members?.ReadAt:O} below [{Join(entry.OrderedChildren())}] "
                + $"with [{Join(entry.OrderedMembers().ToArray().Select(member => member.Place))}] refused [{Join(entry.Refusals.OrderBy(refusal => refusal.Key))}]"));
        var people = ledger.People.Values
            .OrderBy(entry => entry.UserId, StringComparer.Ordinal)
            .Select(entry => string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.UserId}: {entry.Person} [{Join<long>(entry.Person?.DepartmentIds)}] {entry.GoneAt:O}"));
        return string.Join('\n', [.. departments, .. people, $"{ledger.Scope}"]);

        static string Join<T>(IEnumerable<T>? items) => items is null ? "none" : string.Join(", ", items);
    }
}
