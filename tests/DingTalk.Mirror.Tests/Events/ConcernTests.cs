using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Events;
using DingTalk.Mirror.Tests.Changes;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Tests.Events;

/// <summary>Whether something that was heard is read again: asked of a view, so nothing has to be waited for.</summary>
public sealed class ConcernTests
{
    private static readonly Subject Unheard = Subject.Person("nobody");
    private static readonly Subject UnheardDepartment = Subject.Department(99);

    [Fact]
    public void While_nothing_is_loaded_what_is_heard_concerns_nobody()
    {
        var view = View();

        Assert.False(Rereader.Concerns(view, Unheard));
        Assert.False(Rereader.Concerns(view, UnheardDepartment));
    }

    [Fact]
    public void Somebody_unheard_of_concerns_a_mirror_in_which_some_departments_people_are_loaded()
    {
        Assert.False(Rereader.Concerns(View(Said.Department(1, 10, 1), Said.Children(1, 10)), Unheard));
        Assert.True(Rereader.Concerns(View(Said.Department(1, 10, 1), Said.Members(1, 10)), Unheard));
    }

    [Fact]
    public void A_department_unheard_of_concerns_a_mirror_in_which_some_departments_children_are_loaded()
    {
        Assert.False(Rereader.Concerns(View(Said.Department(1, 10, 1), Said.Members(1, 10)), UnheardDepartment));
        Assert.True(Rereader.Concerns(View(Said.Department(1, 10, 1), Said.Children(1, 10)), UnheardDepartment));
    }

    [Fact]
    public void What_is_known_is_always_read_again()
    {
        var view = View(Said.Department(1, 10, 1), Said.Person(1, "li", 10));

        Assert.True(Rereader.Concerns(view, Subject.Person("li")));
        Assert.True(Rereader.Concerns(view, Subject.Department(10)));
    }

    private static OrganizationView View(params IEnumerable<Fact> facts) => OrganizationView.Build(new(Guid.NewGuid(), 1), Said.Fold(facts));
}
