using DingTalk.Simulator;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Samples.Tests;

public sealed class StaffTableTests : IAsyncLifetime
{
    private const int People = 60;
    private const int Kills = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dingtalk-sample-tests-");
    private readonly int _gatewayPort = Ports.Free();
    private readonly Dictionary<string, int> _moves = new(StringComparer.Ordinal);
    private DingTalkSimulator _dingTalk = null!;
    private IHost _silo = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IOrganization Organization => _silo.Services.GetRequiredService<IOrganization>();

    private string Database => Path.Combine(_directory.FullName, "staff.db");

    public async ValueTask InitializeAsync()
    {
        _dingTalk = await DingTalkSimulator.StartAsync(Company());
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(Ports.Free(), _gatewayPort)
            .UseDingTalkSqlite(Path.Combine(_directory.FullName, "mirror.db"))
            .AddDingTalk(
                app =>
                {
                    (app.AppKey, app.AppSecret) = (_dingTalk.AppKey, _dingTalk.AppSecret);
                    app.UseAddress(_dingTalk.Address);
                },
                mirror => mirror.WatchHeartbeat = TimeSpan.FromMilliseconds(200)));
        _silo = builder.Build();
        await _silo.StartAsync(Ct);
        await foreach (var _ in Organization.LoadAsync(1, Ct))
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.StopAsync(CancellationToken.None);
        _silo.Dispose();
        await _dingTalk.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_service_that_is_killed_again_and_again_loses_no_row_and_doubles_none()
    {
        var random = new Random(20260611);
        var service = StaffService.Start(_gatewayPort, Database);
        try
        {
            await UntilAsync(service, table => table.Count == People);
            for (var kill = 0; kill < Kills; kill++)
            {
                // Changes run on while the service dies, somewhere within them, and while it is not there.
                var seen = await PositionAsync();
                var killAfter = random.Next(1, 20);
                var changes = Task.Run(() => ChangeAsync(random, count: 40), Ct);
                await UntilMovedAsync(service, seen, killAfter);
                await service.KillAsync();
                service.Dispose();
                await changes;
                service = StaffService.Start(_gatewayPort, Database);
            }

            await ChangeAsync(random, count: 1);
            var expected = Expected();
            var table = await UntilAsync(service, table => Tell(table) == expected);
            Assert.Equal(expected, Tell(table));
        }
        finally
        {
            service.Dispose();
        }
    }

    private static SimulatedOrganization Company()
    {
        var company = new SimulatedOrganization();
        for (var id = 2; id <= 7; id++) company.Department(id, $"部门{id}");
        for (var number = 0; number < People; number++) company.User($"user{number:00}", $"人{number}", 2 + (number % 6));
        return company;
    }

    // Each person moves, has another title, or leaves; the mirror is told to look.
    private async Task ChangeAsync(Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var user = _dingTalk.Organization.Users.OrderBy(user => user.UserId, StringComparer.Ordinal).ElementAt(random.Next(_dingTalk.Organization.UserCount));
            switch (random.Next(10))
            {
                case 0 when _dingTalk.Organization.UserCount > People / 2:
                    _dingTalk.Organization.RemoveUser(user.UserId);
                    _moves.Remove(user.UserId);
                    await IsGoneAsync(user.UserId);
                    continue;
                case < 5:
                    _dingTalk.Organization.UpdateUser(user.UserId, person => person with { Title = $"第{i}次" });
                    break;
                default:
                    _dingTalk.Organization.UpdateUser(user.UserId, person => person with { Departments = [2 + ((person.Departments[0] - 1) % 6)] });
                    _moves[user.UserId] = _moves.GetValueOrDefault(user.UserId) + 1;
                    break;
            }

            await Organization.RefreshPersonAsync(user.UserId, Ct);
        }
    }

    private async Task IsGoneAsync(string userId)
    {
        await Assert.ThrowsAsync<Errors.PersonNotFoundException>(() => Organization.RefreshPersonAsync(userId, Ct).AsTask());
    }

    private string Expected() => string.Join('\n', _dingTalk.Organization.Users.OrderBy(user => user.UserId, StringComparer.Ordinal)
        .Select(user => $"{user.UserId} {user.Name} {user.Title} {_moves.GetValueOrDefault(user.UserId)}"));

    private static string Tell(IEnumerable<Employee> table) => string.Join('\n', table.OrderBy(row => row.UserId, StringComparer.Ordinal)
        .Select(row => $"{row.UserId} {row.Name} {row.Title} {row.Moves}"));

    private async Task<IReadOnlyList<Employee>> UntilAsync(StaffService service, Func<IReadOnlyList<Employee>, bool> reached)
    {
        IReadOnlyList<Employee> table = [];
        await PollAsync(service, async db => reached(table = await db.Employees.AsNoTracking().ToListAsync(Ct)), () => Tell(table));
        return table;
    }

    private async Task<MirrorVersion> PositionAsync()
    {
        await using var db = Open();
        return MirrorVersion.Parse((await db.Positions.AsNoTracking().SingleAsync(Ct)).Version);
    }

    private Task UntilMovedAsync(StaffService service, MirrorVersion seen, int by) =>
        PollAsync(service, async _ => (await PositionAsync()).Number >= seen.Number + by, () => $"{seen} + {by}");

    private async Task PollAsync(StaffService service, Func<StaffContext, Task<bool>> isReached, Func<string> tell)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (File.Exists(Database))
            {
                await using var db = Open();
                try
                {
                    if (await isReached(db)) return;
                }
                catch (Microsoft.Data.Sqlite.SqliteException)
                {
                    // The service is still making its tables.
                }
            }

            Assert.False(service.HasExited, "The service ended by itself.");
            Assert.False(patience.IsCancellationRequested, $"The table did not become {Expected()}\nbut stayed at\n{tell()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        }
    }

    private StaffContext Open() => new(new DbContextOptionsBuilder<StaffContext>().UseSqlite($"Data Source={Database}").Options);
}
