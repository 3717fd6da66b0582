using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Tests.Changes;
using DingTalk.Mirror.Tests.Views;

namespace DingTalk.Mirror.Tests.Departments;

public sealed class SnapshotTests
{
    private static readonly MirrorVersion Version = new(Guid.Empty, 1);

    [Fact]
    public void A_snapshot_that_follows_reads_says_what_a_view_of_the_same_facts_says()
    {
        ImmutableArray<Fact> facts =
        [
            Said.Ancestors(1, 10, 1), Said.Department(2, 10, 1, withDetails: true), Said.Children(3, 10, 12, 11), Said.Members(4, 10, "wang", "li"),
            Said.Person(4, "wang", 10), Said.Person(4, "li", 10, 11),
        ];

        var followed = facts.Take(3).Aggregate(new DepartmentSnapshot { Id = 10 }, (snapshot, fact) => snapshot.With([fact], Version))
            .With([.. facts.Skip(3)], Version);
        var told = OrganizationViewTests.ViewOf(Said.Fold(facts)).Describe(10)!;

        Assert.Equal(followed.Fields, told.Fields);
        Assert.Equal(followed.Children!.Items, told.Children!.Items);
        Assert.Equal(followed.Members!.Items, told.Members!.Items);
        Assert.Equal(followed.Ancestors!.Items, told.Ancestors!.Items);
        Assert.Equal(followed.Known, told.Known);
        Assert.Empty(told.Problems);
    }

    [Fact]
    public void A_refusal_of_any_part_is_settled_and_not_asked_again()
    {
        foreach (var part in new[] { DepartmentParts.Fields, DepartmentParts.Children, DepartmentParts.Members, DepartmentParts.Ancestors })
        {
            var refusal = Said.Refused(1, 10, part);

            Assert.True(new DepartmentSnapshot { Id = 10 }.With([refusal], Version).Settled().HasFlag(part));
            Assert.True(OrganizationViewTests.ViewOf(Said.Fold(refusal)).Describe(10)!.Settled().HasFlag(part));
        }
    }

    [Fact]
    public void A_read_that_succeeds_solves_the_problem_of_its_part_only()
    {
        var snapshot = new DepartmentSnapshot { Id = 10 }
            .With([Said.Refused(1, 10, DepartmentParts.Children), Said.Refused(1, 10, DepartmentParts.Members)], Version)
            .With([Said.Children(2, 10, 11)], Version);

        Assert.Equal([DepartmentParts.Members], snapshot.Problems.Select(problem => problem.What));
    }

    [Fact]
    public void Facts_of_other_departments_leave_a_snapshot_as_it_is()
    {
        var snapshot = new DepartmentSnapshot { Id = 10 }.With([Said.Children(1, 10, 11)], Version);

        var next = snapshot.With(
            [Said.Children(2, 11), Said.Members(2, 11), Said.Department(2, 11, 10), Said.Gone(2, 11), Said.Ancestors(2, 11, 10), Said.Refused(2, 11, DepartmentParts.Members)],
            Version);

        Assert.Equal(snapshot, next);
    }

    [Fact]
    public void A_department_that_is_gone_has_nothing_left_to_ask_until_it_is_seen_again()
    {
        var gone = new DepartmentSnapshot { Id = 10 }.With([Said.Department(1, 10, 1)], Version).With([Said.Gone(2, 10)], Version);
        Assert.Equal(Said.At(2), gone.GoneSince);
        Assert.Null(gone.Fields);
        Assert.Equal(Said.At(2), OrganizationViewTests.ViewOf(Said.Fold(Said.Department(1, 10, 1), Said.Gone(2, 10))).Describe(10)!.GoneSince);

        Assert.Null(gone.With([Said.Department(3, 10, 1)], Version).GoneSince);
    }

    [Fact]
    public void A_view_tells_nothing_of_a_department_that_it_has_never_heard_of() =>
        Assert.Null(OrganizationViewTests.ViewOf(new()).Describe(10));
}
