using DingTalk.Mirror.Changes;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Organizations;

public sealed class FreshnessTests : IAsyncLifetime
{
    private DingTalkSimulator _dingTalk = null!;
    private MirrorCluster _mirror = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        _mirror = await MirrorCluster.StartAsync(
            _dingTalk,
            configure: options => (options.RereadAfter, options.Sweep.Share) = (TimeSpan.FromMilliseconds(100), 0),
            configureSilo: silo => silo.AddDingTalkStream());
        await _dingTalk.Events.WhenConnectedAsync(connections: 2, Ct);
        await _mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        _dingTalk.Calls.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _mirror.DisposeAsync();
        await _dingTalk.DisposeAsync();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Live_reads_the_whole_subtree_again_for_the_price_that_was_told(bool inside)
    {
        _dingTalk.Events.Pause();
        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.EastSales] });
        _dingTalk.Organization.User("xin", "新人", 23);
        var live = Org(inside).With(Freshness.Live);
        var price = await live.GetPriceAsync(Companies.Sales, MemberScope.Subtree, Ct);

        var members = (await live.GetMembersAsync(Companies.Sales, MemberScope.Subtree, Ct)).EnsureComplete();

        Assert.Equal(new ReadPrice { FreeCalls = 8, AtBest = TimeSpan.FromSeconds(0.2), IsLowerBound = false }, price);
        Assert.Equal(8, _dingTalk.Calls.Count("POST /topapi/v2/department/listsub") + _dingTalk.Calls.Count("POST /topapi/v2/user/list"));
        Assert.Contains("xin", members.Items.Select(person => person.UserId));
        Assert.Equal([Companies.EastSales], members.Items.Single(person => person.UserId == "zhou").DepartmentIds);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task At_most_an_age_costs_nothing_while_events_flow_however_old_the_reads_are(bool inside)
    {
        while (_mirror.Mirror(0).Attention.At is null || _mirror.Mirror(1).Attention.At is null) await Task.Delay(20, Ct);
        await Task.Delay(TimeSpan.FromSeconds(1), Ct);

        // Every read is older than a second by now, and both silos heard within the last minute that somebody listens.
        var current = Org(inside).With(Freshness.AtMost(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, (await current.GetPriceAsync(1, MemberScope.Subtree, Ct)).FreeCalls);
        Assert.Equal(7, (await current.GetMembersAsync(1, MemberScope.Subtree, Ct)).EnsureComplete().Items.Length);
        Assert.Equal("林一", (await current.GetPersonAsync("lin", Ct)).Name);
        Assert.Equal(0, _dingTalk.Calls.Total);
    }

    [Fact]
    public async Task At_most_an_age_waits_for_what_is_marked_instead_of_reading_everything_that_it_may_have_touched()
    {
        await using var mirror = await MirrorCluster.StartAsync(
            _dingTalk,
            configure: options => (options.RereadAfter, options.Sweep.Share) = (TimeSpan.FromSeconds(12), 0),
            configureSilo: silo => silo.AddDingTalkStream());
        await mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        _dingTalk.Calls.Reset();

        // A read without a difference: the mark stands until the second one, twelve seconds later.
        await mirror.Mirror().Rereads.MarkAsync([Subject.Person("zhou")], byEvent: true, Ct);
        await Task.Delay(TimeSpan.FromSeconds(9), Ct);
        var members = await mirror.Organization().With(Freshness.AtMost(TimeSpan.FromSeconds(8))).GetMembersAsync(1, MemberScope.Subtree, Ct);

        Assert.Equal(7, members.EnsureComplete().Items.Length);
        Assert.Equal(0, _dingTalk.Calls.Count("POST /topapi/v2/user/list"));
        Assert.Equal(0, (await mirror.Mirror().Rereads.GetStatusAsync(Ct)).Marked);
    }

    [Fact]
    public async Task Live_holds_for_every_way_to_ask()
    {
        _dingTalk.Events.Pause();
        var unionId = (await _mirror.Organization().GetPersonAsync("zhou", Ct)).UnionId!;
        _dingTalk.Organization.UpdateUser("zhou", user => user with { Title = "经理" });
        _dingTalk.Organization.UpdateDepartment(Companies.WestSales, department => department with { Name = "西部" });
        _dingTalk.Organization.User("xin", "新人", Companies.WestSales);
        var live = _mirror.Organization().With(Freshness.Live);

        Assert.Equal("经理", (await live.FindPersonByUnionIdAsync(unionId, Ct)).Title);
        Assert.Equal("西部", (await live.GetDepartmentAsync(Companies.WestSales, Ct)).Name);
        Assert.Equal(Companies.WestSales, (await live.FindDepartmentByNameAsync("西部", Ct)).Id);
        Assert.Contains("xin", (await live.StreamMembersAsync(Companies.Sales, Ct).ToListAsync(Ct)).Select(person => person.UserId));
        Assert.Equal(4, (await live.CountMembersAsync(Companies.Sales, MemberScope.Subtree, Ct)).Count);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Every_answer_of_one_thing_carries_its_version_and_its_two_ages(bool inside)
    {
        while (_mirror.Mirror(0).Attention.At is null || _mirror.Mirror(1).Attention.At is null) await Task.Delay(20, Ct);
        var loadedAt = TimeProvider.System.GetUtcNow();
        var head = await _mirror.HeadAsync(Ct);

        foreach (var (way, stamp) in await AskAsync(Org(inside)))
        {
            Assert.True(stamp is not null && stamp.Version.LogId == head.LogId && stamp.Version.Number > 0, way);
            Assert.True(stamp.OldestRead <= stamp.CurrentAsOf && stamp.OldestRead < loadedAt, $"{way}: {stamp}");
            Assert.True(stamp.CurrentAsOf > loadedAt - TimeSpan.FromMinutes(1), $"{way}: {stamp}");
        }

        Assert.Equal(0, _dingTalk.Calls.Count("POST /topapi/v2/user/list"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_answer_of_one_thing_that_was_read_for_it_says_so(bool inside)
    {
        var asked = TimeProvider.System.GetUtcNow();

        foreach (var (way, stamp) in await AskAsync(Org(inside).With(Freshness.Live)))
            Assert.True(stamp!.OldestRead >= asked && stamp.CurrentAsOf >= stamp.OldestRead, $"{way}: {stamp}");
        Assert.True((await Org(inside).RefreshDepartmentAsync(Companies.WestSales, Ct)).Stamp!.OldestRead >= asked);
        Assert.True((await Org(inside).RefreshPersonAsync("zhou", Ct)).Stamp!.OldestRead >= asked);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_is_marked_casts_doubt_on_every_answer_of_one_thing_that_was_read_before(bool inside)
    {
        await Org(inside).GetDepartmentAsync(1, Ct);
        _dingTalk.Faults.Add(Fault.Latency(TimeSpan.FromSeconds(3)) with { Endpoint = "POST /topapi/v2/user/get" });
        var version = await _mirror.Mirror().Rereads.MarkAsync([Subject.Person("zhou")], byEvent: true, Ct);
        var marked = (await _mirror.Mirror().Rereads.GetStatusAsync(Ct)).OldestMark!.Value;
        var org = Org(inside).With(Freshness.AtLeast(version));

        Assert.Equal(marked, (await org.GetPersonAsync("zhou", Ct)).Stamp!.CurrentAsOf);
        Assert.Equal(marked, (await org.GetDepartmentAsync(Companies.WestSales, Ct)).Stamp!.CurrentAsOf);
        Assert.Equal(marked, (await org.GetLeadersAsync(Companies.WestSales, Ct)).Stamp!.CurrentAsOf);
        Assert.True((await org.GetPersonAsync("zhou", Ct)).Stamp!.Version.Includes(version));
    }

    [Fact]
    public async Task What_is_part_of_a_list_of_another_thing_or_of_the_feed_has_no_stamp_of_its_own()
    {
        var org = _mirror.Organization();
        foreach (var (_, stamp) in await AskAsync(org)) Assert.NotNull(stamp);

        Assert.All((await org.GetMembersAsync(1, MemberScope.Subtree, Ct)).Items, person => Assert.Null(person.Stamp));
        Assert.All((await org.GetChildrenAsync(1, Ct)).Items, department => Assert.Null(department.Stamp));
        var leadership = await org.GetLeadersAsync(Companies.Mobile, Ct);
        Assert.Equal((null, null, null), (leadership.Department.Stamp, leadership.LedDepartment!.Stamp, Assert.Single(leadership.Leaders).Stamp));
        Assert.All((await org.GetLeadershipChainsAsync("sun", Ct)).Items.SelectMany(chain => chain.Steps), step => Assert.Null(step.Stamp));
        var state = (await org.WatchAsync(cancellationToken: Ct).FirstAsync(Ct)).Changes;
        Assert.All(state.OfType<Mirror.Feeds.PersonChange>(), change => Assert.Null(change.Person.Stamp));
        Assert.All(state.OfType<Mirror.Feeds.DepartmentChange>(), change => Assert.Null(change.Department.Stamp));
    }

    [Fact]
    public async Task Read_within_an_age_reads_again_what_is_older_and_nothing_else()
    {
        var view = _mirror.Mirror().Views.Current!;
        var loaded = Enumerable.Range(0, view.DepartmentCount).Max(position => view.Departments[position].MembersReadAt)!.Value;
        await Task.Delay(TimeSpan.FromSeconds(4), Ct);
        await _mirror.Organization().RefreshDepartmentAsync(Companies.EastSales, Ct);
        _dingTalk.Calls.Reset();

        // Between the two reads, with two seconds to either side.
        var age = TimeProvider.System.GetUtcNow() - loaded - TimeSpan.FromSeconds(2);
        var members = await _mirror.Organization().With(Freshness.ReadWithin(age)).GetMembersAsync(Companies.Sales, MemberScope.Subtree, Ct);

        Assert.Equal(3, _dingTalk.Calls.Count("POST /topapi/v2/user/list"));
        Assert.Equal(3, members.EnsureComplete().Items.Length);
    }

    [Fact]
    public async Task At_least_a_version_shows_what_another_silo_has_answered()
    {
        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.EastSales] });
        await _mirror.Organization(0).RefreshPersonAsync("zhou", Ct);
        var seen = (await _mirror.Organization(0).GetMembersAsync(Companies.EastSales, MemberScope.Direct, Ct)).Version;

        var members = await _mirror.Organization(1).With(Freshness.AtLeast(seen)).GetMembersAsync(Companies.EastSales, MemberScope.Direct, Ct);

        Assert.Contains("zhou", members.Items.Select(person => person.UserId));
        Assert.True(members.Version.Includes(seen));
        Assert.Equal([Companies.EastSales], (await _mirror.Organization(1).With(Freshness.AtLeast(seen)).GetPersonAsync("zhou", Ct)).DepartmentIds);
    }

    [Fact]
    public async Task When_it_has_to_be_read_and_the_platform_is_down_the_caller_is_told()
    {
        _dingTalk.Faults.Add(Fault.HttpStatus(503) with { Endpoint = "POST /topapi/v2/user/list" });

        await Assert.ThrowsAsync<Mirror.Errors.PlatformCallException>(async () =>
            await _mirror.Organization().With(Freshness.Live).GetMembersAsync(Companies.Sales, MemberScope.Direct, Ct));

        Assert.Single((await _mirror.Organization().GetMembersAsync(Companies.WestSales, MemberScope.Direct, Ct)).Items);
    }

    private static async Task<(string Way, AnswerStamp? Stamp)[]> AskAsync(IOrganization org) =>
    [
        ("id", (await org.GetDepartmentAsync(Companies.WestSales, Ct)).Stamp),
        ("name", (await org.FindDepartmentByNameAsync("西区", Ct)).Stamp),
        ("path", (await org.FindDepartmentByPathAsync(["销售部", "西区", "华北"], Ct)).Stamp),
        ("userid", (await org.GetPersonAsync("zhou", Ct)).Stamp),
        ("unionid", (await org.FindPersonByUnionIdAsync((await org.GetPersonAsync("zhou", Ct)).UnionId!, Ct)).Stamp),
        ("mobile", (await org.FindPersonByMobileAsync("13900000003", Ct)).Stamp),
        ("leaders", (await org.GetLeadersAsync(Companies.Mobile, Ct)).Stamp),
        ("no leaders", (await org.GetLeadersAsync(Companies.WestSales, Ct)).Stamp),
    ];

    private IOrganization Org(bool inside) => inside ? _mirror.Organization() : _mirror.FromOutside;
}
