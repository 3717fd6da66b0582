using CsCheck;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Tests.Changes;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Tests.Views;

public sealed class StructureTests
{
    private const int Deep = 10_000;

    [Fact]
    public void Pre_order_keeps_every_subtree_in_one_run() => Said.AnyFacts(60).Sample(facts =>
    {
        var structure = Structure.Build(Said.Fold(facts));
        for (var position = 0; position < structure.Ids.Length; position++)
        {
            Assert.InRange(structure.End[position], position + 1, structure.Ids.Length);
            Assert.InRange(structure.Parent[position], -1, position - 1);
            if (structure.Parent[position] is >= 0 and var parent) Assert.InRange(structure.End[position], 0, structure.End[parent]);
            var children = structure.Children(position).ToList();
            Assert.Equal(Enumerable.Range(0, structure.Ids.Length).Where(other => structure.Parent[other] == position), children);
        }
    }, iter: 500);

    [Fact]
    public void A_chain_deeper_than_a_stack_is_one_subtree()
    {
        var structure = Structure.Build(Said.Fold(
            Enumerable.Range(1, Deep).Select(id => Said.Department(1, id, id == 1 ? null : id - 1)).Reverse()));

        Assert.Equal(Deep, structure.End[0]);
        Assert.True(structure.TryFind(Deep, out var leaf));
        Assert.Equal(Deep - 1, leaf);
        Assert.True(structure.IsRooted[leaf]);
        Assert.Equal(0, structure.Fragment[leaf]);
    }

    [Fact]
    public void A_circle_of_many_departments_is_cut_once()
    {
        var structure = Structure.Build(Said.Fold(
            Enumerable.Range(1, Deep).Select(id => Said.Department(id == 777 ? 2 : 1, id, id == 1 ? Deep : id - 1))));

        Assert.Equal(Deep, structure.Ids.Length);
        Assert.Equal(777, structure.Ids[0]);
        Assert.DoesNotContain(true, structure.IsRooted);
    }

    [Fact]
    public void A_wide_fan_keeps_the_order_of_the_platform()
    {
        long[] children = [.. Enumerable.Range(2, Deep).Select(id => (long)id).Reverse()];

        var structure = Structure.Build(Said.Fold(Said.Department(1, 1, null), Said.Children(1, 1, [.. children])));

        Assert.Equal([1, .. children], structure.Ids);
    }

    [Fact]
    public void A_circle_is_cut_at_its_newest_edge_and_the_list_that_lost_it_is_marked()
    {
        var view = OrganizationViewTests.ViewOf(Said.Fold(Said.Children(1, 10, 11), Said.Children(3, 11, 12), Said.Children(2, 12, 10, 13)));
        var structure = view.Structure;

        Assert.True(structure.TryFind(12, out var cut));
        Assert.Equal([12L, 10L, 11L, 13L], structure.Ids);
        Assert.Equal(-1, structure.Parent[cut]);
        Assert.True(structure.TryFind(11, out var loser));
        Assert.Equal(new(12, DepartmentParts.Children, MissingReason.Cycle), view.Departments[loser].ChildGap);
        Assert.False(view.Departments.KnowsTree(cut));
        Assert.False(view.Departments.KnowsTree(loser));
    }

    [Fact]
    public void A_department_below_itself_is_a_circle_of_one()
    {
        var view = OrganizationViewTests.ViewOf(Said.Fold(Said.Children(1, 10, 10, 11)));

        Assert.Equal([10L, 11L], view.Structure.Ids);
        Assert.Equal(MissingReason.Cycle, view.Departments[0].ChildGap!.Reason);
    }

    [Fact]
    public void Orphans_keep_their_place_and_the_departments_that_are_gone_above_them_are_marked()
    {
        var view = OrganizationViewTests.ViewOf(Said.Fold(
            Said.Department(1, 1, null), Said.Children(1, 1, 10), Said.Children(1, 10, 11), Said.Children(1, 11, 12), Said.Children(1, 12),
            Said.Gone(2, 10), Said.Gone(2, 11)));

        Assert.Equal([1L, 10L, 11L, 12L], view.Structure.Ids);
        Assert.Equal([null, MissingReason.Vanished, MissingReason.Vanished, null], Enumerable.Range(0, 4).Select(position => view.Departments[position].ChildGap?.Reason));
        Assert.Equal([true, false, false, false], view.Structure.IsRooted);
        Assert.False(view.Departments.KnowsTree(0));
        Assert.True(view.Departments.KnowsTree(3));
    }

    [Fact]
    public void People_whose_department_is_gone_keep_it_until_they_are_read_again()
    {
        var ledger = Said.Fold(
            Said.Department(1, 1, null), Said.Children(1, 1, 10), Said.Members(1, 1), Said.Children(1, 10), Said.Members(1, 10, "li"),
            Said.Person(1, "li", 10), Said.Gone(2, 10));
        var view = OrganizationViewTests.ViewOf(ledger);

        Assert.Equal(1, view.CountMembers(1, MemberScope.Subtree));
        Assert.False(view.Covers(1, MemberScope.Subtree));
        Assert.True(view.Departments.KnowsTree(0));

        ledger.Apply(Said.Person(3, "li", 1));
        view = OrganizationViewTests.ViewOf(ledger);

        Assert.Equal(1, view.CountMembers(1, MemberScope.Subtree));
        Assert.True(view.Covers(1, MemberScope.Subtree));
        Assert.Equal([1L], view.Structure.Ids);
    }

    [Fact]
    public void A_department_that_everybody_has_left_unread_is_no_longer_known()
    {
        var structure = Structure.Build(Said.Fold(Said.Person(1, "li", 10), Said.Person(2, "li", 11)));

        Assert.Equal([11L], structure.Ids);
    }

    [Fact]
    public void Fragments_are_apart_until_the_way_up_is_known()
    {
        List<Fact> facts = [Said.Children(1, 10, 11), Said.Children(1, 20, 21)];
        var apart = Structure.Build(Said.Fold(facts));
        facts.Add(Said.Ancestors(2, 20, 11, 10, 1));
        var together = Structure.Build(Said.Fold(facts));

        Assert.Equal([10L, 11L, 20L, 21L], apart.Ids);
        Assert.Equal([0, 0, 2, 2], apart.Fragment);
        Assert.DoesNotContain(true, apart.IsRooted);
        Assert.Equal([1L, 10L, 11L, 20L, 21L], together.Ids);
        Assert.Equal([0, 0, 0, 0, 0], together.Fragment);
        Assert.DoesNotContain(false, together.IsRooted);
    }

    [Fact]
    public void Departments_where_the_scope_begins_come_first()
    {
        var structure = Structure.Build(Said.Fold(
            Said.Children(1, 10, 11), Said.Children(1, 20, 21), new ScopeFact { ReadAt = Said.At(1), DepartmentIds = [20], UserIds = [] }));

        Assert.Equal([20L, 21L, 10L, 11L], structure.Ids);
    }

    [Fact]
    public void A_name_finds_all_its_departments_but_those_that_are_gone()
    {
        var view = OrganizationViewTests.ViewOf(Said.Fold(
            Said.Department(1, 1, null), Said.Department(1, 10, 1, "市场部"), Said.Department(1, 20, 1, "市场部"), Said.Department(1, 30, 1, "市场部"),
            Said.Department(1, 31, 30, "市场部"), Said.Gone(2, 30)));

        Assert.Equal([10L, 20L, 31L], view.Departments.Named("市场部").Select(position => view.Structure.Ids[position]));
        Assert.Empty(view.Departments.Named("市场"));
    }

    [Fact]
    public void A_refusal_is_told_as_the_gap_of_its_part()
    {
        var view = OrganizationViewTests.ViewOf(Said.Fold(
            Said.Refused(2, 10, DepartmentParts.Children), Said.Refused(2, 10, DepartmentParts.Members), Said.Refused(2, 10, DepartmentParts.Fields),
            Said.Children(1, 10, 11)));

        Assert.Equal(MissingReason.OutOfScope, view.Departments[0].ChildGap!.Reason);
        Assert.Equal(MissingReason.OutOfScope, view.Departments[0].MemberGap!.Reason);
        Assert.Equal([DepartmentParts.Fields], view.Departments[0].Refusals.Select(refusal => refusal.What));
        Assert.Empty(view.Departments[1].Refusals);
    }
}
