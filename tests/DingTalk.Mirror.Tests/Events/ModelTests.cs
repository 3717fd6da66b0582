using DingTalk.Mirror.Sweeps;
using DingTalk.Mirror.Views;
using DingTalk.OpenPlatform;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.Mirror.Tests.Events;

/// <summary>
/// Random changes through the platform's documented API, their events delivered at random, questions in between. The seed of a run names all its
/// changes; when which event comes is the machine's to say.
/// </summary>
public sealed class ModelTests
{
    private const string Reads = "POST /topapi/v2/user/get";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task No_answer_tells_what_was_never_true_since_its_read_and_in_the_end_the_mirror_is_the_organization(int seed)
    {
        await using var run = await Run.StartAsync(seed, sweep: false);
        run.DingTalk.Faults.Add(Fault.EventDuplicate(TimeSpan.FromMilliseconds(30)) with { Rate = 0.2 });
        run.DingTalk.Faults.Add(Fault.EventDelay(TimeSpan.FromMilliseconds(60)) with { Rate = 0.2 });
        run.DingTalk.Faults.Add(Fault.EventReorder(TimeSpan.FromMilliseconds(40)) with { Rate = 0.2 });
        run.DingTalk.Faults.Add(Fault.HttpStatus(503) with { Rate = 0.05, Endpoint = Reads });
        for (var step = 1; step <= 400; step++)
        {
            await run.Company.ChangeAsync(Ct);
            if (run.Random.Next(3) == 0) run.CheckAnswers();
            if (step % 20 == 0) await Task.Delay(run.Random.Next(60), Ct);
            if (step % 200 != 0) continue;
            await run.SettleAsync();
            Assert.Empty(run.Differences());
        }
    }

    [Theory, InlineData(11), InlineData(12)]
    public async Task Events_that_were_lost_and_reads_that_lag_behind_are_made_good_by_the_sweep(int seed)
    {
        await using var run = await Run.StartAsync(seed, sweep: true);
        run.DingTalk.Faults.Add(Fault.EventDrop() with { Rate = 0.2 });
        var stale = Fault.StaleRead(3) with { Rate = 0.1 };
        run.DingTalk.Faults.Add(stale);
        for (var step = 1; step <= 300; step++)
        {
            await run.Company.ChangeAsync(Ct);
            if (step % 100 == 50) run.DingTalk.Events.Disconnect(run.Random.Next(2) == 0 ? StreamBreak.Announced : StreamBreak.Cut);
            if (step % 20 == 0) await Task.Delay(run.Random.Next(60), Ct);
        }

        run.DingTalk.Faults.Clear();
        await run.SettleAsync();
        for (var pass = 0; pass < 12 && run.Differences().Count > 0; pass++)
        {
            await run.SweepAsync();
            await run.SettleAsync();
        }

        Assert.Empty(run.Differences());
        Assert.True((await run.Mirror.Grains.GetGrain<ISweepGrain>("default/sweep").GetStatusAsync(Ct)).Drift > 0);
    }

    private sealed class Run(DingTalkSimulator dingTalk, MirrorCluster mirror, ServiceProvider services, ChangingCompany company, Random random) : IAsyncDisposable
    {
        private readonly OrganizationView?[] _last = new OrganizationView?[2];

        public DingTalkSimulator DingTalk => dingTalk;

        public MirrorCluster Mirror => mirror;

        public ChangingCompany Company => company;

        public Random Random => random;

        public static async Task<Run> StartAsync(int seed, bool sweep)
        {
            var random = new Random(seed);
            var dingTalk = await DingTalkSimulator.StartAsync(Start(random), options => options.Limits.CallsPerSecond = null, cancellationToken: Ct);
#pragma warning disable CA2000 // The run that is returned ends it.
            var mirror = await MirrorCluster.StartAsync(
                dingTalk,
                configure: options =>
                {
                    options.RereadAfter = TimeSpan.FromMilliseconds(200);
                    (options.Sweep.Interval, options.Sweep.Share) = sweep ? (TimeSpan.FromSeconds(1), 1) : (TimeSpan.FromHours(3), 0);
                },
                configureApp: app => app.CallsPerSecond = 60,
                configureSilo: silo => silo.AddDingTalkStream());
#pragma warning restore CA2000
            var services = new ServiceCollection().AddLogging().AddDingTalkClient(app =>
            {
                (app.AppKey, app.AppSecret, app.CallsPerSecond) = (dingTalk.AppKey, dingTalk.AppSecret, 60);
                app.UseAddress(dingTalk.Address);
            }).BuildServiceProvider();
            var company = new ChangingCompany(services.GetRequiredService<DingTalkClient>(), dingTalk.Organization, random);
            company.Begin();
            await dingTalk.Events.WhenConnectedAsync(connections: 2, Ct);
            await mirror.Organization().GetDepartmentAsync(1, Ct);
            var loaded = await mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
            foreach (var silo in new[] { 0, 1 }) await mirror.Mirror(silo).Views.ReachAsync(loaded.Version, Ct);
            return new(dingTalk, mirror, services, company, random);
        }

        public async ValueTask DisposeAsync()
        {
            await services.DisposeAsync();
            await mirror.DisposeAsync();
            await dingTalk.DisposeAsync();
        }

        /// <summary>Every fact of a view was true at some moment since its read, and everybody is where they say they are.</summary>
        public void CheckAnswers()
        {
            var silo = random.Next(2);
            if (mirror.Mirror(silo).Views.Current is not { } view || ReferenceEquals(view, _last[silo])) return;
            _last[silo] = view;
            foreach (var id in view.Structure.Ids)
            {
                if (!view.TryGetDepartment(id, out var department)) continue;
                Assert.True(company.Was(id, department.ParentId, department.Name, department.ReadAt), $"Department {id} was never {department.Name} under {department.ParentId} since {department.ReadAt:O}.");
            }

            foreach (var userId in company.Constant)
            {
                Assert.True(view.TryGetPerson(userId, out var person), $"{userId} is nowhere.");
                Assert.True(company.WasIn(userId, person.DepartmentIds, person.ReadAt), $"{userId} was never in {string.Join(", ", person.DepartmentIds)} since {person.ReadAt:O}.");
                var places = view.Structure.Ids.Count(id => view.IsMember(userId, id) is Placement.Inside && person.DepartmentIds.Contains(id));
                Assert.Equal(person.DepartmentIds.Count(id => view.Structure.TryFind(id, out _)), places);
                Assert.NotEqual(0, places);
            }
        }

        public async Task SettleAsync()
        {
            await dingTalk.Events.WhenSettledAsync(Ct);
            await mirror.SettledAsync(Ct);
        }

        public async Task SweepAsync()
        {
            var sweep = mirror.Grains.GetGrain<ISweepGrain>("default/sweep");
            var end = (await sweep.GetStatusAsync(Ct)).Pass + 4;
            while ((await sweep.GetStatusAsync(Ct)) is var status && (status.Pass < end || status.IsUnderWay)) await Task.Delay(20, Ct);
        }

        /// <summary>Where the views of the silos differ from the organization.</summary>
        public List<string> Differences()
        {
            var differences = new List<string>();
            var organization = dingTalk.Organization;
            foreach (var silo in new[] { 0, 1 })
            {
                var view = mirror.Mirror(silo).Views.Current!;
                var ids = new long[view.CountSubDepartments(1)];
                view.CopySubDepartmentIds(1, ids);
                if (!ids.Append(1).Order().SequenceEqual(organization.SubtreeOf(1).Order())) differences.Add($"silo {silo}: the departments are {string.Join(", ", ids.Order())}");
                if (!view.Covers(1, MemberScope.Subtree)) differences.Add($"silo {silo}: not everything is loaded");
                foreach (var real in organization.Departments)
                {
                    if (!view.TryGetDepartment(real.Id, out var told) || told.Name != real.Name || (real.Id != 1 && told.ParentId != real.ParentId)) differences.Add($"silo {silo}: department {real.Id} is {told}");
                    var handles = new string[view.CountMembers(real.Id, MemberScope.Direct)];
                    view.CopyMemberIds(real.Id, MemberScope.Direct, handles);
                    if (!handles.Order(StringComparer.Ordinal).SequenceEqual(organization.MembersOf(real.Id).Order(StringComparer.Ordinal), StringComparer.Ordinal)) differences.Add($"silo {silo}: in {real.Id} are {string.Join(", ", handles)}");
                }

                foreach (var real in organization.Users)
                {
                    if (!view.TryGetPerson(real.UserId, out var told) || told.Title != real.Title || told.Name != real.Name) differences.Add($"silo {silo}: {real.UserId} is {told}");
                }

                foreach (var departure in view.People.Departures)
                {
                    if (departure.ReturnedAt is null == organization.FindUser(departure.UserId) is not null) differences.Add($"silo {silo}: {departure}");
                }

                if (view.PersonCount != organization.UserCount) differences.Add($"silo {silo}: {view.PersonCount} people instead of {organization.UserCount}");
            }

            return differences;
        }

        private static SimulatedOrganization Start(Random random)
        {
            var organization = new SimulatedOrganization();
            for (var id = 2; id <= 25; id++) organization.Department(id, $"部门{id}", 1 + random.Next(id - 1));
            for (var number = 0; number < 60; number++) organization.User($"u{number:00}", $"人{number}", 1 + random.Next(25));
            return organization;
        }
    }
}
