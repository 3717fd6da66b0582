using DingTalk.Mirror.Events;
using DingTalk.Mirror.Sweeps;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Sweeps;

/// <summary>No event tells of any change here.</summary>
public sealed class SweepTests : IAsyncLifetime
{
    private DingTalkSimulator _dingTalk = null!;
    private MirrorCluster _mirror = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ISweepGrain Sweep => _mirror.Grains.GetGrain<ISweepGrain>("default/sweep");

    public async ValueTask InitializeAsync()
    {
        _dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        _mirror = await MirrorCluster.StartAsync(_dingTalk, configure: options =>
        {
            options.RereadAfter = TimeSpan.FromMilliseconds(100);
            options.Sweep.Interval = TimeSpan.FromSeconds(1);
            options.Sweep.Share = 1;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _mirror.DisposeAsync();
        await _dingTalk.DisposeAsync();
    }

    [Fact]
    public async Task What_no_event_told_is_found_counted_and_mended()
    {
        await _mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.EastSales], Title = "经理" });
        _dingTalk.Organization.UpdateDepartment(Companies.Mobile, department => department with { ParentId = Companies.Sales, Name = "移动部" });
        _dingTalk.Organization.UpdateDepartment(Companies.Platform, department => department with { Leaders = ["chen"] });
        _dingTalk.Organization.RemoveUser("he");
        _dingTalk.Organization.RemoveDepartment(23);
        _dingTalk.Organization.Department(60, "新组", Companies.WestSales);
        _dingTalk.Organization.User("xin", "新人", 60);

        await WholePassesAsync(2 * 4);
        await _mirror.SettledAsync(Ct);

        foreach (var id in _dingTalk.Organization.SubtreeOf(1))
        {
            var members = (await _mirror.Organization().GetMembersAsync(id, MemberScope.Direct, Ct)).EnsureComplete();
            Assert.Equal(_dingTalk.Organization.MembersOf(id).Order(StringComparer.Ordinal), members.Items.Select(person => person.UserId).Order(StringComparer.Ordinal));
        }

        Assert.Equal("移动部", (await _mirror.Organization().GetDepartmentAsync(Companies.Mobile, Ct)).Name);
        Assert.Equal("chen", Assert.Single((await _mirror.Organization().GetLeadersAsync(Companies.Platform, Ct)).Leaders).UserId);
        Assert.Equal("经理", (await _mirror.Organization().GetPersonAsync("zhou", Ct)).Title);
        Assert.True((await Sweep.GetStatusAsync(Ct)).Drift >= 4);
    }

    [Fact]
    public async Task A_department_whose_new_place_only_its_way_up_has_told_says_it_itself_after_a_pass()
    {
        await _mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        _dingTalk.Organization.UpdateDepartment(Companies.Mobile, department => department with { ParentId = Companies.Sales });
        var above = await _mirror.Organization().With(Freshness.Live).GetAncestorsAsync(Companies.Mobile, Ct);
        Assert.Equal([Companies.Sales, 1], above.Items.Select(department => department.Id));

        await WholePassesAsync(2 * 4);
        await _mirror.SettledAsync(Ct);

        Assert.Equal(Companies.Sales, (await _mirror.Organization().GetDepartmentAsync(Companies.Mobile, Ct)).ParentId);
    }

    [Fact]
    public async Task Whatever_came_unheard_into_a_loaded_subtree_is_loaded_and_what_nobody_asked_for_is_not()
    {
        await _mirror.Organization().LoadAsync(Companies.Sales, Ct).LastAsync(Ct);
        await _mirror.Organization().GetChildrenAsync(1, Ct);
        foreach (var (id, parent) in new[] { (70, Companies.Sales), (71, Companies.Sales), (72, Companies.WestSales), (73, 70L), (74, 73L), (75, 73L), (80, 1L), (81, 80L) })
        {
            _dingTalk.Organization.Department(id, $"新{id}", parent);
            _dingTalk.Organization.User($"xin{id}", $"新人{id}", id);
        }

        // Somebody looks again, so that some are known by name before any of them is found.
        await _mirror.Organization().With(Freshness.Live).GetChildrenAsync(Companies.Sales, Ct);
        await WholePassesAsync(2 * 4);
        await _mirror.SettledAsync(Ct);

        var view = _mirror.Mirror().Views.Current!;
        Assert.True(view.Covers(Companies.Sales, MemberScope.Subtree));
        Assert.Equal(_dingTalk.Organization.SubtreeOf(Companies.Sales).Count - 1, view.CountSubDepartments(Companies.Sales));
        foreach (var id in new[] { 70, 71, 72, 73, 74, 75 }) Assert.Equal(Placement.Inside, view.IsMember($"xin{id}", id));
        Assert.Equal(Placement.NotKnown, view.IsMember("xin80", 80));
        Assert.False(view.Structure.TryFind(81, out _));
    }

    [Fact]
    public async Task A_pass_that_finds_nothing_writes_nothing_into_the_log()
    {
        await _mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        await WholePassesAsync(1);
        var before = await _mirror.HeadAsync(Ct);

        await WholePassesAsync(5);

        Assert.Equal(before, await _mirror.HeadAsync(Ct));
        Assert.Equal(0, (await Sweep.GetStatusAsync(Ct)).Drift);
    }

    [Fact]
    public async Task A_time_in_which_nobody_listened_is_swept_from_the_beginning_and_then_in_doubt_no_more()
    {
        await _mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.EastSales] });
        var now = TimeProvider.System.GetUtcNow();
        await _mirror.Grains.GetGrain<IListenerGrain>("default/listeners").MissAsync(Guid.NewGuid(), new(now.AddSeconds(-1), now, WasSilent: false), Ct);

        while ((await _mirror.Mirror().Views.ReachAsync(await _mirror.HeadAsync(Ct), Ct)).Doubts.Gaps.Length > 0) await Task.Delay(20, Ct);
        await _mirror.SettledAsync(Ct);

        Assert.True((await Sweep.GetStatusAsync(Ct)).WholeSince >= now);
        Assert.True(await _mirror.Organization().IsMemberAsync("zhou", Companies.EastSales, Ct));
    }

    [Fact]
    public async Task A_pass_goes_on_where_it_stood_when_its_grain_moves()
    {
        await _mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        while ((await Sweep.GetStatusAsync(Ct)) is not { IsUnderWay: true, Checked: > 0 }) await Task.Delay(10, Ct);
        var pass = (await Sweep.GetStatusAsync(Ct)).Pass;

        await _mirror.DeactivateAsync(Sweep);

        Assert.True((await Sweep.GetStatusAsync(Ct)).Pass >= pass);
        await WholePassesAsync(2);
    }

    private async Task WholePassesAsync(int passes)
    {
        var end = (await Sweep.GetStatusAsync(Ct)).Pass + passes;
        while ((await Sweep.GetStatusAsync(Ct)) is var status && (status.Pass < end || status.IsUnderWay)) await Task.Delay(20, Ct);
    }
}
