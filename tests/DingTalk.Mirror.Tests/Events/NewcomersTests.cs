using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Events;
using DingTalk.Mirror.Tests.Changes;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Tests.Events;

/// <summary>10 has 11 below it, and 11 nothing; 12 and whatever is below it came later.</summary>
public sealed class NewcomersTests
{
    private const DepartmentParts All = DepartmentParts.Children | DepartmentParts.Members;

    private static readonly Fact[] Names = [Said.Children(1, 10, 11), Said.Department(1, 11, 10), Said.Members(1, 10)];
    private static readonly Fact[] Tree = [.. Names, Said.Children(2, 11)];
    private static readonly Fact[] Loaded = [.. Tree, Said.Members(2, 11)];

    [Fact]
    public void Where_everything_is_loaded_a_newcomer_is_wanted() => AssertWanted(All, [12], 12, [.. Loaded, Said.Department(3, 12, 10)]);

    [Fact]
    public void Where_only_the_departments_are_loaded_nobody_asks_for_the_people_of_a_newcomer() =>
        AssertWanted(DepartmentParts.Children, [12], 12, [.. Tree, Said.Department(3, 12, 10)]);

    [Fact]
    public void Where_somebody_only_looked_at_names_no_newcomer_is_wanted() => AssertNotWanted(12, [.. Names, Said.Department(3, 12, 10)]);

    [Fact]
    public void What_is_known_by_name_is_not_wanted_whatever_is_loaded_around_it() =>
        AssertNotWanted(11, [Said.Children(1, 10, 11, 13), Said.Members(1, 10), Said.Children(2, 13), Said.Members(2, 13)]);

    [Fact]
    public void Newcomers_side_by_side_do_not_hide_each_other()
    {
        Fact[] facts = [.. Loaded, Said.Children(3, 10, 11, 12, 13), Said.Department(3, 12, 10), Said.Department(3, 13, 10), Said.Department(4, 14, 11)];

        AssertWanted(All, [12], 12, facts);
        AssertWanted(All, [13], 13, facts);
        AssertWanted(All, [14], 14, facts);
    }

    [Fact]
    public void What_came_with_a_newcomer_is_wanted_at_any_depth()
    {
        Fact[] facts = [.. Loaded, Said.Children(3, 10, 11, 12), Said.Children(4, 12, 13), Said.Members(4, 12), Said.Department(5, 14, 13)];

        AssertWanted(All, [13, 14], 12, facts);
        AssertWanted(All, [14], 14, facts);
    }

    [Fact]
    public void What_moved_in_is_wanted_as_far_as_it_is_not_loaded() =>
        AssertWanted(All, [21], 20, [.. Loaded, Said.Children(1, 20, 21), Said.Members(1, 20), Said.Department(3, 20, 10)]);

    [Fact]
    public void What_moved_away_from_where_it_was_only_a_name_and_came_back_is_still_only_a_name() =>
        AssertNotWanted(11, [Said.Children(1, 10, 11), Said.Members(1, 10), Said.Department(2, 11, 20), Said.Department(3, 11, 10)]);

    [Fact]
    public void A_newcomer_that_was_heard_of_before_the_list_that_does_not_name_it_was_written_down_is_wanted() =>
        AssertWanted(All, [12], 12, [Said.Department(3, 12, 10), .. Loaded]);

    [Fact]
    public void What_the_app_may_not_read_is_not_wanted_and_hides_no_newcomer()
    {
        Fact[] facts = [.. Names, Said.Refused(2, 11, DepartmentParts.Children), Said.Refused(2, 11, DepartmentParts.Members), Said.Department(3, 12, 10)];

        AssertWanted(All, [12], 12, facts);
        AssertWanted(DepartmentParts.Members, [], 12, [.. facts, Said.Refused(4, 12, DepartmentParts.Children), Said.Refused(4, 12, DepartmentParts.Members)]);
    }

    [Fact]
    public void A_checkpoint_remembers_who_is_new()
    {
        var ledger = Said.Fold([.. Loaded, Said.Children(3, 10, 11, 12), Said.Department(3, 12, 10)]);

        AssertWanted(All, [12], 12, Ledger.Restore(ledger.ToPieces(default)));
    }

    private static void AssertNotWanted(long id, params IEnumerable<Fact> facts) => AssertWanted(DepartmentParts.None, [], id, facts);

    private static void AssertWanted(DepartmentParts parts, long[] ids, long id, params IEnumerable<Fact> facts) => AssertWanted(parts, ids, id, Said.Fold(facts));

    private static void AssertWanted(DepartmentParts parts, long[] ids, long id, Ledger ledger)
    {
        var wanted = Newcomers.WantedOf(OrganizationView.Build(new(Guid.NewGuid(), 1), ledger), id);

        Assert.Equal(ids, wanted.Ids);
        if (ids.Length > 0) Assert.Equal(parts, wanted.Parts);
    }
}
