using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Errors;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Organizations;

/// <summary>Every question, asked in a silo and from outside the cluster: both give the same answers.</summary>
public sealed class QueryTests : IAsyncLifetime
{
    private DingTalkSimulator _dingTalk = null!;
    private MirrorCluster _mirror = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<bool> InsideAndOutside => [true, false];

    public async ValueTask InitializeAsync()
    {
        _dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), options => options.Limits.CallsPerSecond = null, cancellationToken: Ct);
        _mirror = await MirrorCluster.StartAsync(_dingTalk);
    }

    public async ValueTask DisposeAsync()
    {
        await _mirror.DisposeAsync();
        await _dingTalk.DisposeAsync();
    }

    private IOrganization Org(bool inside) => inside ? _mirror.Organization() : _mirror.FromOutside;

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task A_department_is_found_by_id(bool inside)
    {
        var department = await Org(inside).GetDepartmentAsync(Companies.Platform, Ct);
        Assert.Equal(("平台组", Companies.Technology), (department.Name, department.ParentId));
        Assert.Equal(["wu"], department.Details?.ManagerUserIds);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task An_unknown_department_is_named_in_the_error(bool inside)
    {
        var error = await Assert.ThrowsAsync<DepartmentNotFoundException>(async () => await Org(inside).GetDepartmentAsync(4711, Ct));
        Assert.Equal(4711, error.DepartmentId);
        Assert.Contains("4711", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task A_name_that_fits_several_departments_names_them_all(bool inside)
    {
        var error = await Assert.ThrowsAsync<AmbiguousDepartmentNameException>(async () => await Org(inside).FindDepartmentByNameAsync("华北", Ct));
        Assert.Equal([23, 24], error.DepartmentIds.Order());
    }

    [Theory]
    [InlineData(true, NameLookup.Search)]
    [InlineData(true, NameLookup.Walk)]
    [InlineData(false, NameLookup.Search)]
    [InlineData(false, NameLookup.Walk)]
    public async Task Homonyms_are_all_found_either_way_and_the_way_and_its_price_are_told(bool inside, NameLookup way)
    {
        var answer = await Org(inside).FindDepartmentsByNameAsync("华北", way, Ct);
        Assert.Equal([23, 24], answer.Departments.Items.Select(department => department.Id).Order());
        Assert.Equal(way, answer.Way);
        Assert.Equal(way is NameLookup.Walk, answer.Departments.IsComplete);
        Assert.Equal(1, answer.MeteredCalls);
        Assert.Equal(way is NameLookup.Walk ? _dingTalk.Organization.DepartmentCount : 3, answer.FreeCalls);
    }

    [Fact]
    public async Task Once_the_tree_is_loaded_a_name_costs_nothing()
    {
        var org = _mirror.Organization();
        await org.FindDepartmentsByNameAsync("华北", NameLookup.Walk, Ct);
        _dingTalk.Calls.Reset();
        var answer = await org.FindDepartmentsByNameAsync("华北", NameLookup.Search, Ct);
        Assert.Equal(2, answer.Departments.EnsureComplete().Items.Length);
        Assert.Null(answer.Way);
        Assert.Equal(0, _dingTalk.Calls.Total);
    }

    [Fact]
    public async Task A_name_is_compared_after_normalization_and_whole()
    {
        _dingTalk.Organization.Department(77, "Cafe\u0301 队", Companies.Sales);
        var org = _mirror.Organization();
        Assert.Equal(77, (await org.FindDepartmentsByNameAsync("Caf\u00e9 队", NameLookup.Walk, Ct)).Departments.Items.Single().Id);
        await Assert.ThrowsAsync<DepartmentNotFoundException>(async () => await org.FindDepartmentByNameAsync("café 队", Ct));
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task A_name_that_nobody_has_is_said(bool inside)
    {
        var error = await Assert.ThrowsAsync<DepartmentNotFoundException>(async () => await Org(inside).FindDepartmentByNameAsync("没有", Ct));
        Assert.Contains("没有", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task A_path_may_pass_a_name_with_a_slash_and_loads_only_what_lies_along_it(bool inside)
    {
        Assert.Equal(Companies.EastSales, (await Org(inside).FindDepartmentByPathAsync(["销售部", "东区/华北"], Ct)).Id);
        Assert.Equal(2, _dingTalk.Calls.Count("POST /topapi/v2/department/listsub"));

        var error = await Assert.ThrowsAsync<DepartmentNotFoundException>(async () => await Org(inside).FindDepartmentByPathAsync(["销售部", "北区"], Ct));
        Assert.Contains("北区", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task Children_ancestors_and_all_below(bool inside)
    {
        var org = Org(inside);
        Assert.Equal([11, 12, 24], (await org.GetChildrenAsync(Companies.Technology, Ct)).EnsureComplete().Items.Select(child => child.Id).Order());
        Assert.Equal(
            ["西区", "销售部", "Simulated company"], (await org.GetAncestorsAsync(23, Ct)).EnsureComplete().Items.Select(department => department.Name));
        Assert.Equal([20, 21, 22, 23], (await org.GetSubDepartmentIdsAsync(1, Ct)).EnsureComplete().Items.Where(id => id is >= 20 and < 24).Order());
        Assert.Empty((await org.GetSubDepartmentIdsAsync(Companies.Empty, Ct)).EnsureComplete().Items);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task Who_is_in_several_departments_counts_once_in_a_subtree(bool inside)
    {
        var org = Org(inside);
        var members = (await org.GetMembersAsync(Companies.Technology, MemberScope.Subtree, Ct)).EnsureComplete();
        Assert.Equal(["chen", "lin", "sun", "wu"], members.Items.Select(person => person.UserId).Order());
        Assert.Equal(["chen", "sun"], (await org.GetMembersAsync(Companies.Mobile, MemberScope.Direct, Ct)).EnsureComplete().Items.Select(person => person.UserId).Order());
        Assert.Equal(4, (await org.CountMembersAsync(Companies.Technology, MemberScope.Subtree, Ct)).Count);
        Assert.NotNull(members.OldestRead);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task An_empty_subtree_is_whole_and_empty(bool inside)
    {
        var members = await Org(inside).GetMembersAsync(Companies.Empty, MemberScope.Subtree, Ct);
        Assert.Empty(members.Items);
        Assert.True(members.IsComplete);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task A_person_is_found_by_userid_by_unionid_and_by_mobile(bool inside)
    {
        var org = Org(inside);
        var chen = await org.GetPersonAsync("chen", Ct);
        Assert.Equal([Companies.Platform, Companies.Mobile], chen.DepartmentIds.Order());
        var simulated = _dingTalk.Organization.FindUser("chen")!;
        Assert.Equal("chen", (await org.FindPersonByUnionIdAsync(chen.UnionId!, Ct)).UserId);
        Assert.Equal("chen", (await org.FindPersonByMobileAsync(simulated.Mobile!, Ct)).UserId);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task Nobody_is_said_without_repeating_a_number(bool inside)
    {
        var org = Org(inside);
        Assert.Contains("ghost", (await Assert.ThrowsAsync<PersonNotFoundException>(async () => await org.GetPersonAsync("ghost", Ct))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PersonNotFoundException>(async () => await org.FindPersonByUnionIdAsync("nobody", Ct));
        var error = await Assert.ThrowsAsync<PersonNotFoundException>(async () => await org.FindPersonByMobileAsync("13999999999", Ct));
        Assert.DoesNotContain("13999999999", error.ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task Whether_somebody_is_under_a_department_is_never_no_because_nothing_is_loaded(bool inside)
    {
        var org = Org(inside);
        Assert.True(await org.IsMemberAsync("sun", Companies.Technology, Ct));
        Assert.True(await org.IsMemberAsync("sun", Companies.Sales, Ct));
        Assert.True(await org.IsMemberAsync("sun", 1, Ct));
        Assert.False(await org.IsMemberAsync("zhou", Companies.Technology, Ct));
        Assert.Equal(0, _dingTalk.Calls.Count("POST /topapi/v2/user/list"));
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task Leaders_are_the_departments_own_or_the_nearest_above_and_it_is_said_which(bool inside)
    {
        var org = Org(inside);
        var own = await org.GetLeadersAsync(Companies.Platform, Ct);
        Assert.Equal((LeadershipReason.Own, "wu"), (own.Reason, own.Leaders.Single().UserId));
        var above = await org.GetLeadersAsync(Companies.Mobile, Ct);
        Assert.Equal((LeadershipReason.NearestAbove, "lin", Companies.Technology), (above.Reason, above.Leaders.Single().UserId, above.LedDepartment!.Id));
        Assert.Equal(LeadershipReason.None, (await org.GetLeadersAsync(Companies.WestSales, Ct)).Reason);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task The_chain_upward_leads_from_each_department_and_never_to_the_person(bool inside)
    {
        var chains = (await Org(inside).GetLeadershipChainsAsync("wu", Ct)).EnsureComplete();
        var chain = Assert.Single(chains.Items);
        Assert.Equal(Companies.Platform, chain.DepartmentId);
        var step = Assert.Single(chain.Steps);
        Assert.Equal(("lin", LeadershipReason.NearestAbove), (step.Leaders.Single().UserId, step.Reason));
        Assert.Equal(2, (await Org(inside).GetLeadershipChainsAsync("chen", Ct)).Items.Length);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task A_stream_gives_each_person_once(bool inside)
    {
        var streamed = await Org(inside).StreamMembersAsync(1, Ct).Select(person => person.UserId).ToListAsync(Ct);
        Assert.Equal(["boss", "chen", "he", "lin", "sun", "wu", "zhou"], streamed.Order());
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task A_load_tells_how_far_it_is(bool inside)
    {
        var told = await Org(inside).LoadAsync(1, Ct).ToListAsync(Ct);
        Assert.Equal(told.Count - 1, told.Count(progress => !progress.IsFinished));
        Assert.Equal((10, 10, 7), (told[^1].DepartmentsLoaded, told[^1].DepartmentsKnown, told[^1].People));
        Assert.True(told[^1].IsFinished);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task A_refresh_shows_what_changed_and_nobody_who_moved_is_nowhere(bool inside)
    {
        var org = Org(inside);
        await org.LoadAsync(1, Ct).LastAsync(Ct);
        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.EastSales] });
        _dingTalk.Organization.UpdateDepartment(Companies.WestSales, department => department with { Name = "西部" });

        Assert.Equal("西部", (await org.RefreshDepartmentAsync(Companies.WestSales, Ct)).Name);
        Assert.Empty((await org.GetMembersAsync(Companies.WestSales, MemberScope.Direct, Ct)).Items);
        Assert.Contains("zhou", (await org.GetMembersAsync(Companies.EastSales, MemberScope.Direct, Ct)).Items.Select(person => person.UserId));

        _dingTalk.Organization.UpdateUser("he", user => user with { Departments = [Companies.Platform] });
        Assert.Equal([Companies.Platform], (await org.RefreshPersonAsync("he", Ct)).DepartmentIds);
        Assert.Contains("he", (await org.GetMembersAsync(Companies.Platform, MemberScope.Direct, Ct)).Items.Select(person => person.UserId));
        Assert.DoesNotContain("he", (await org.GetMembersAsync(Companies.Sales, MemberScope.Subtree, Ct)).Items.Select(person => person.UserId));
    }

    [Fact]
    public async Task A_deleted_department_and_a_person_who_left_are_gone_after_a_refresh()
    {
        var org = _mirror.Organization();
        await org.LoadAsync(1, Ct).LastAsync(Ct);
        _dingTalk.Organization.RemoveUser("he");
        _dingTalk.Organization.RemoveDepartment(Companies.Empty);

        await org.RefreshDepartmentAsync(1, Ct);
        await Assert.ThrowsAsync<PersonNotFoundException>(async () => await org.RefreshPersonAsync("he", Ct));
        await Assert.ThrowsAsync<DepartmentNotFoundException>(async () => await org.GetDepartmentAsync(Companies.Empty, Ct));
        await Assert.ThrowsAsync<PersonNotFoundException>(async () => await org.GetPersonAsync("he", Ct));
        Assert.DoesNotContain("he", (await org.GetMembersAsync(1, MemberScope.Subtree, Ct)).EnsureComplete().Items.Select(person => person.UserId));
    }
}
