using System.Globalization;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Errors;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Organizations;

public sealed class LazyLoadingTests
{
    private const string ListSub = "POST /topapi/v2/department/listsub";
    private const string UserList = "POST /topapi/v2/user/list";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task<DingTalkSimulator> UnlimitedAsync(SimulatedOrganization organization, Action<SimulatorOptions>? configure = null) =>
        DingTalkSimulator.StartAsync(
            organization,
            options =>
            {
                options.Limits.CallsPerSecond = null;
                configure?.Invoke(options);
            },
            cancellationToken: Ct);

    [Fact]
    public async Task A_question_loads_what_it_needs_and_nothing_else()
    {
        await using var dingTalk = await UnlimitedAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);

        await mirror.Organization().GetMembersAsync(Companies.Sales, MemberScope.Subtree, Ct);
        Assert.Equal(4, dingTalk.Calls.Count(ListSub));
        Assert.Equal(4, dingTalk.Calls.Count(UserList));

        dingTalk.Calls.Reset();
        await mirror.Organization().GetMembersAsync(Companies.Platform, MemberScope.Direct, Ct);
        Assert.Equal(1, dingTalk.Calls.Total);
    }

    [Fact]
    public async Task However_many_ask_in_however_many_silos_each_department_is_read_once()
    {
        await using var dingTalk = await UnlimitedAsync(Companies.Wide(60, 2));
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            mirror.Organization(i % 2).GetMembersAsync(1, MemberScope.Subtree, Ct).AsTask()));

        Assert.All(answers, answer => Assert.Equal(118, answer.EnsureComplete().Items.Length));
        Assert.Equal(60, dingTalk.Calls.Count(ListSub));
        Assert.Equal(60, dingTalk.Calls.Count(UserList));
    }

    [Fact]
    public async Task A_caller_who_gives_up_fails_nobody_and_the_load_is_not_begun_anew()
    {
        await using var dingTalk = await UnlimitedAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        dingTalk.Faults.Add(Fault.Latency(TimeSpan.FromMilliseconds(500)) with { Endpoint = UserList });

        using var impatient = new CancellationTokenSource();
        var first = mirror.Organization().GetMembersAsync(Companies.Platform, MemberScope.Direct, impatient.Token).AsTask();
        var second = mirror.Organization(1).GetMembersAsync(Companies.Platform, MemberScope.Direct, Ct).AsTask();
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(2, (await second).EnsureComplete().Items.Length);
        Assert.Equal(1, dingTalk.Calls.Count(UserList));
    }

    [Fact]
    public async Task A_load_that_was_given_up_is_resumed_where_it_stopped()
    {
        await using var dingTalk = await UnlimitedAsync(Companies.Wide(80, 1));
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var org = mirror.Organization();

        await foreach (var progress in org.LoadAsync(1, Ct))
        {
            if (progress.DepartmentsLoaded == 30) break;
        }

        await org.GetMembersAsync(1, MemberScope.Subtree, Ct);
        Assert.Equal(80, dingTalk.Calls.Count(ListSub));
        Assert.Equal(80, dingTalk.Calls.Count(UserList));
    }

    [Fact]
    public async Task A_stream_begins_before_the_whole_is_loaded()
    {
        await using var dingTalk = await UnlimitedAsync(Companies.Wide(60, 1));
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, configure: options => options.ParallelLoads = 1);

        await using var people = mirror.Organization().StreamMembersAsync(1, Ct).GetAsyncEnumerator(Ct);
        Assert.True(await people.MoveNextAsync());
        Assert.InRange(dingTalk.Calls.Count(UserList), 1, 10);
    }

    [Fact]
    public async Task A_grain_that_was_deactivated_comes_back_without_a_call()
    {
        await using var dingTalk = await UnlimitedAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        const DepartmentParts Parts = DepartmentParts.Children | DepartmentParts.Members;
        var before = await mirror.Department(Companies.Technology).GetAsync(Parts, Ct);
        dingTalk.Calls.Reset();

        await mirror.DeactivateAsync(mirror.Department(Companies.Technology));
        var after = await mirror.Department(Companies.Technology).GetAsync(Parts, Ct);

        Assert.Equal(before.Members!.Items.Select(member => member.Person.UserId), after.Members!.Items.Select(member => member.Person.UserId));
        Assert.Equal(before.Children!.Items.AsEnumerable(), after.Children!.Items);
        Assert.Equal(0, dingTalk.Calls.Total);
    }

    [Fact]
    public async Task Dropping_every_view_changes_no_answer_and_costs_no_call()
    {
        await using var dingTalk = await UnlimitedAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var before = await AskEverythingAsync(mirror.Organization());
        dingTalk.Calls.Reset();

        foreach (var silo in new[] { 0, 1 })
        {
            await mirror.Mirror(silo).Views.DropAsync(Ct);
            Assert.Equal(before, await AskEverythingAsync(mirror.Organization(silo)));
        }

        Assert.Equal(0, dingTalk.Calls.Total);
    }

    [Fact]
    public async Task What_one_silo_loaded_the_other_answers_from_its_own_view()
    {
        await using var dingTalk = await UnlimitedAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var last = await mirror.Organization(0).LoadAsync(1, Ct).LastAsync(Ct);

        var other = await mirror.Mirror(1).Views.ReachAsync(last.Version, Ct);
        Assert.True(other.Covers(1, MemberScope.Subtree));
        Assert.Equal(7, other.CountMembers(1, MemberScope.Subtree));
    }

    [Fact]
    public async Task A_question_that_the_view_covers_makes_no_grain_call()
    {
        var calls = new GrainCalls();
        await using var dingTalk = await UnlimitedAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, silos: 1, configureSilo: silo => silo.AddOutgoingGrainCallFilter(calls));
        var org = mirror.Organization();
        await org.LoadAsync(1, Ct).LastAsync(Ct);
        await org.GetRootsAsync(Ct);
        var before = calls.Count;

        await AskEverythingAsync(org);
        await org.FindDepartmentByNameAsync("平台组", Ct);
        Assert.True(await org.IsMemberAsync("sun", Companies.Sales, Ct));
        Assert.False(await org.IsMemberAsync("zhou", Companies.Technology, Ct));
        Assert.InRange(before, 1, int.MaxValue);
        Assert.Equal(before, calls.Count);
    }

    [Fact]
    public async Task A_department_that_vanishes_between_two_calls_leaves_a_whole_answer_without_it()
    {
        await using var dingTalk = await UnlimitedAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var org = mirror.Organization();
        await org.GetChildrenAsync(1, Ct);
        dingTalk.Organization.RemoveDepartment(Companies.Empty);

        Assert.Equal(7, (await org.GetMembersAsync(1, MemberScope.Subtree, Ct)).EnsureComplete().Items.Length);
        Assert.DoesNotContain(Companies.Empty, (await org.GetSubDepartmentIdsAsync(1, Ct)).EnsureComplete().Items);
    }

    [Fact]
    public async Task A_circle_in_the_platforms_answers_is_cut_and_said()
    {
        await using var dingTalk = await UnlimitedAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var org = mirror.Organization();
        await org.GetChildrenAsync(Companies.Sales, Ct);
        dingTalk.Organization.TearDepartment(Companies.Sales, 23);

        var members = await org.GetMembersAsync(Companies.Sales, MemberScope.Subtree, Ct);
        Assert.Equal(["he", "sun", "zhou"], members.Items.Select(person => person.UserId).Order());
        Assert.Contains(members.Missing, part => part.Reason is MissingReason.Cycle);
    }

    [Fact]
    public async Task Roots_are_what_the_app_may_see_and_not_department_one()
    {
        await using var dingTalk = await UnlimitedAsync(Companies.Small(), options => options.Scope = new([Companies.Sales, Companies.Platform], []));
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var org = mirror.Organization();

        Assert.Equal([Companies.Platform, Companies.Sales], (await org.GetRootsAsync(Ct)).EnsureComplete().Items.Select(root => root.Id).Order());
        var named = await org.FindDepartmentsByNameAsync("华北", NameLookup.Walk, Ct);
        Assert.Equal(23, named.Departments.EnsureComplete().Items.Single().Id);
        Assert.Equal(22, (await org.FindDepartmentByPathAsync(["销售部", "西区"], Ct)).Id);
    }

    [Fact]
    public async Task What_lies_outside_the_scope_is_neither_empty_nor_deleted()
    {
        await using var dingTalk = await UnlimitedAsync(Companies.Small(), options => options.Scope = new([Companies.Sales], []));
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var org = mirror.Organization();

        var error = await Assert.ThrowsAsync<OutOfScopeException>(async () => await org.GetDepartmentAsync(Companies.Technology, Ct));
        Assert.Equal(Companies.Technology, error.DepartmentId);
        Assert.Contains("授权范围", error.Message, StringComparison.Ordinal);
        Assert.Equal("lin", (await Assert.ThrowsAsync<OutOfScopeException>(async () => await org.GetPersonAsync("lin", Ct))).UserId);
    }

    [Fact]
    public async Task The_home_school_tree_is_skipped()
    {
        await using var dingTalk = await UnlimitedAsync(Companies.Small(), options => options.HomeSchoolTree = true);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var below = (await mirror.Organization().GetSubDepartmentIdsAsync(1, Ct)).EnsureComplete();
        Assert.Equal(9, below.Items.Length);
        Assert.All(below.Items, id => Assert.True(id > 0));
    }

    private static async Task<string> AskEverythingAsync(IOrganization org)
    {
        var text = new System.Text.StringBuilder();
        foreach (var id in (await org.GetSubDepartmentIdsAsync(1, Ct)).EnsureComplete().Items.Prepend(1))
        {
            var department = await org.GetDepartmentAsync(id, Ct);
            var members = (await org.GetMembersAsync(id, MemberScope.Subtree, Ct)).EnsureComplete().Items.Select(person => $"{person.UserId}={person.Name}");
            var children = (await org.GetChildrenAsync(id, Ct)).EnsureComplete().Items.Select(child => child.Id);
            var leaders = await org.GetLeadersAsync(id, Ct);
            text.AppendLine(CultureInfo.InvariantCulture, $"{id} {department.Name} [{string.Join(",", members)}] [{string.Join(",", children)}] {leaders.Reason} {leaders.LedDepartment?.Id}");
        }

        return text.ToString();
    }

    /// <summary>Counts questions to grains of ours; that the log and its followers talk is none.</summary>
    private sealed class GrainCalls : IOutgoingGrainCallFilter
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.InterfaceName.StartsWith("DingTalk.", StringComparison.Ordinal) && !context.InterfaceName.Contains(".Changes.", StringComparison.Ordinal))
                Interlocked.Increment(ref _count);
            return context.Invoke();
        }
    }
}
