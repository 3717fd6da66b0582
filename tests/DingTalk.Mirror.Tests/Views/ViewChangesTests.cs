using CsCheck;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Tests.Changes;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Tests.Views;

public sealed class ViewChangesTests
{
    private static readonly MemberScope[] Scopes = [MemberScope.Direct, MemberScope.Subtree];

    [Fact]
    public void A_view_that_followed_the_facts_equals_one_built_at_their_end_and_those_on_the_way_stay_as_they_were() =>
        Gen.Select(Said.AnyFacts(60), Gen.Int[1, 5], Gen.Int[0, 59]).Sample((facts, step, asked) =>
        {
            var ledger = new Ledger();
            var view = OrganizationView.Empty();
            List<(OrganizationView View, string Told)> held = [];
            foreach (var some in facts.Chunk(step))
            {
                foreach (var fact in some) ledger.Apply(fact);
                view = Follow(view, ledger);
                if (held.Count == asked) view.People.TryGetByUnionId("u-user0", out _);
                held.Add((view, Tell(view)));
            }

            Assert.Equal(Tell(OrganizationView.Build(view.Version, ledger)), Tell(view));
            Assert.All(held, one => Assert.Equal(one.Told, Tell(one.View)));
        }, iter: 300, print: made => string.Join('\n', made.Item1.Select(Said.Tell)));

    [Fact]
    public void In_an_organization_of_many_blocks_a_change_here_and_there_gives_the_view_built_anew() =>
        Gen.Select(Gen.Int[0, 499], Gen.Int[2, 300].HashSet[1, 3]).Array[1, 30].Sample(moves =>
        {
            var ledger = Wide();
            var view = Follow(OrganizationView.Empty(), ledger);
            foreach (var ((person, ids), at) in moves.Select((move, at) => (move, at)))
            {
                ledger.Apply(Said.Person(10 + at, $"user{person}", [.. ids.Select(id => (long)id)]));
                Assert.NotNull(view.TryWith(view.Version, ledger, ledger.Changes));
                view = Follow(view, ledger);
            }

            Assert.Equal(Tell(OrganizationView.Build(view.Version, ledger)), Tell(view));
        }, iter: 10);

    [Theory]
    [MemberData(nameof(ChangesInPlace))]
    public void A_change_that_moves_no_department_needs_no_new_order(Fact fact)
    {
        var ledger = Wide();
        var view = Follow(OrganizationView.Empty(), ledger);

        ledger.Apply(fact);
        var next = view.TryWith(view.Version, ledger, ledger.Changes);

        Assert.NotNull(next);
        Assert.Same(view.Structure, next.Structure);
        Assert.Equal(Tell(OrganizationView.Build(view.Version, ledger)), Tell(next));
    }

    public static TheoryData<Fact> ChangesInPlace() =>
    [
        Said.Person(2, "user7", 9, 200), Said.Person(2, "somebody new", 9), Said.PersonGone(2, "user7"), Said.Members(2, 9, "user7"),
        Said.Department(2, 9, 1, "市场部"), Said.Refused(2, 9, DepartmentParts.Members), Said.Children(2, 9), Said.Dirty(2, Subject.Department(9)),
    ];

    [Theory]
    [MemberData(nameof(ChangesOfOrder))]
    public void A_change_of_where_departments_lie_is_shown_by_a_new_order_only(Fact fact)
    {
        var ledger = Wide();
        var view = Follow(OrganizationView.Empty(), ledger);

        ledger.Apply(fact);

        Assert.Null(view.TryWith(view.Version, ledger, ledger.Changes));
        Assert.Equal(Tell(OrganizationView.Build(view.Version, ledger)), Tell(view.Rebuild(view.Version, ledger, ledger.Changes)));
    }

    public static TheoryData<Fact> ChangesOfOrder() =>
    [
        Said.Department(2, 9, 8), Said.Department(2, 999, 9), Said.Gone(2, 9), Said.Children(2, 9, 300, 999), Said.Ancestors(2, 9, 8, 1), Said.Person(2, "user7", 999),
        Said.Children(2, 1, [.. Enumerable.Range(2, 299).Select(id => (long)id).Reverse()]),
    ];

    [Fact]
    public void One_who_joins_costs_the_block_of_the_department_and_shares_the_rest()
    {
        var ledger = Wide();
        var view = Follow(OrganizationView.Empty(), ledger);
        ledger.Apply(Said.Person(2, "somebody new", 200));

        var anew = Allocated(() => OrganizationView.Build(view.Version, ledger));
        Assert.InRange(Allocated(() => view.TryWith(view.Version, ledger, ledger.Changes)), 1, anew / 10);
    }

    private static long Allocated(Action act)
    {
        act();
        var before = GC.GetAllocatedBytesForCurrentThread();
        act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Ledger Wide() => Said.Fold(
        [Said.Department(1, 1, null), Said.Children(1, 1, [.. Enumerable.Range(2, 299).Select(id => (long)id)]),
        .. Enumerable.Range(2, 299).Select(id => Said.Department(1, id, 1)),
        .. Enumerable.Range(0, 3_000).Select(number => Said.Person(1, $"user{number}", 2 + (number % 299), 2 + (number % 7)))]);

    private static OrganizationView Follow(OrganizationView view, Ledger ledger)
    {
        var next = view.TryWith(view.Version, ledger, ledger.Changes) ?? view.Rebuild(view.Version, ledger, ledger.Changes);
        ledger.ForgetChanges();
        return next;
    }

    /// <summary>All that a view answers, as text.</summary>
    private static string Tell(OrganizationView view)
    {
        var lines = new List<string> { $"{view.DepartmentCount} departments, {view.PersonCount} people, gone {string.Join(',', view.Structure.Gone)}" };
        for (var position = 0; position < view.DepartmentCount; position++)
        {
            var (id, known) = (view.Structure.Ids[position], view.Departments[position]);
            lines.Add($"{id} {view.Structure.Parent[position]} {view.Structure.End[position]} {view.Structure.Fragment[position]} {view.Structure.IsRooted[position]}"
                + $" {known.Fields} {known.ChildGap} {known.MemberGap} {known.ChildrenReadAt} {known.MembersReadAt} {string.Join(',', known.Refusals)}"
                + $" {string.Join(',', known.Members)} {view.Departments.KnowsTree(position)}"
                + $" {(known.Fields is { Name: var name } ? string.Join(',', view.Departments.Named(name)) : "")}");
            foreach (var scope in Scopes)
            {
                var userIds = new string[view.CountMembers(id, scope)];
                view.CopyMemberIds(id, scope, userIds);
                lines.Add($"  {scope}: {view.Covers(id, scope)} {string.Join(',', userIds)} {string.Join(',', view.ListPeople(id, scope).Select(person => person.ToString()))}");
            }
        }

        for (var number = 0; number < 8; number++)
        {
            view.TryGetPerson($"user{number}", out var person);
            view.People.TryGetByUnionId($"u-user{number}", out var same);
            lines.Add($"user{number} {person} {ReferenceEquals(person, same)} {string.Join(',', view.Structure.Ids.Select(id => view.IsMember($"user{number}", id)))}");
        }

        return string.Join('\n', lines);
    }
}
