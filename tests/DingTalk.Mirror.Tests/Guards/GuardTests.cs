using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Events;
using DingTalk.Mirror.Guards;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Guards;

/// <summary>A department of forty within a company of a hundred and forty.</summary>
public sealed class GuardTests : IAsyncLifetime
{
    private const long Forty = 2;
    private const long Hundred = 3;
    private const string UserGet = "POST /topapi/v2/user/get";
    private const string UserList = "POST /topapi/v2/user/list";

    private DingTalkSimulator _dingTalk = null!;
    private MirrorCluster _mirror = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IOrganization Organization => _mirror.Organization();

    private static IEnumerable<string> FortyPeople => Enumerable.Range(0, 40).Select(i => $"f{i}");

    public async ValueTask InitializeAsync()
    {
        var organization = new SimulatedOrganization().Department(Forty, "四十人部").Department(Hundred, "百人部");
        foreach (var userId in FortyPeople) organization.User(userId, userId, Forty);
        for (var i = 0; i < 100; i++) organization.User($"h{i}", $"h{i}", Hundred);
        _dingTalk = await DingTalkSimulator.StartAsync(organization, cancellationToken: Ct);
        _mirror = await MirrorCluster.StartAsync(_dingTalk, configure: options =>
            (options.Guard.ConfirmAfter, options.RereadAfter, options.Sweep.Share) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100), 0));
        await Organization.LoadAsync(1, Ct).LastAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _mirror.DisposeAsync();
        await _dingTalk.DisposeAsync();
    }

    [Fact]
    public async Task People_whom_the_platform_denies_while_it_counts_them_stay_and_are_held_until_somebody_accepts()
    {
        await DenyAsync();

        var held = Assert.Single(await Organization.GetHeldChangesAsync(Ct));
        Assert.Equal(HoldReason.CountDisagrees, held.Reason);
        Assert.Equal([Forty], held.DepartmentIds);
        Assert.Equal(FortyPeople.Order(StringComparer.Ordinal), held.UserIds.Order(StringComparer.Ordinal));
        var members = await Organization.GetMembersAsync(Forty, MemberScope.Direct, Ct);
        Assert.Equal(40, members.Items.Length);
        Assert.Equal(MissingReason.Held, Assert.Single(members.Missing).Reason);
        Assert.True((await Organization.GetMembersAsync(Hundred, MemberScope.Direct, Ct)).IsComplete);

        var departures = await Organization.GetDeparturesAsync(DateTimeOffset.MinValue, Ct);
        Assert.Empty(departures.Items);
        Assert.Equal(MissingReason.Held, Assert.Single(departures.Missing).Reason);

        await _mirror.FromOutside.DecideAsync(held.Number, accept: true, Ct);

        await _mirror.SettledAsync(Ct);
        departures = await Organization.GetDeparturesAsync(DateTimeOffset.MinValue, Ct);
        Assert.Equal(40, departures.EnsureComplete().Items.Count(departure => departure is { IsDecided: true, ByEvent: false }));
        Assert.Empty((await Organization.GetMembersAsync(Forty, MemberScope.Direct, Ct)).EnsureComplete().Items);
        Assert.Empty(await Organization.GetHeldChangesAsync(Ct));
    }

    [Fact]
    public async Task Held_once_it_is_not_held_again_and_what_is_rejected_stays_until_the_platform_says_something_new()
    {
        await DenyAsync();
        await Organization.RefreshDepartmentAsync(Forty, Ct);
        var held = Assert.Single(await Organization.GetHeldChangesAsync(Ct));

        await Organization.DecideAsync(held.Number, accept: false, Ct);
        await Organization.RefreshDepartmentAsync(Forty, Ct);

        Assert.Empty(await Organization.GetHeldChangesAsync(Ct));
        Assert.Equal(40, (await Organization.GetMembersAsync(Forty, MemberScope.Direct, Ct)).EnsureComplete().Items.Length);
        await Assert.ThrowsAsync<HeldChangeNotFoundException>(async () => await Organization.DecideAsync(held.Number, accept: true, Ct));
    }

    [Fact]
    public async Task When_the_platform_shows_the_people_again_nothing_is_held_any_more()
    {
        await DenyAsync();
        Assert.Single(await Organization.GetHeldChangesAsync(Ct));

        _dingTalk.Faults.Clear();
        await Organization.RefreshDepartmentAsync(Forty, Ct);

        Assert.Empty(await Organization.GetHeldChangesAsync(Ct));
        Assert.Equal(40, (await Organization.GetMembersAsync(Forty, MemberScope.Direct, Ct)).EnsureComplete().Items.Length);
    }

    [Fact]
    public async Task A_list_with_people_missing_who_say_themselves_that_they_are_there_loses_nobody()
    {
        _dingTalk.Faults.Add(Fault.MissingPeople() with { Endpoint = UserList });

        await Organization.RefreshDepartmentAsync(Forty, Ct);

        Assert.Equal(40, (await Organization.GetMembersAsync(Forty, MemberScope.Direct, Ct)).EnsureComplete().Items.Length);
        Assert.Empty(await Organization.GetHeldChangesAsync(Ct));
    }

    [Fact]
    public async Task People_who_left_pass_if_the_platform_counts_them_no_more()
    {
        foreach (var userId in FortyPeople) _dingTalk.Organization.RemoveUser(userId);

        await Organization.RefreshDepartmentAsync(Forty, Ct);

        Assert.Empty((await Organization.GetMembersAsync(Forty, MemberScope.Direct, Ct)).EnsureComplete().Items);
        Assert.Empty(await Organization.GetHeldChangesAsync(Ct));
    }

    [Fact]
    public async Task A_reorganization_passes()
    {
        foreach (var userId in FortyPeople) _dingTalk.Organization.UpdateUser(userId, user => user with { Departments = [Hundred] });

        await Organization.RefreshDepartmentAsync(Forty, Ct);

        Assert.Equal(140, (await Organization.GetMembersAsync(Hundred, MemberScope.Direct, Ct)).EnsureComplete().Items.Length);
        Assert.Empty(await Organization.GetHeldChangesAsync(Ct));
    }

    [Fact]
    public async Task People_whom_events_named_pass()
    {
        await DenyAsync(refresh: false);
        await _mirror.Grains.GetGrain<IRereadGrain>("default/rereads").MarkAsync([.. FortyPeople.Select(Subject.Person)], byEvent: true, Ct);

        await _mirror.SettledAsync(Ct);

        Assert.Empty((await Organization.GetMembersAsync(Forty, MemberScope.Direct, Ct)).EnsureComplete().Items);
        Assert.Empty(await Organization.GetHeldChangesAsync(Ct));
    }

    [Fact]
    public async Task A_scope_that_shrank_and_a_permission_that_was_withdrawn_lose_nobody()
    {
        _dingTalk.Options.Scope = new([Hundred], []);
        await Assert.ThrowsAnyAsync<Mirror.Errors.MirrorException>(async () => await Organization.RefreshDepartmentAsync(Forty, Ct));
        Assert.Equal(40, (await Organization.GetMembersAsync(Forty, MemberScope.Direct, Ct)).Items.Length);

        _dingTalk.Options.Scope = ContactScope.Everything;
        _dingTalk.Faults.Add(Fault.Error("60011") with { Endpoint = UserList });
        await Assert.ThrowsAnyAsync<Mirror.Errors.MirrorException>(async () => await Organization.RefreshDepartmentAsync(Forty, Ct));
        Assert.Equal(40, (await Organization.GetMembersAsync(Forty, MemberScope.Direct, Ct)).Items.Length);
    }

    // The platform lists them no more and knows none of them, and counts them all the same.
    private async Task DenyAsync(bool refresh = true)
    {
        _dingTalk.Faults.Add(Fault.MissingPeople() with { Endpoint = UserList });
        _dingTalk.Faults.Add(Fault.Error("60121") with { Endpoint = UserGet });
        if (refresh) await Organization.RefreshDepartmentAsync(Forty, Ct);
    }
}
