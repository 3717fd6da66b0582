using DingTalk.Mirror.Sweeps;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>What a day of changes, questions and the sweep's passes costs in calls, beside the least possible and beside a nightly full sync.</summary>
internal static class WorkingDay
{
    private const int Changes = 300;
    private const int QuestionsEachPass = 1_000;
    private const int CallsPerSecond = 60;

    // A pass begins three hours after the former one; here as soon as it has ended, which costs as many calls.
    private static readonly int Passes = (int)(TimeSpan.FromDays(1) / new SweepOptions().Interval);

    // Twelve changes a second: nothing waits for its turn, and each is read before the same thing changes again.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly string[] ReadsOfEvents = ["POST /topapi/v2/user/get", "POST /topapi/v2/department/get"];

    public static async Task RunAsync()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(options => options.Limits = new() { CallsPerSecond = null, IpCalls = null, MonthlyCalls = null });
        await using var mirror = await BenchmarkCluster.StartAsync(
            dingTalk,
            silos: 1,
            app => app.CallsPerSecond = CallsPerSecond,
            options => (options.Sweep.Share, options.Sweep.Interval) = (1, TimeSpan.FromSeconds(1)));
        var organization = mirror.Organizations[0];
        await foreach (var progress in organization.LoadAsync(SimulatedDepartment.RootId))
        {
            if (progress.DepartmentsLoaded % 1_000 == 0 && progress.DepartmentsLoaded > 0) await Console.Error.WriteLineAsync($"  {progress.DepartmentsLoaded:N0} of {progress.DepartmentsKnown:N0} departments loaded");
        }

        // A pass looks again at what was read since the former one began: that is everything until one has begun after the load.
        var sweep = mirror.Grains.GetGrain<ISweepGrain>("default/sweep");
        var first = (await sweep.GetStatusAsync(CancellationToken.None)).Pass + 1;
        await EndOfPassAsync(sweep, first);
        await Console.Error.WriteLineAsync("  the sweep has looked at everything once");
        var drift = (await sweep.GetStatusAsync(CancellationToken.None)).Drift;
        dingTalk.Calls.Reset();
        var nightly = FullSync(dingTalk.Organization);
        var company = new ChangingCompany(dingTalk.Organization);
        for (var pass = 1; pass <= Passes; pass++)
        {
            for (var change = 0; change < Changes * pass / Passes - Changes * (pass - 1) / Passes; change++)
            {
                company.Change();
                await Task.Delay(Pause, TimeProvider.System);
            }

            await AskAsync(organization, dingTalk.Organization, company.Random);
            await EndOfPassAsync(sweep, first + pass);
            await Console.Error.WriteLineAsync($"  pass {pass} of {Passes}");
        }

        await mirror.SettleAsync(dingTalk);
        var spent = dingTalk.Calls.ByEndpoint;
        Checks.SamePeople(dingTalk, organization, SimulatedDepartment.RootId);
        var found = (await sweep.GetStatusAsync(CancellationToken.None)).Drift - drift;
        Print(dingTalk.Organization, spent, nightly, found);
    }

    private static void Print(SimulatedOrganization organization, IReadOnlyDictionary<string, long> spent, long nightly, long drift)
    {
        var events = ReadsOfEvents.Sum(endpoint => spent.GetValueOrDefault(endpoint));
        var all = spent.Values.Sum();
        Console.WriteLine();
        Console.WriteLine($"a working day: {organization.DepartmentCount:N0} departments, {organization.UserCount:N0} people, {Changes:N0} changes, {Passes * QuestionsEachPass:N0} questions, {Passes} passes of the sweep");
        Console.WriteLine("                                                calls     of the least   of a nightly full sync");
        Row("least possible: one call for each change", Changes);
        Row("mirror: what events named, read again", events);
        Row("mirror: lists (sweep, new departments)", all - events);
        Row("mirror: all", all);
        Row("nightly full sync", nightly);
        Console.WriteLine($"differences of which no event told, found by the sweep: {drift:N0}");

        void Row(string name, long calls) => Console.WriteLine($"{name,-44} {calls,8:N0} {calls / (double)Changes,15:N2}× {calls / (double)nightly,23:N3}×");
    }

    // A listsub for each department, and a page of a hundred for each hundred of its people.
    private static long FullSync(SimulatedOrganization organization) =>
        organization.Departments.Sum(department => 1L + Math.Max(1, (organization.MembersOf(department.Id).Count + 99) / 100));

    private static async Task AskAsync(IOrganization mirror, SimulatedOrganization organization, Random random)
    {
        long[] departments = [.. organization.Departments.Select(department => department.Id)];
        string[] users = [.. organization.Users.Select(user => user.UserId)];
        for (var question = 0; question < QuestionsEachPass; question++)
        {
            var (id, userId) = (departments[random.Next(departments.Length)], users[random.Next(users.Length)]);
            switch (question % 4)
            {
                case 0:
                    (await mirror.GetMembersAsync(id, MemberScope.Subtree)).EnsureComplete();
                    break;
                case 1:
                    (await mirror.GetSubDepartmentIdsAsync(id)).EnsureComplete();
                    break;
                case 2:
                    await mirror.GetPersonAsync(userId);
                    break;
                default:
                    await mirror.IsMemberAsync(userId, id);
                    break;
            }
        }
    }

    private static async Task EndOfPassAsync(ISweepGrain sweep, int pass)
    {
        while (true)
        {
            var status = await sweep.GetStatusAsync(CancellationToken.None);
            if (status.Pass > pass || (status.Pass == pass && !status.IsUnderWay)) return;
            await Task.Delay(Look, TimeProvider.System);
        }
    }

    /// <summary>What happens in a company: of ten changes seven are of people who move, join, leave or get a title, three of departments.</summary>
    private sealed class ChangingCompany(SimulatedOrganization organization)
    {
        private int _count;

        public Random Random { get; } = new(20260612);

        public void Change()
        {
            _count++;
            switch (_count % 10)
            {
                case 0:
                    organization.UpdateDepartment(AnyLeaf(), department => department with { Name = $"部门{_count}" });
                    break;
                case 1:
                    organization.MoveDepartment(AnyLeaf(), SimulatedDepartment.RootId);
                    break;
                case 2:
                    organization.Department(9_000_000_000 + _count, $"新部门{_count}", AnyLeaf());
                    break;
                case 3:
                    organization.User($"new{_count}", $"新人{_count}", AnyLeaf());
                    break;
                case 4:
                    organization.RemoveUser(AnyUser());
                    break;
                case 5 or 6:
                    organization.UpdateUser(AnyUser(), user => user with { Title = $"职务{_count}" });
                    break;
                default:
                    organization.UpdateUser(AnyUser(), user => user with { Departments = [AnyLeaf()] });
                    break;
            }
        }

        private long AnyLeaf()
        {
            long[] ids = [.. organization.Departments.Where(department => organization.ChildrenOf(department.Id).Count == 0).Select(department => department.Id).Order()];
            return ids[Random.Next(ids.Length)];
        }

        private string AnyUser()
        {
            string[] ids = [.. organization.Users.Select(user => user.UserId).Order(StringComparer.Ordinal)];
            return ids[Random.Next(ids.Length)];
        }
    }
}
