using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Events;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Events;

/// <summary>What was heard is looked at again, however it was heard.</summary>
public sealed class RereadTests : IAsyncLifetime
{
    private const string UserGet = "POST /topapi/v2/user/get";

    private DingTalkSimulator _dingTalk = null!;
    private MirrorCluster _mirror = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IRereadGrain Rereads => _mirror.Grains.GetGrain<IRereadGrain>("default/rereads");

    public async ValueTask InitializeAsync()
    {
        _dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        _mirror = await MirrorCluster.StartAsync(_dingTalk, configure: options => options.RereadAfter = TimeSpan.FromMilliseconds(100));
    }

    public async ValueTask DisposeAsync()
    {
        await _mirror.DisposeAsync();
        await _dingTalk.DisposeAsync();
    }

    [Fact]
    public async Task Somebody_who_moved_is_shown_in_their_new_department_with_their_place_in_it_by_every_silo()
    {
        await LoadAsync();
        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.EastSales] });
        _dingTalk.Organization.UpdateDepartment(Companies.EastSales, department => department with { Leaders = ["zhou"] });

        await HeardAsync(Subject.Person("zhou"));

        foreach (var silo in new[] { 0, 1 })
        {
            Assert.DoesNotContain("zhou", await PeopleAsync(Companies.WestSales, silo));
            Assert.Contains("zhou", await PeopleAsync(Companies.EastSales, silo));
            Assert.Equal("zhou", Assert.Single((await _mirror.Organization(silo).GetLeadersAsync(Companies.EastSales, Ct)).Leaders).UserId);
        }

        Assert.Equal(1, _dingTalk.Calls.Count(UserGet));
    }

    [Fact]
    public async Task Until_it_is_read_again_every_answer_says_since_when_it_may_be_out_of_date()
    {
        await LoadAsync();
        var before = await _mirror.Organization().GetMembersAsync(1, MemberScope.Subtree, Ct);
        _dingTalk.Faults.Add(Fault.Latency(TimeSpan.FromSeconds(1)) with { Endpoint = UserGet });

        var version = await Rereads.MarkAsync([Subject.Person("zhou")], byEvent: true, Ct);

        var view = await _mirror.Mirror().Views.ReachAsync(version, Ct);
        Assert.True(view.Doubts.IsMarked(Subject.Person("zhou")));
        var during = await _mirror.Organization().GetMembersAsync(1, MemberScope.Subtree, Ct);
        Assert.Equal(view.Doubts.Marks.Single().HeardAt, during.CurrentAsOf);
        Assert.True(during.CurrentAsOf >= before.CurrentAsOf);
        await _mirror.SettledAsync(Ct);
    }

    [Fact]
    public async Task A_department_that_was_created_in_a_loaded_subtree_is_loaded_so_that_the_subtree_stays_whole()
    {
        await LoadAsync();
        _dingTalk.Organization.Department(50, "新部门", Companies.Technology);
        _dingTalk.Organization.User("xin", "新人", 50);

        await HeardAsync(Subject.Department(50));

        var members = (await _mirror.Organization().GetMembersAsync(Companies.Technology, MemberScope.Subtree, Ct)).EnsureComplete();
        Assert.Contains("xin", members.Items.Select(person => person.UserId));
        _dingTalk.Calls.Reset();
        Assert.Contains(50, (await _mirror.Organization(1).GetSubDepartmentIdsAsync(Companies.Technology, Ct)).EnsureComplete().Items);
        Assert.Equal(0, _dingTalk.Calls.Total);
    }

    [Fact]
    public async Task A_department_that_moved_takes_everything_below_it_along_for_one_call()
    {
        await LoadAsync();
        _dingTalk.Organization.UpdateDepartment(Companies.WestSales, department => department with { ParentId = Companies.Technology });

        await HeardAsync(Subject.Department(Companies.WestSales));

        Assert.Contains("he", await PeopleAsync(Companies.Technology));
        Assert.DoesNotContain("he", await PeopleAsync(Companies.Sales));
        Assert.Equal(1, _dingTalk.Calls.Total);
    }

    [Fact]
    public async Task Whoever_moves_into_a_department_that_nobody_has_heard_of_is_not_nowhere_meanwhile()
    {
        await LoadAsync();
        _dingTalk.Organization.Department(50, "新部门", Companies.Technology);
        _dingTalk.Organization.Department(51, "新部门", 50);
        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [51] });
        _dingTalk.Organization.UpdateDepartment(Companies.EastSales, department => department with { ParentId = 50 });

        await HeardAsync(Subject.Person("zhou"), Subject.Department(Companies.EastSales));

        Assert.InRange(_dingTalk.Calls.Count("POST /topapi/v2/department/listparentbydept"), 1, 2);
        Assert.Superset(new HashSet<string>(["zhou", "sun"]), (await PeopleAsync(Companies.Technology)).ToHashSet(StringComparer.Ordinal));
        Assert.DoesNotContain("sun", await PeopleAsync(Companies.Sales));
    }

    [Fact]
    public async Task Where_nobody_is_known_to_have_come_from_somewhere_no_way_up_is_asked_for()
    {
        await _mirror.Organization().GetMembersAsync(Companies.Mobile, MemberScope.Direct, Ct);
        await _mirror.Organization().GetPersonAsync("sun", Ct);
        await HeardAsync(Subject.Person("chen"));

        Assert.Equal(0, _dingTalk.Calls.Count("POST /topapi/v2/department/listparentbydept"));
    }

    [Fact]
    public async Task A_department_that_was_deleted_and_a_person_who_left_are_gone()
    {
        await LoadAsync();
        _dingTalk.Organization.RemoveUser("he");
        _dingTalk.Organization.RemoveDepartment(23);

        await HeardAsync(Subject.Department(23), Subject.Person("he"));

        Assert.DoesNotContain("he", (await _mirror.Organization().GetMembersAsync(1, MemberScope.Subtree, Ct)).EnsureComplete().Items.Select(person => person.UserId));
        Assert.DoesNotContain(23, (await _mirror.Organization().GetSubDepartmentIdsAsync(1, Ct)).EnsureComplete().Items);
    }

    [Fact]
    public async Task A_read_that_still_shows_the_old_state_is_repeated()
    {
        await LoadAsync();
        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.EastSales] });
        _dingTalk.Faults.Add(Fault.StaleRead() with { Endpoint = UserGet, Times = 1 });

        await HeardAsync(Subject.Person("zhou"));

        Assert.Contains("zhou", await PeopleAsync(Companies.EastSales));
        Assert.Equal(2, _dingTalk.Calls.Count(UserGet));
    }

    [Fact]
    public async Task A_platform_that_is_down_delays_it_and_loses_nothing()
    {
        await LoadAsync();
        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.EastSales] });
        _dingTalk.Faults.Add(Fault.Error("33001") with { Endpoint = UserGet, Times = 2 });

        await HeardAsync(Subject.Person("zhou"));

        Assert.Contains("zhou", await PeopleAsync(Companies.EastSales));
    }

    [Fact]
    public async Task A_mark_outlives_the_grain_that_follows_it_up()
    {
        await LoadAsync();
        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.EastSales] });
        _dingTalk.Faults.Add(Fault.Latency(TimeSpan.FromMilliseconds(500)) with { Endpoint = UserGet, Times = 1 });
        await Rereads.MarkAsync([Subject.Person("zhou")], byEvent: true, Ct);

        await _mirror.DeactivateAsync(Rereads);
        await _mirror.SettledAsync(Ct);

        Assert.Contains("zhou", await PeopleAsync(Companies.EastSales));
    }

    [Fact]
    public async Task A_thousand_people_who_moved_at_once_cost_a_few_calls_and_each_department_is_read_once()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Crowded(), cancellationToken: Ct);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, configure: options => options.RereadAfter = TimeSpan.FromMilliseconds(100));
        await mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        dingTalk.Organization.Department(3, "新址");
        var people = Enumerable.Range(0, 1_000).Select(i => $"u{i}").ToList();
        foreach (var userId in people) dingTalk.Organization.UpdateUser(userId, user => user with { Departments = [3] });
        dingTalk.Calls.Reset();

        var rereads = mirror.Grains.GetGrain<IRereadGrain>("default/rereads");
        await rereads.MarkAsync([.. people.Select(Subject.Person)], byEvent: true, Ct);
        await mirror.SettledAsync(Ct);

        Assert.Equal(1_000, (await mirror.Organization(1).CountMembersAsync(3, MemberScope.Direct, Ct)).Count);
        Assert.Equal(0, (await mirror.Organization(1).CountMembersAsync(2, MemberScope.Direct, Ct)).Count);
        // Two departments, and eleven pages of a hundred in either at most, read again once.
        Assert.InRange(dingTalk.Calls.Total, 1, 44);
    }

    private static SimulatedOrganization Crowded()
    {
        var organization = new SimulatedOrganization().Department(2, "旧址");
        for (var i = 0; i < 1_000; i++) organization.User($"u{i}", $"人{i}", 2);
        return organization;
    }

    private async Task LoadAsync()
    {
        await _mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        _dingTalk.Calls.Reset();
    }

    private async Task HeardAsync(params ImmutableArray<Subject> subjects)
    {
        await Rereads.MarkAsync(subjects, byEvent: true, Ct);
        await _mirror.SettledAsync(Ct);
    }

    private async Task<IEnumerable<string>> PeopleAsync(long departmentId, int silo = 0) =>
        (await _mirror.Organization(silo).GetMembersAsync(departmentId, MemberScope.Subtree, Ct)).EnsureComplete().Items.Select(person => person.UserId);
}
