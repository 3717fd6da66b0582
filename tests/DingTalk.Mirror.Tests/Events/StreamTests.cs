using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Events;

/// <summary>A change at the platform, its event over a real WebSocket, and the answers of every silo.</summary>
public sealed class StreamTests : IAsyncLifetime
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
    }

    public async ValueTask DisposeAsync()
    {
        await _mirror.DisposeAsync();
        await _dingTalk.DisposeAsync();
    }

    [Fact]
    public async Task Every_silo_listens_and_a_change_is_in_the_answers_of_each_without_anybody_asking_the_platform()
    {
        await _mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);

        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.EastSales] });
        _dingTalk.Organization.UpdateDepartment(Companies.Mobile, department => department with { ParentId = Companies.Sales, Name = "移动部" });
        await SettledAsync();
        _dingTalk.Calls.Reset();

        foreach (var silo in new[] { 0, 1 })
        {
            var organization = _mirror.Organization(silo);
            Assert.Equal("移动部", (await organization.GetDepartmentAsync(Companies.Mobile, Ct)).Name);
            Assert.True(await organization.IsMemberAsync("chen", Companies.Sales, Ct));
            Assert.False(await organization.IsMemberAsync("zhou", Companies.WestSales, Ct));
            Assert.True(await organization.IsMemberAsync("zhou", Companies.EastSales, Ct));
        }

        Assert.Equal(0, _dingTalk.Calls.Total);
        Assert.Equal(0, _dingTalk.Events.LostCount);
    }

    [Fact]
    public async Task Duplicates_and_disorder_end_in_the_state_that_a_fresh_load_gives()
    {
        await _mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        _dingTalk.Events.Pause();
        _dingTalk.Organization.UpdateUser("he", user => user with { Departments = [Companies.EastSales] });
        _dingTalk.Organization.UpdateUser("he", user => user with { Departments = [Companies.Platform, Companies.Empty] });
        _dingTalk.Organization.RemoveDepartment(23);
        _dingTalk.Organization.Department(60, "新组", Companies.WestSales);
        _dingTalk.Organization.User("xin", "新人", 60);
        _dingTalk.Organization.RemoveUser("wu");
        _dingTalk.Events.Resume();

        await SettledAsync();

        foreach (var id in _dingTalk.Organization.SubtreeOf(1))
        {
            var members = (await _mirror.Organization().GetMembersAsync(id, MemberScope.Direct, Ct)).EnsureComplete();
            Assert.Equal(_dingTalk.Organization.MembersOf(id).Order(StringComparer.Ordinal), members.Items.Select(person => person.UserId).Order(StringComparer.Ordinal));
        }

        Assert.Equal(_dingTalk.Organization.SubtreeOf(1).Order(), (await _mirror.Organization().GetSubDepartmentIdsAsync(1, Ct)).EnsureComplete().Items.Append(1).Order());
    }

    [Fact]
    public async Task While_events_flow_an_old_read_is_known_to_be_current()
    {
        await _mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        var read = (await _mirror.Organization().GetMembersAsync(1, MemberScope.Subtree, Ct)).OldestRead;

        // The first connection of a cluster tells that nobody listened before; what was read since is not in doubt.
        while ((await _mirror.Organization().GetMembersAsync(1, MemberScope.Subtree, Ct)).CurrentAsOf <= read) await Task.Delay(50, Ct);
    }

    private async Task SettledAsync()
    {
        await _dingTalk.Events.WhenSettledAsync(Ct);
        await _mirror.SettledAsync(Ct);
    }
}
