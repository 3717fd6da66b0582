using CsCheck;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Tests.Changes;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Tests.Views;

public sealed class OrganizationViewTests
{
    private static readonly MemberScope[] Scopes = [MemberScope.Direct, MemberScope.Subtree];

    private static Gen<Organization> AnyOrganization => Said.AnyFacts(60).Select(facts =>
    {
        var ledger = Said.Fold(facts);
        return new Organization(facts, ledger, new(ledger), ViewOf(ledger));
    });

    [Fact]
    public void People_of_a_department_are_those_of_a_naive_walk_each_once() => AnyOrganization.Sample(organization =>
    {
        foreach (var id in organization.Naive.Departments)
        {
            foreach (var scope in Scopes)
            {
                var expected = organization.Naive.People(id, scope).Order(StringComparer.Ordinal);
                var userIds = new string[organization.View.CountMembers(id, scope)];

                Assert.Equal(userIds.Length, organization.View.CopyMemberIds(id, scope, userIds));
                Assert.Equal(expected, userIds.Order(StringComparer.Ordinal));
            }
        }
    }, iter: 1_000);

    [Fact]
    public void Every_way_of_asking_gives_the_same_people_and_handles_come_as_the_userids_do() =>
        Gen.Select(AnyOrganization, Gen.Int[1, 9]).Sample((organization, size) =>
        {
            var view = organization.View;
            foreach (var id in organization.Naive.Departments)
            {
                foreach (var scope in Scopes)
                {
                    var userIds = new string[view.CountMembers(id, scope)];
                    view.CopyMemberIds(id, scope, userIds);
                    var handles = new int[userIds.Length + 3];
                    Assert.Equal(userIds.Length, view.CopyMembers(id, scope, handles));
                    Assert.Equal(userIds, handles.Take(userIds.Length).Select(handle => view.GetPerson(handle).UserId));
                    Assert.Equal(userIds, view.ListPeople(id, scope).Select(person => person.UserId));
                    Assert.Equal(Enumerate(view, id, scope), ReadInPieces(view, id, scope, size));
                    Assert.Equal(userIds.Order(StringComparer.Ordinal), Enumerate(view, id, scope).Order(StringComparer.Ordinal));
                }
            }
        }, iter: 500);

    [Fact]
    public void Sub_departments_are_those_of_a_naive_walk_parents_first() => AnyOrganization.Sample(organization =>
    {
        foreach (var id in organization.Naive.Departments)
        {
            var below = new long[organization.View.CountSubDepartments(id)];
            organization.View.CopySubDepartmentIds(id, below);

            Assert.Equal(organization.Naive.Subtree(id).Where(other => other != id).Order(), below.Order());
            var before = new HashSet<long> { id };
            foreach (var next in below)
            {
                Assert.Contains(organization.Ledger.Departments[next].ParentId!.Value, before);
                before.Add(next);
            }
        }
    }, iter: 500);

    [Fact]
    public void Every_department_that_is_there_stands_in_exactly_one_place() => AnyOrganization.Sample(organization =>
    {
        Assert.Equal(organization.Naive.Departments.Order(), organization.View.Structure.Ids.Order());
        Assert.Equal(organization.Naive.Departments.Count, organization.View.DepartmentCount);
    }, iter: 1_000);

    [Fact]
    public void A_list_is_called_whole_exactly_when_nothing_under_it_is_unknown() => AnyOrganization.Sample(organization =>
    {
        foreach (var id in organization.Naive.Departments)
        {
            foreach (var scope in Scopes) Assert.Equal(organization.Naive.KnowsMembers(id, scope), organization.View.Covers(id, scope));
        }
    }, iter: 1_000);

    [Fact]
    public void Inside_is_what_a_naive_walk_finds_and_outside_only_what_nothing_unknown_could_refute() => AnyOrganization.Sample(organization =>
    {
        foreach (var id in organization.Naive.Departments)
        {
            var inside = organization.Naive.People(id, MemberScope.Subtree);
            foreach (var person in organization.Ledger.PeopleByHandle)
            {
                var told = organization.View.IsMember(person.UserId, id);
                Assert.Equal(inside.Contains(person.UserId), told is Placement.Inside);
                if (told is Placement.Outside) Assert.False(organization.Naive.CouldBeInside(person.UserId, id), $"{person.UserId} under {id}");
            }
        }
    }, iter: 2_000);

    [Fact]
    public void Outside_is_told_when_the_way_up_of_all_departments_of_a_person_is_known()
    {
        var view = ViewOf(Said.Fold(
            Said.Department(1, 1, null), Said.Department(1, 10, 1), Said.Department(1, 20, 1), Said.Department(1, 21, 20), Said.Person(1, "li", 21)));

        Assert.Equal(Placement.Outside, view.IsMember("li", 10));
        Assert.Equal(Placement.Inside, view.IsMember("li", 20));
        Assert.Equal(Placement.NotKnown, view.IsMember("nobody", 10));
        Assert.Equal(Placement.NotKnown, view.IsMember("li", 99));
    }

    [Fact]
    public void Outside_is_told_of_a_fragment_when_the_department_is_known_to_its_leaves()
    {
        var facts = new List<Fact> { Said.Department(1, 10, 1), Said.Children(1, 10, 11), Said.Person(1, "li", 50) };
        Assert.Equal(Placement.NotKnown, ViewOf(Said.Fold(facts)).IsMember("li", 10));

        facts.Add(Said.Children(2, 11));

        Assert.Equal(Placement.Outside, ViewOf(Said.Fold(facts)).IsMember("li", 10));
    }

    [Fact]
    public void Outside_is_told_within_a_fragment_whose_way_up_nobody_has_read()
    {
        var view = ViewOf(Said.Fold(Said.Children(1, 10, 11, 12), Said.Person(1, "li", 11)));

        Assert.Equal(Placement.Outside, view.IsMember("li", 12));
    }

    [Fact]
    public void A_person_whose_department_is_gone_is_outside_of_nothing()
    {
        var view = ViewOf(Said.Fold(
            Said.Department(1, 1, null), Said.Department(1, 10, 1), Said.Department(1, 20, 1), Said.Person(1, "li", 10), Said.Gone(2, 10)));

        Assert.Equal(Placement.Inside, view.IsMember("li", 1));
        Assert.Equal(Placement.NotKnown, view.IsMember("li", 20));
    }

    [Fact]
    public void A_department_that_is_gone_is_not_found_by_id()
    {
        var view = ViewOf(Said.Fold(Said.Department(1, 10, null), Said.Department(1, 11, 10), Said.Gone(2, 11), Said.Gone(2, 10)));

        Assert.False(view.TryGetDepartment(10, out _));
        Assert.Equal(0, view.DepartmentCount);
        Assert.Equal([10L, 11L], view.Structure.Gone.Keys.Order());
    }

    [Fact]
    public void A_person_is_found_by_userid_and_by_unionid_until_gone()
    {
        var ledger = Said.Fold(Said.Person(1, "li", 10), Said.Person(1, "wang", 10));
        var earlier = ViewOf(ledger);
        ledger.ForgetChanges();
        ledger.Apply(Said.PersonGone(2, "li"));
        ledger.Apply(Said.Person(2, "zhao", 10));
        var later = earlier.Rebuild(default, ledger, ledger.Changes);

        Assert.True(earlier.TryGetPerson("li", out var li));
        Assert.Equal("li", li.UserId);
        Assert.True(earlier.People.TryGetByUnionId("u-li", out _));
        Assert.False(earlier.TryGetPerson("zhao", out _));
        Assert.Equal(2, earlier.PersonCount);
        Assert.False(later.TryGetPerson("li", out _));
        Assert.False(later.People.TryGetByUnionId("u-li", out _));
        Assert.True(later.TryGetPerson("zhao", out _));
        Assert.Equal(2, later.PersonCount);
    }

    [Fact]
    public void A_buffer_that_is_too_short_is_refused_and_one_that_fits_is_not()
    {
        var view = ViewOf(Said.Fold(Said.Children(1, 10, 11, 12), Said.Person(1, "li", 11), Said.Person(1, "wang", 12)));

        Assert.Throws<ArgumentException>(() => view.CopyMembers(10, MemberScope.Subtree, new int[1]));
        Assert.Throws<ArgumentException>(() => view.CopyMemberIds(10, MemberScope.Subtree, new string[1]));
        Assert.Throws<ArgumentException>(() => view.CopySubDepartmentIds(10, new long[1]));
        Assert.Equal(2, view.CopyMembers(10, MemberScope.Subtree, new int[2]));
        Assert.Equal(2, view.CopySubDepartmentIds(10, new long[2]));
    }

    [Fact]
    public void A_department_that_nobody_has_heard_of_has_nobody()
    {
        var view = ViewOf(Said.Fold(Said.Person(1, "li", 10)));
        var position = 0;

        Assert.False(view.Covers(99, MemberScope.Subtree));
        Assert.Equal(0, view.CountMembers(99, MemberScope.Subtree));
        Assert.Equal(0, view.CopyMembers(99, MemberScope.Subtree, new int[1]));
        Assert.Equal(0, view.ReadMembers(99, MemberScope.Subtree, ref position, new int[1]));
        Assert.Equal(0, view.CountSubDepartments(99));
        Assert.Empty(Enumerate(view, 99, MemberScope.Subtree));
    }

    [Fact]
    public void Questions_into_a_buffer_and_enumerations_allocate_nothing()
    {
        var view = ViewOf(Said.Fold(
            [Said.Children(1, 1, [.. Enumerable.Range(2, 200).Select(id => (long)id)]),
            .. Enumerable.Range(0, 2_000).Select(number => Said.Person(1, $"user{number}", 2 + (number % 200), 2 + (number % 7)))]));
        var handles = new int[2_000];
        var userIds = new string[2_000];
        var departments = new long[200];
        var answers = AskAll(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = AskAll(100);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(answers, again);
        Assert.Equal(0, allocated);

        long AskAll(int times)
        {
            long told = 0;
            for (var i = 0; i < times; i++)
            {
                told += view.CopyMembers(1, MemberScope.Subtree, handles) + view.CopyMemberIds(1, MemberScope.Subtree, userIds)
                    + view.CountMembers(3, MemberScope.Direct) + view.CopySubDepartmentIds(1, departments)
                    + (int)view.IsMember("user5", 1) + (view.Covers(1, MemberScope.Subtree) ? 1 : 0);
                var position = 0;
                told += view.ReadMembers(1, MemberScope.Subtree, ref position, handles.AsSpan(0, 64));
                told += view.TryGetPerson("user7", out _) && view.TryGetDepartment(2, out _) ? 1 : 2;
                foreach (var person in ((IOrganizationView)view).EnumerateMembers(1, MemberScope.Subtree)) told += person.DepartmentIds.Length;
            }

            return told;
        }
    }

    internal static OrganizationView ViewOf(Ledger ledger) =>
        OrganizationView.Build(new(Guid.Empty, 1), ledger);

    private static List<string> ReadInPieces(OrganizationView view, long id, MemberScope scope, int size)
    {
        List<string> read = [];
        Span<int> piece = stackalloc int[size];
        var position = 0;
        while (view.ReadMembers(id, scope, ref position, piece) is > 0 and var count)
        {
            foreach (var handle in piece[..count]) read.Add(view.GetPerson(handle).UserId);
        }

        return read;
    }

    private static List<string> Enumerate(IOrganizationView view, long id, MemberScope scope)
    {
        List<string> read = [];
        foreach (var person in view.EnumerateMembers(id, scope)) read.Add(person.UserId);
        return read;
    }

    private sealed record Organization(Fact[] Facts, Ledger Ledger, NaiveWalk Naive, OrganizationView View)
    {
        public override string ToString() => string.Join('\n', Facts.Select(Said.Tell));
    }
}
