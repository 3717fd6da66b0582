using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Feeds;
using DingTalk.Mirror.Tests.Changes;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Feeds;

public sealed class WatchTests : IAsyncLifetime
{
    private const int NamedDepartments = 9; // the root is known by its children only

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private DingTalkSimulator _dingTalk = null!;
    private MirrorCluster _mirror = null!;

    public static TheoryData<bool> InsideAndOutside => [true, false];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _dingTalk = await DingTalkSimulator.StartAsync(Companies.Small());
        _mirror = await MirrorCluster.StartAsync(_dingTalk, configure: mirror => mirror.WatchHeartbeat = TimeSpan.FromMilliseconds(200));
    }

    public async ValueTask DisposeAsync()
    {
        await _mirror.DisposeAsync();
        await _dingTalk.DisposeAsync();
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task A_reader_gets_a_full_state_and_then_every_change(bool inside)
    {
        await LoadAsync(1);
        await using var reader = Read(Org(inside).WatchAsync(cancellationToken: Ct));

        var first = await reader.NextAsync();
        Assert.Equal((SnapshotReason.NoVersion, true, true), (first.SnapshotReason, first.IsSnapshot, first.IsReplay));
        Assert.Equal(NamedDepartments, reader.Table.Departments.Count);
        Assert.Equal("lin", reader.Table.People["lin"].UserId);
        Assert.Contains((Companies.Technology, "lin"), reader.Table.Leaders);

        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.EastSales] });
        await _mirror.Organization(1).RefreshPersonAsync("zhou", Ct);
        var change = await reader.NextChangeAsync();
        Assert.Equal([typeof(PersonEnteredDepartment), typeof(PersonLeftDepartment)], change.Changes.Select(told => told.GetType()));
        Assert.False(change.IsReplay);
        Assert.True(change.Version.Includes(first.Version));
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task A_reader_who_comes_back_is_told_what_happened_meanwhile_and_that_it_is_no_longer_new(bool inside)
    {
        await LoadAsync(1);
        var table = new Table();
        MirrorVersion version;
        await using (var reader = Read(Org(inside).WatchAsync(cancellationToken: Ct), table)) version = (await reader.NextAsync()).Version;

        await RenameAsync(Companies.Sales, "市场部");
        await using var again = Read(Org(inside).WatchAsync(version, Ct), table);
        var missed = await again.NextAsync<DepartmentRenamed>();
        Assert.Equal("销售部", Assert.IsType<DepartmentRenamed>(missed.Changes.Single(change => change is DepartmentRenamed)).FormerName);
        Assert.True(missed.IsReplay);

        await RenameAsync(Companies.Sales, "销售部");
        Assert.False((await again.NextAsync<DepartmentRenamed>()).IsReplay);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task Who_watches_a_subtree_is_told_who_enters_and_leaves_it_with_a_department_that_moves(bool inside)
    {
        await LoadAsync(1);
        await using var reader = Read(Org(inside).WatchSubtreeAsync(Companies.Technology, cancellationToken: Ct), isSubtree: true);
        var first = await reader.NextAsync();
        Assert.Equal(["chen", "lin", "sun", "wu"], first.Changes.OfType<PersonEnteredSubtree>().Select(change => change.Person.UserId).Order(StringComparer.Ordinal));

        _dingTalk.Organization.MoveDepartment(Companies.WestSales, Companies.Technology);
        await _mirror.Organization().RefreshDepartmentAsync(Companies.Technology, Ct);
        var entered = await reader.NextAsync<DepartmentEnteredSubtree>();
        Assert.Equal([22, 23], entered.Changes.OfType<DepartmentEnteredSubtree>().Select(change => change.Department.Id).Order());
        Assert.Equal(["he", "zhou"], entered.Changes.OfType<PersonEnteredSubtree>().Select(change => change.Person.UserId).Order(StringComparer.Ordinal));

        // Chen is in two departments of it and leaves one; sun leaves it for good.
        _dingTalk.Organization.UpdateUser("chen", user => user with { Departments = [Companies.Mobile] });
        await _mirror.Organization().RefreshPersonAsync("chen", Ct);
        Assert.Equal([typeof(PersonLeftDepartment)], (await reader.NextAsync<PersonLeftDepartment>()).Changes.Select(change => change.GetType()));
        _dingTalk.Organization.UpdateUser("sun", user => user with { Departments = [Companies.EastSales] });
        await _mirror.Organization().RefreshPersonAsync("sun", Ct);
        Assert.Equal([typeof(PersonLeftDepartment), typeof(PersonLeftSubtree)], (await reader.NextAsync<PersonLeftSubtree>()).Changes.Select(change => change.GetType()));
    }

    [Fact]
    public async Task What_nobody_watching_can_see_moves_the_version_on()
    {
        await LoadAsync(Companies.Sales);
        await using var reader = Read(_mirror.Organization().WatchSubtreeAsync(Companies.Sales, cancellationToken: Ct), isSubtree: true);
        var first = await reader.NextAsync();

        await LoadAsync(Companies.Technology);

        ChangeSet set;
        do
        {
            set = await reader.NextAsync();
            Assert.Empty(set.Changes);
        }
        while (set.Version.Number < _mirror.Organization().View!.Version.Number);
        Assert.True(set.Version.Includes(first.Version));
        Assert.NotEqual(first.Version, set.Version);
    }

    [Theory, MemberData(nameof(InsideAndOutside))]
    public async Task A_version_of_another_log_and_one_that_has_not_been_get_a_full_state(bool inside)
    {
        await LoadAsync(1);
        var here = _mirror.Organization().View!.Version;

        foreach (var version in new[] { new MirrorVersion(Guid.NewGuid(), 1), here with { Number = here.Number + 1_000 } })
        {
            await using var reader = Read(Org(inside).WatchAsync(version, Ct));
            Assert.Equal(SnapshotReason.OtherLog, (await reader.NextAsync()).SnapshotReason);
            Assert.Equal(NamedDepartments, reader.Table.Departments.Count);
        }
    }

    [Fact]
    public async Task A_reader_who_takes_nothing_holds_up_nobody_and_misses_nothing()
    {
        await LoadAsync(1);
        await using var slow = Read(_mirror.Organization().WatchAsync(cancellationToken: Ct));
        await using var quick = Read(_mirror.Organization().WatchAsync(cancellationToken: Ct));
        await slow.NextAsync();
        await quick.NextAsync();

        // More than a silo keeps at hand.
        for (var round = 0; round < 12; round++)
        {
            var log = _mirror.Mirror().Changes;
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => log.AppendAsync([Later(round, i)], Ct)));
        }

        await quick.UntilAsync(table => table.People.Count >= 6_000);
        await slow.UntilAsync(table => table.People.Count >= 6_000);
        Assert.Equal(quick.Table.Tell(), slow.Table.Tell());

        static Fact Later(int round, int i) => Said.Person(1_000_000 + round, $"new{round}-{i}", 1, 10, 20);
    }

    [Fact]
    public async Task A_reader_outside_goes_on_when_its_silo_is_lost()
    {
        await LoadAsync(1);
        await using var first = Read(_mirror.FromOutside.WatchAsync(cancellationToken: Ct));
        await using var second = Read(_mirror.FromOutside.WatchAsync(cancellationToken: Ct));
        await first.NextAsync();
        await second.NextAsync();

        await _mirror.KillAsync(1);
        await RenameAsync(Companies.Sales, "市场部");

        await first.UntilAsync(table => table.Departments[Companies.Sales].Name == "市场部");
        await second.UntilAsync(table => table.Departments[Companies.Sales].Name == "市场部");
    }

    [Fact]
    public async Task A_view_that_is_dropped_costs_no_change()
    {
        await LoadAsync(1);
        await using var reader = Read(_mirror.Organization().WatchAsync(cancellationToken: Ct));
        await reader.NextAsync();

        await RenameAsync(Companies.Sales, "市场部");
        await _mirror.Mirror().Views.DropAsync(Ct);
        await RenameAsync(Companies.Empty, "新部门");

        await reader.UntilAsync(table => table.Departments[Companies.Empty].Name == "新部门");
        Assert.Equal("市场部", reader.Table.Departments[Companies.Sales].Name);
    }

    private IOrganization Org(bool inside) => inside ? _mirror.Organization() : _mirror.FromOutside;

    private async Task LoadAsync(long id)
    {
        await foreach (var _ in _mirror.Organization().LoadAsync(id, Ct))
        {
        }
    }

    private async Task RenameAsync(long id, string name)
    {
        _dingTalk.Organization.UpdateDepartment(id, department => department with { Name = name });
        await _mirror.Organization().RefreshDepartmentAsync(id, Ct);
    }

    private static Reader Read(IAsyncEnumerable<ChangeSet> sets, Table? table = null, bool isSubtree = false) =>
        new(sets.GetAsyncEnumerator(Ct), table ?? new(), isSubtree);

    private sealed class Reader(IAsyncEnumerator<ChangeSet> sets, Table table, bool isSubtree) : IAsyncDisposable
    {
        private MirrorVersion _at;

        public Table Table => table;

        public async Task<ChangeSet> NextAsync()
        {
            Assert.True(await sets.MoveNextAsync().AsTask().WaitAsync(Patience, Ct));
            var set = sets.Current;
            if (set.SnapshotReason is null && _at.LogId != Guid.Empty) Assert.True(set.Version.Includes(_at), $"{set.Version} after {_at}");
            _at = set.Version;
            if (isSubtree) Table.ApplySubtree(set.Changes);
            else Table.Apply(set);
            return set;
        }

        public async Task<ChangeSet> NextChangeAsync()
        {
            ChangeSet set;
            do set = await NextAsync();
            while (set.Changes.IsEmpty);
            return set;
        }

        public async Task<ChangeSet> NextAsync<TChange>()
        {
            ChangeSet set;
            do set = await NextAsync();
            while (!set.Changes.OfType<TChange>().Any());
            return set;
        }

        public async Task UntilAsync(Func<Table, bool> reached)
        {
            while (!reached(Table)) await NextAsync();
        }

        public ValueTask DisposeAsync() => sets.DisposeAsync();
    }
}
