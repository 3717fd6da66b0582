using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Feeds;
using DingTalk.Mirror.Users;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace DingTalk.Mirror.Tests.Users;

/// <summary>Who left is remembered, and an id that comes back is a new life.</summary>
public sealed class DepartureTests : IAsyncLifetime
{
    private DingTalkSimulator _dingTalk = null!;
    private MirrorCluster _mirror = null!;
    private DateTimeOffset _loadedAt;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IOrganization Organization => _mirror.Organization();

    public async ValueTask InitializeAsync()
    {
        _dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        _mirror = await MirrorCluster.StartAsync(
            _dingTalk, configure: options => (options.RereadAfter, options.Sweep.Share) = (TimeSpan.FromMilliseconds(100), 0));
        await Organization.LoadAsync(1, Ct).LastAsync(Ct);
        _loadedAt = TimeProvider.System.GetUtcNow();
        _dingTalk.Calls.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _mirror.DisposeAsync();
        await _dingTalk.DisposeAsync();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Who_left_is_told_with_when_and_how_it_is_known_and_asking_costs_nothing(bool inside)
    {
        await LeaveAsync("zhou", byEvent: true);
        _dingTalk.Calls.Reset();
        var org = inside ? _mirror.Organization(1) : _mirror.FromOutside;

        var departure = await org.GetDepartureAsync("zhou", Ct);
        var departures = (await org.GetDeparturesAsync(_loadedAt, Ct)).EnsureComplete();
        var thrown = await Assert.ThrowsAsync<PersonNotFoundException>(async () => await org.GetPersonAsync("zhou", Ct));

        Assert.True(departure is { Evidence: DepartureEvidence.NotFound, ByEvent: true, IsDecided: false, ReturnedAt: null }, $"{departure}");
        Assert.True(departure.LastSeenAt < _loadedAt && _loadedAt < departure.GoneAt, $"{departure}");
        Assert.Equal((departure.GoneAt, departures.Version), (departure.Stamp!.OldestRead, departure.Stamp.Version));
        departure = departure with { Stamp = null };
        Assert.Equal([departure], departures.Items);
        Assert.True(departures is { OldestRead: not null, CurrentAsOf: not null, Version.Number: > 0 }, $"{departures}");
        Assert.Empty((await org.GetDeparturesAsync(departure.GoneAt.AddTicks(1), Ct)).Items);
        Assert.Null(await org.GetDepartureAsync("he", Ct));
        Assert.Null(await org.GetDepartureAsync("nobody", Ct));
        Assert.Equal(departure, thrown.Departure);
        Assert.Contains($"found gone at {departure.GoneAt:u}, after an event had named them", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(0, _dingTalk.Calls.Total);
    }

    [Fact]
    public async Task Whom_a_list_no_longer_has_is_gone_also_for_who_had_asked_for_them_by_themselves()
    {
        await Organization.RefreshPersonAsync("zhou", Ct);
        _dingTalk.Organization.RemoveUser("zhou");
        await Organization.RefreshDepartmentAsync(Companies.WestSales, Ct);

        var thrown = await Assert.ThrowsAsync<PersonNotFoundException>(async () => await Organization.GetPersonAsync("zhou", Ct));

        Assert.False(thrown.Departure!.ByEvent);
        Assert.EndsWith(", without an event.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_out_of_scope_has_left_as_far_as_the_app_sees()
    {
        _dingTalk.Faults.Add(Fault.Error("50002") with { Endpoint = "POST /topapi/v2/user/get" });
        await Assert.ThrowsAsync<OutOfScopeException>(async () => await Organization.RefreshPersonAsync("zhou", Ct));

        Assert.Equal(DepartureEvidence.OutOfScope, (await Organization.GetDepartureAsync("zhou", Ct))?.Evidence);
        await Assert.ThrowsAsync<OutOfScopeException>(async () => await Organization.GetPersonAsync("zhou", Ct));
    }

    [Fact]
    public async Task An_id_that_comes_back_is_a_new_life_for_questions_and_for_readers_of_the_changes()
    {
        var since = await _mirror.HeadAsync(Ct);
        await LeaveAsync("lin", byEvent: false);
        _dingTalk.Organization.User("lin", "另一人", Companies.Technology);
        _dingTalk.Organization.UpdateDepartment(Companies.Technology, department => department with { Leaders = [] });
        await _mirror.Mirror().Rereads.MarkAsync([Subject.Person("lin")], byEvent: true, Ct);
        await _mirror.SettledAsync(Ct);

        var departure = await Organization.GetDepartureAsync("lin", Ct);
        Assert.True(departure!.GoneAt < departure.ReturnedAt);
        Assert.Equal("另一人", (await Organization.GetPersonAsync("lin", Ct)).Name);
        Assert.Empty((await Organization.GetLeadersAsync(Companies.Technology, Ct)).Leaders);
        var changes = await Organization.WatchAsync(since, Ct).SelectMany(set => set.Changes).Take(3).ToListAsync(Ct);
        Assert.Collection(
            changes,
            change => Assert.IsType<PersonStoppedLeading>(change),
            change => Assert.Equal("林一", Assert.IsType<PersonLeft>(change).Person.Name),
            change => Assert.Equal(departure with { Stamp = null }, Assert.IsType<PersonJoined>(change).FormerDeparture));
    }

    [Fact]
    public async Task What_is_remembered_outlives_the_views()
    {
        await LeaveAsync("zhou", byEvent: true);
        var known = await Organization.GetDepartureAsync("zhou", Ct);

        await _mirror.Mirror().Views.DropAsync(Ct);

        Assert.Equal(known! with { Stamp = null }, (await Organization.GetDepartureAsync("zhou", Ct))! with { Stamp = null });
    }

    [Fact]
    public async Task Live_asks_DingTalk_whether_somebody_has_left()
    {
        _dingTalk.Organization.RemoveUser("zhou");
        _dingTalk.Organization.RemoveUser("he");
        Assert.Null(await Organization.GetDepartureAsync("zhou", Ct));

        var asked = TimeProvider.System.GetUtcNow();
        Assert.True((await Organization.With(Freshness.Live).GetDepartureAsync("zhou", Ct))!.Stamp!.OldestRead >= asked);
        asked = TimeProvider.System.GetUtcNow();
        Assert.True((await Organization.With(Freshness.Live).GetDepartureAsync("zhou", Ct))!.Stamp!.OldestRead >= asked);
        Assert.Equal(["zhou", "he"], (await Organization.With(Freshness.Live).GetDeparturesAsync(_loadedAt, Ct)).EnsureComplete().Items.Select(left => left.UserId));
    }

    [Fact]
    public async Task No_row_of_a_grain_names_people_and_a_new_activation_asks_nobody_all_the_same()
    {
        await Organization.RefreshPersonAsync("zhou", Ct);
        await Organization.RefreshDepartmentAsync(Companies.WestSales, Ct);
        _dingTalk.Calls.Reset();

        var department = await RowAsync<DepartmentState>("department", $"default/department/{Companies.WestSales}");
        var user = await RowAsync<UserState>("user", "default/user/zhou");
        Assert.Equal("西区", department.Snapshot!.Fields!.Name);
        Assert.Null(department.Snapshot.Members);
        Assert.Null(user.Snapshot!.Person);
        Assert.Equal(_mirror.Mirror().Views.Current!.Version.LogId, user.Snapshot.Version.LogId);

        await _mirror.DeactivateAsync(_mirror.Department(Companies.WestSales));
        await _mirror.DeactivateAsync(_mirror.Grains.GetGrain<IUserGrain>("default/user/zhou"));
        var snapshot = await _mirror.Department(Companies.WestSales).GetAsync(DepartmentParts.Members, Ct);
        Assert.Equal("周五", Assert.Single(snapshot.Members!.Items).Person.Name);
        Assert.Equal("周五", (await _mirror.Grains.GetGrain<IUserGrain>("default/user/zhou").GetAsync(Ct)).Person?.Name);
        Assert.Equal(0, _dingTalk.Calls.Total);
    }

    private async Task<T> RowAsync<T>(string name, string key) where T : new()
    {
        var row = new GrainState<T>(new());
        var storage = _mirror.Silo(0).GetRequiredKeyedService<IGrainStorage>(StorageNames.Mirror);
        await storage.ReadStateAsync(name, GrainId.Create($"dingtalk.{name}", key), row);
        return row.State!;
    }

    private async Task LeaveAsync(string userId, bool byEvent)
    {
        _dingTalk.Organization.RemoveUser(userId);
        await _mirror.Mirror().Rereads.MarkAsync([Subject.Person(userId)], byEvent, Ct);
        await _mirror.SettledAsync(Ct);
    }
}
