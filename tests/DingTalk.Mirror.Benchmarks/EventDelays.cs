using System.Globalization;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>How long an event that the platform knows to be consumed takes to be in the answers of every silo.</summary>
internal static class EventDelays
{
    private const int Departments = 60;
    private const int PeopleEach = 8;
    private const int Single = 300;
    private const int Groups = 40;
    private const int GroupSize = 5;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    // Slower than what the platform allows of one API: nothing waits for its turn.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);

    public static async Task RunAsync()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Company(), options => options.Limits = new() { CallsPerSecond = null, IpCalls = null, MonthlyCalls = null });
        await using var mirror = await BenchmarkCluster.StartAsync(dingTalk, silos: 2, configure: options => options.Sweep.Share = 0);
        await foreach (var _ in mirror.Organizations[0].LoadAsync(SimulatedDepartment.RootId))
        {
        }

        Checks.SamePeople(dingTalk, mirror.Organizations[0], SimulatedDepartment.RootId);
        using var calls = new PlatformCalls(dingTalk.Clock);
        var changes = new Changes(dingTalk.Organization);

        // The first ones measure the compiler.
        await MeasureAsync(dingTalk, mirror, calls, changes, 20, 1);
        Console.WriteLine();
        Console.WriteLine($"events: {dingTalk.Organization.DepartmentCount} departments, {dingTalk.Organization.UserCount} people, two silos of one process, their store in memory; looked at each millisecond");
        Print($"{Single} changes one after another", await MeasureAsync(dingTalk, mirror, calls, changes, Single, 1));
        Print($"{Groups * GroupSize} changes in groups of {GroupSize}", await MeasureAsync(dingTalk, mirror, calls, changes, Groups, GroupSize));
        await mirror.SettleAsync(dingTalk);
        foreach (var organization in mirror.Organizations) Checks.SamePeople(dingTalk, organization, SimulatedDepartment.RootId);
    }

    private static async Task<List<Delay>> MeasureAsync(
        DingTalkSimulator dingTalk, BenchmarkCluster mirror, PlatformCalls calls, Changes changes, int groups, int size)
    {
        var delays = new List<Delay>();
        for (var group = 0; group < groups; group++)
        {
            calls.Clear();
            var known = dingTalk.Events.All.Count;
            var shown = await Task.WhenAll(Enumerable.Range(0, size).Select(_ => changes.Next()).ToList().Select(change => ShownAsync(dingTalk, mirror, change)));
            await dingTalk.Events.WhenSettledAsync();
            foreach (var born in dingTalk.Events.All.Skip(known))
            {
                var last = shown.Single(one => one.Subject == born.Subjects.Single()).At;
                var attempt = born.Attempts[0];
                var consumed = OnClock(dingTalk, attempt.AnsweredAt!.Value);
                var (before, during, after) = calls.Divide(consumed, last);
                delays.Add(new(last - consumed - during, last - OnClock(dingTalk, attempt.At), before, during, after));
            }

            await Task.Delay(Pause * size, TimeProvider.System);
        }

        return delays;
    }

    private static TimeSpan OnClock(DingTalkSimulator dingTalk, DateTimeOffset at) =>
        PlatformCalls.Now(dingTalk.Clock) - (dingTalk.Clock.GetUtcNow() - at);

    private static async Task<(string Subject, TimeSpan At)> ShownAsync(DingTalkSimulator dingTalk, BenchmarkCluster mirror, Change change)
    {
        foreach (var organization in mirror.Organizations)
        {
            while (!change.IsShownBy(organization.View!)) await Task.Delay(Look, TimeProvider.System);
        }

        return (change.Subject, PlatformCalls.Now(dingTalk.Clock));
    }

    private static void Print(string title, List<Delay> delays)
    {
        Console.WriteLine();
        Console.WriteLine($"{title,-52}    median       p90       p99");
        Row("consumed → answered by every silo, without the calls", delay => delay.Own, "≤ 1 s (goal 100 ms)");
        Row("  consumed → the platform is asked", delay => delay.Before);
        Row("  the platform's answer", delay => delay.During);
        Row("  answered by it → answered by every silo", delay => delay.After);
        Row("pushed → answered by every silo, calls included", delay => delay.Whole);

        void Row(string name, Func<Delay, TimeSpan> of, string target = "")
        {
            double[] milliseconds = [.. delays.Select(delay => of(delay).TotalMilliseconds)];
            Console.WriteLine($"{name,-52} {Rounds.Quantile(milliseconds, 0.5),6:F1} ms {Rounds.Quantile(milliseconds, 0.9),6:F1} ms {Rounds.Quantile(milliseconds, 0.99),6:F1} ms  {target}".TrimEnd());
        }
    }

    private static SimulatedOrganization Company()
    {
        var company = new SimulatedOrganization();
        for (var id = 2; id <= Departments; id++)
        {
            company.Department(id, $"部门 {id}", Math.Max(1, id / 4));
            for (var person = 0; person < PeopleEach; person++) company.User($"u{id}-{person}", $"员工 {id}-{person}", id);
        }

        return company;
    }

    private sealed record Delay(TimeSpan Own, TimeSpan Whole, TimeSpan Before, TimeSpan During, TimeSpan After);

    private sealed record Change(string Subject, Func<IOrganizationView, bool> IsShownBy);

    /// <summary>One change after another, each of somebody or something else: two people move, then a department gets a name.</summary>
    private sealed class Changes(SimulatedOrganization organization)
    {
        private readonly Random _random = new(7);
        private readonly string[] _users = [.. organization.Users.Select(user => user.UserId).Order(StringComparer.Ordinal)];
        private int _count;

        public Change Next() => ++_count % 3 == 0 ? Rename(2 + (_count / 3 % (Departments - 1))) : Move(_users[_count % _users.Length]);

        private Change Rename(long id)
        {
            var name = $"部门 {id}/{_count}";
            organization.UpdateDepartment(id, department => department with { Name = name });
            return new(id.ToString(CultureInfo.InvariantCulture), view => view.TryGetDepartment(id, out var department) && department.Name == name);
        }

        private Change Move(string userId)
        {
            var from = organization.FindUser(userId)!.Departments[0];
            var to = 2 + ((from - 2 + _random.Next(1, Departments - 1)) % (Departments - 1));
            organization.UpdateUser(userId, user => user with { Departments = [to] });
            return new(userId, view => view.IsMember(userId, to) is Placement.Inside && view.TryGetPerson(userId, out var person) && person.DepartmentIds is [var own] && own == to);
        }
    }
}
