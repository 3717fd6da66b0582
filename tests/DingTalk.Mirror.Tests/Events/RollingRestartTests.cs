using System.Collections.Concurrent;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace DingTalk.Mirror.Tests.Events;

public sealed class RollingRestartTests
{
    private const int People = 60;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_every_silo_is_replaced_in_turn_answers_are_right_and_in_the_end_no_change_is_missing()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(
            Company(),
            options =>
            {
                options.Limits.CallsPerSecond = null;

                // Often enough to outlast the time that a slow machine takes to notice a dead silo.
                options.Events.Retries = [.. Enumerable.Range(0, 9).Select(attempt => TimeSpan.FromSeconds(0.3 * Math.Pow(2, attempt)))];
            },
            cancellationToken: Ct);
        var rows = new ConcurrentDictionary<(string, GrainId), SharedStore.Row>();
        await using var mirror = await MirrorCluster.StartAsync(
            dingTalk,
            silos: 3,
            configure: options => (options.RereadAfter, options.Sweep.Share) = (TimeSpan.FromMilliseconds(200), 0),
            configureApp: app => app.CallsPerSecond = 60,
            configureSilo: silo =>
            {
                silo.AddDingTalkStream();
                silo.Services.AddKeyedSingleton<IGrainStorage>(StorageNames.Mirror, (services, _) =>
                    new SharedStore(services.GetRequiredKeyedService<IGrainStorageSerializer>(StorageNames.Mirror), rows));
            });
        await dingTalk.Events.WhenConnectedAsync(connections: 3, Ct);
        await mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var changes = ChangeAsync(dingTalk, end.Token);
        var questions = AskAsync(mirror.Organization(2), end.Token);
        await mirror.ReplaceAsync(0, isCrash: false);
        await dingTalk.Events.WhenConnectedAsync(connections: 3, Ct);
        await mirror.ReplaceAsync(0, isCrash: true);
        await dingTalk.Events.WhenConnectedAsync(connections: 3, Ct);
        await end.CancelAsync();
        Assert.True(await questions > 0);
        Assert.True(await changes > 0);

        // The one that was asked goes last; the others answer on.
        await mirror.ReplaceAsync(0, isCrash: false);
        await dingTalk.Events.WhenConnectedAsync(connections: 3, Ct);
        await dingTalk.Events.WhenSettledAsync(Ct);
        await mirror.SettledAsync(Ct);

        Assert.Equal(0, dingTalk.Events.LostCount);
        for (var silo = 0; silo < mirror.SiloCount; silo++)
        {
            var view = mirror.Mirror(silo).Views.Current!;
            foreach (var user in dingTalk.Organization.Users)
            {
                Assert.True(view.TryGetPerson(user.UserId, out var person));
                Assert.Equal(user.Departments.Order(), person.DepartmentIds.Order());
            }
        }
    }

    private static SimulatedOrganization Company()
    {
        var organization = new SimulatedOrganization();
        for (var id = 2; id <= 8; id++) organization.Department(id, $"部门{id}");
        for (var number = 0; number < People; number++) organization.User($"u{number}", $"人{number}", 2 + (number % 7));
        return organization;
    }

    private static async Task<int> ChangeAsync(DingTalkSimulator dingTalk, CancellationToken end)
    {
        var random = new Random(7);
        for (var count = 0; ; count++)
        {
            if (end.IsCancellationRequested) return count;
            dingTalk.Organization.UpdateUser($"u{random.Next(People)}", user => user with { Departments = [2 + random.Next(7)] });
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    // People only move, so whoever asks must be told all of them, each once, whatever happens to the other silos.
    private static async Task<int> AskAsync(IOrganization organization, CancellationToken end)
    {
        for (var count = 0; ; count++)
        {
            if (end.IsCancellationRequested) return count;
            var members = (await organization.GetMembersAsync(1, MemberScope.Subtree, CancellationToken.None)).EnsureComplete();
            Assert.Equal(People, members.Items.Select(person => person.UserId).Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(People, members.Items.Length);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }
}
