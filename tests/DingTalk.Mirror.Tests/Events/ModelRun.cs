using System.Collections.Concurrent;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Users;
using DingTalk.Mirror.Views;
using DingTalk.OpenPlatform;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace DingTalk.Mirror.Tests.Events;

/// <summary>
/// A company that changes and a cluster that mirrors it, all of it loaded. The store outlives every silo. What is chosen at random comes from the
/// seed: the changes from one source, questions and lost silos from another, so that no timing shifts the changes.
/// </summary>
internal sealed class ModelRun : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Dictionary<SiloMirror, OrganizationView> _checked = [];
    private List<Answering> _answering;
    private Task? _replacement;

    private ModelRun(DingTalkSimulator dingTalk, MirrorCluster mirror, ServiceProvider services, ChangingCompany company, Random random)
    {
        (DingTalk, Mirror, _services, Company, Random) = (dingTalk, mirror, services, company, random);
        _answering = AllSilos();
    }

    public DingTalkSimulator DingTalk { get; }

    public MirrorCluster Mirror { get; }

    public ChangingCompany Company { get; }

    public Random Random { get; }

    /// <summary>How many silos were lost so far.</summary>
    public int Lost { get; private set; }

    public static async Task<ModelRun> StartAsync(int seed, int silos = 2, bool sweep = false)
    {
        var dingTalk = await DingTalkSimulator.StartAsync(
            Start(new(seed)),
            options =>
            {
                options.Limits.CallsPerSecond = null;

                // Often enough to outlast the time that a slow machine takes to notice a dead silo.
                options.Events.Retries = [.. Enumerable.Range(0, 9).Select(attempt => TimeSpan.FromSeconds(0.3 * Math.Pow(2, attempt)))];
            },
            cancellationToken: Ct);
        var rows = new ConcurrentDictionary<(string, GrainId), SharedStore.Row>();
#pragma warning disable CA2000 // The run that is returned ends it.
        var mirror = await MirrorCluster.StartAsync(
            dingTalk,
            silos,
            configure: options =>
            {
                options.RereadAfter = TimeSpan.FromMilliseconds(200);
                (options.Sweep.Interval, options.Sweep.Share) = sweep ? (TimeSpan.FromSeconds(1), 1) : (TimeSpan.FromHours(3), 0);
            },
            configureApp: app => app.CallsPerSecond = 60,
            configureSilo: silo =>
            {
                silo.AddDingTalkStream();
                silo.Services.AddKeyedSingleton<IGrainStorage>(StorageNames.Mirror, (services, _) =>
                    new SharedStore(services.GetRequiredKeyedService<IGrainStorageSerializer>(StorageNames.Mirror), rows));
            });
#pragma warning restore CA2000
        var services = new ServiceCollection().AddLogging().AddDingTalkClient(app =>
        {
            (app.AppKey, app.AppSecret, app.CallsPerSecond) = (dingTalk.AppKey, dingTalk.AppSecret, 60);
            app.UseAddress(dingTalk.Address);
        }).BuildServiceProvider();
        var company = new ChangingCompany(services.GetRequiredService<DingTalkClient>(), dingTalk.Organization, new(seed));
        company.Begin();
        await dingTalk.Events.WhenConnectedAsync(connections: silos, Ct);
        await mirror.Organization().GetDepartmentAsync(1, Ct);
        var loaded = await mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        for (var silo = 0; silo < silos; silo++) await mirror.Mirror(silo).Views.ReachAsync(loaded.Version, Ct);
        return new(dingTalk, mirror, services, company, new(~seed));
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Mirror.DisposeAsync();
        await DingTalk.DisposeAsync();
    }

    /// <summary>Begins to lose a silo and to start another in its place, unless that is under way; changes and questions go on meanwhile.</summary>
    public async Task LoseSiloAsync()
    {
        if (_replacement is { IsCompleted: false }) return;
        if (_replacement is not null) await _replacement;
        Lost++;
        _answering = AllSilos();
        var silo = Random.Next(_answering.Count);
        _answering.RemoveAt(silo);
        _replacement = Mirror.ReplaceAsync(silo, isCrash: Random.Next(3) > 0);
    }

    /// <summary>Waits until no silo is missing and everything that was heard has been followed up.</summary>
    public async Task SettleAsync()
    {
        if (_replacement is not null) await _replacement;
        _answering = AllSilos();
        await DingTalk.Events.WhenConnectedAsync(connections: _answering.Count, Ct);
        await DingTalk.Events.WhenSettledAsync(Ct);
        await Mirror.SettledAsync(Ct);
    }

    public async Task SweepAsync()
    {
        var sweep = Mirror.Mirror().Sweep;
        var end = (await sweep.GetStatusAsync(Ct)).Pass + 4;
        while ((await sweep.GetStatusAsync(Ct)) is var status && (status.Pass < end || status.IsUnderWay)) await Task.Delay(20, Ct);
    }

    /// <summary>Every fact of a view was true at some moment since its read, and everybody is where they say they are.</summary>
    public void CheckView()
    {
        var mirror = AnySilo().Mirror;
        if (mirror.Views.Current is not { } view || ReferenceEquals(view, _checked.GetValueOrDefault(mirror))) return;
        _checked[mirror] = view;
        foreach (var id in view.Structure.Ids)
        {
            if (view.TryGetDepartment(id, out var department)) Check(department);
        }

        foreach (var userId in Company.Constant)
        {
            Assert.True(view.TryGetPerson(userId, out var person), $"{userId} is nowhere.");
            Check(person);
            var places = view.Structure.Ids.Count(id => view.IsMember(userId, id) is Placement.Inside && person.DepartmentIds.Contains(id));
            Assert.Equal(person.DepartmentIds.Count(id => view.Structure.TryFind(id, out _)), places);
            Assert.NotEqual(0, places);
        }
    }

    /// <summary>Asks anything, in any silo that is there, and checks the answer. A call that a lost silo has taken along is made again.</summary>
    public async Task AskAsync()
    {
        var organization = AnySilo().Organization;
        var question = Random.Next();
        while (true)
        {
            try
            {
                await AskAsync(organization, new(question));
                return;
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException && _replacement is not null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
            }
        }
    }

    /// <summary>No view differs from the organization; if one does, all that differs is told.</summary>
    public void EnsureSame()
    {
        var differences = Differences();
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    /// <summary>Where the views of the silos differ from the organization.</summary>
    public List<string> Differences() => [.. Enumerable.Range(0, Mirror.SiloCount).SelectMany(silo => Differences(silo, Mirror.Mirror(silo).Views.Current!))];

    private IEnumerable<string> Differences(int silo, OrganizationView view)
    {
        var organization = DingTalk.Organization;
        var ids = new long[view.CountSubDepartments(1)];
        view.CopySubDepartmentIds(1, ids);
        if (!ids.Append(1).Order().SequenceEqual(organization.SubtreeOf(1).Order())) yield return $"silo {silo}: the departments are {string.Join(", ", ids.Order())}";
        if (!view.Covers(1, MemberScope.Subtree)) yield return $"silo {silo}: not everything is loaded";
        foreach (var real in organization.Departments)
        {
            if (!view.TryGetDepartment(real.Id, out var told) || told.Name != real.Name || (real.Id != 1 && told.ParentId != real.ParentId)) yield return $"silo {silo}: department {real.Id} is {told}";
            var handles = new string[view.CountMembers(real.Id, MemberScope.Direct)];
            view.CopyMemberIds(real.Id, MemberScope.Direct, handles);
            if (!handles.Order(StringComparer.Ordinal).SequenceEqual(organization.MembersOf(real.Id).Order(StringComparer.Ordinal), StringComparer.Ordinal)) yield return $"silo {silo}: in {real.Id} are {string.Join(", ", handles)}";
        }

        foreach (var real in organization.Users)
        {
            if (!view.TryGetPerson(real.UserId, out var told) || told.Title != real.Title || told.Name != real.Name) yield return $"silo {silo}: {real.UserId} is {told}";
        }

        foreach (var departure in view.People.Departures)
        {
            if (departure.ReturnedAt is null == organization.FindUser(departure.UserId) is not null) yield return $"silo {silo}: {departure}";
        }

        if (view.PersonCount != organization.UserCount) yield return $"silo {silo}: {view.PersonCount} people instead of {organization.UserCount}";
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task AskAsync(IOrganization organization, Random random)
    {
        var ids = DingTalk.Organization.Departments.Select(department => department.Id).Order().ToList();
        var id = ids[random.Next(ids.Count)];
        switch (random.Next(4))
        {
            case 0:
                Check(await organization.GetDepartmentAsync(id, Ct));
                break;
            case 1:
                foreach (var child in (await organization.GetChildrenAsync(id, Ct)).Items) Check(child);
                break;
            case 2:
                var userIds = Company.Constant.Order(StringComparer.Ordinal).ToList();
                Check(await organization.GetPersonAsync(userIds[random.Next(userIds.Count)], Ct));
                break;
            default:
                CheckEverybody(await organization.GetMembersAsync(1, MemberScope.Subtree, Ct));
                break;
        }
    }

    private void Check(Department told) => Assert.True(
        Company.Was(told.Id, told.ParentId, told.Name, told.ReadAt), $"Department {told.Id} was never {told.Name} under {told.ParentId} since {told.ReadAt:O}.");

    private void Check(Person told) => Assert.True(
        Company.WasIn(told.UserId, told.DepartmentIds, told.ReadAt), $"{told.UserId} was never in {string.Join(", ", told.DepartmentIds)} since {told.ReadAt:O}.");

    // Whoever was never away is in a whole list, and nobody is in any list twice.
    private void CheckEverybody(Answer<Person> answer)
    {
        foreach (var person in answer.Items.Where(person => Company.Constant.Contains(person.UserId))) Check(person);
        var userIds = answer.Items.Select(person => person.UserId).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(answer.Items.Length, userIds.Count);
        if (answer.IsComplete) Assert.Empty(Company.Constant.Except(userIds, StringComparer.Ordinal));
    }

    private Answering AnySilo()
    {
        if (_replacement is { IsCompletedSuccessfully: true } && _answering.Count < Mirror.SiloCount) _answering = AllSilos();
        return _answering[(int)(Random.NextDouble() * _answering.Count)];
    }

    private List<Answering> AllSilos() => [.. Enumerable.Range(0, Mirror.SiloCount).Select(silo => new Answering(Mirror.Mirror(silo), Mirror.Organization(silo)))];

    private static SimulatedOrganization Start(Random random)
    {
        var organization = new SimulatedOrganization();
        for (var id = 2; id <= 25; id++) organization.Department(id, $"部门{id}", 1 + random.Next(id - 1));
        for (var number = 0; number < 60; number++) organization.User($"u{number:00}", $"人{number}", 1 + random.Next(25));
        return organization;
    }

    private sealed record Answering(SiloMirror Mirror, IOrganization Organization);
}
