using System.Collections.Immutable;
using System.Diagnostics;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>What a silo does at a start from a warm store, against activating the grain of every department, on one store and in one run.</summary>
internal static class RestoredStart
{
    private const int Rounds = 5;
    private const int AtATime = 64;
    private const int PeoplePerDepartment = 7;
    private const DepartmentParts Parts = DepartmentParts.Children | DepartmentParts.Members;

    public static async Task<int> RunAsync()
    {
        Console.WriteLine("a start from a warm store                                                       median of 5, in turn");
        Console.WriteLine("departments    people   every grain      from the log   ratio   from the checkpoint   ratio   target ≥ 5, goal ≥ 15");
        foreach (var departments in (int[])[1_000, 10_000, 45_000]) await RunAsync(departments);
        return 0;
    }

    private static async Task RunAsync(int count)
    {
        var store = Path.Combine(Directory.CreateTempSubdirectory("dingtalk-benchmark-").FullName, "mirror.db");
        try
        {
            await using var dingTalk = await DingTalkSimulator.StartAsync();
            await using var silo = await BenchmarkSilo.StartAsync(dingTalk, store, mirror => (mirror.WatchRetention, mirror.CheckpointAfter) = (TimeSpan.Zero, 10_000_000));
            await FillAsync(silo, count);
            var log = await MedianAsync(() => silo.Mirror.Views.DropAsync(CancellationToken.None).AsTask());
            silo.Mirror.Options.CheckpointAfter = 100;
            await silo.Services.GetRequiredKeyedService<Checkpoints>("default").WriteIfDueAsync(CancellationToken.None);
            var (grains, checkpoint) = await CompareAsync(silo, count);
            var view = silo.Organization.View!;
            if (view.DepartmentCount != count || view.CountMembers(1, MemberScope.Subtree) != count * PeoplePerDepartment || dingTalk.Calls.Total > 0)
                throw new InvalidOperationException($"{view.DepartmentCount} departments and {view.CountMembers(1, MemberScope.Subtree)} people came back, by {dingTalk.Calls.Total} calls.");
            Console.WriteLine(
                $"{count,11:N0} {count * PeoplePerDepartment,9:N0} {grains.TotalSeconds,11:F2} s {log.TotalSeconds,15:F2} s {grains / log,7:F1} {checkpoint.TotalSeconds,19:F2} s {grains / checkpoint,7:F1}");
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(store)!, recursive: true);
        }
    }

    private static async Task<(TimeSpan Grains, TimeSpan Checkpoint)> CompareAsync(BenchmarkSilo silo, int count)
    {
        var grains = new List<TimeSpan>();
        var checkpoint = new List<TimeSpan>();
        for (var round = 0; round < Rounds; round++)
        {
            await silo.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
            grains.Add(await TimeAsync(() => Parallel.ForAsync(1L, count + 1, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (id, ct) =>
            {
                var snapshot = await silo.Mirror.Department(id).GetAsync(Parts, ct);
                if (snapshot.Members!.Items.Length != PeoplePerDepartment) throw new InvalidOperationException($"Department {id} came back without its people.");
            })));
            checkpoint.Add(await TimeAsync(() => silo.Mirror.Views.DropAsync(CancellationToken.None).AsTask()));
        }

        return (Median(grains), Median(checkpoint));
    }

    // As loads leave it: an entry for the children and one for the members of each department, and its row.
    private static async Task FillAsync(BenchmarkSilo silo, int count)
    {
        var readAt = TimeProvider.System.GetUtcNow();
        await silo.Mirror.Changes.AppendAsync([Fields(1, null, readAt)], CancellationToken.None);
        await Parallel.ForAsync(1L, count + 1, new ParallelOptions { MaxDegreeOfParallelism = AtATime * 4 }, async (id, ct) =>
        {
            long[] children = [.. Enumerable.Range(0, 4).Select(i => (id * 4) - 2 + i).Where(child => child <= count)];
            ImmutableArray<Person> people = [.. Enumerable.Range(0, PeoplePerDepartment).Select(i => PersonOf(id, i, readAt))];
            ImmutableArray<Member> members = [.. people.Select((person, i) => new Member(person.UserId, IsLeader: i == 0, Order: i))];
            await silo.Mirror.Changes.AppendAsync(
                [new ChildrenFact { DepartmentId = id, ChildIds = [.. children], ReadAt = readAt }, .. children.Select(child => Fields(child, id, readAt))], ct);
            var version = await silo.Mirror.Changes.AppendAsync(
                [new MembersFact { DepartmentId = id, Members = members, ReadAt = readAt }, .. people.Select(person => new PersonFact { Person = person, ReadAt = readAt })], ct);
            await WriteRowAsync(silo, new()
            {
                Id = id,
                Fields = Fields(id, id == 1 ? null : (id + 2) / 4, readAt).Department,
                Children = new([.. children], readAt),
                Version = version,
            });
        });
    }

    private static Task WriteRowAsync(BenchmarkSilo silo, DepartmentSnapshot snapshot) =>
        silo.Services.GetRequiredKeyedService<IGrainStorage>(StorageNames.Mirror).WriteStateAsync(
            "department", silo.Mirror.Department(snapshot.Id).GetGrainId(), new GrainState<DepartmentState>(new() { Snapshot = snapshot }));

    private static DepartmentFact Fields(long id, long? parent, DateTimeOffset readAt) =>
        new() { ReadAt = readAt, Department = new() { Id = id, Name = $"部门{id}", ParentId = parent, ReadAt = readAt } };

    private static Person PersonOf(long department, int number, DateTimeOffset readAt) => new()
    {
        UserId = $"user{department}-{number}",
        Name = $"员工{department}-{number}",
        UnionId = $"union{department}-{number}",
        Title = "工程师",
        JobNumber = $"{department * 10 + number}",
        IsActive = true,
        DepartmentIds = [department],
        ReadAt = readAt,
    };

    private static async Task<TimeSpan> MedianAsync(Func<Task> act)
    {
        var times = new List<TimeSpan>();
        for (var round = 0; round < Rounds; round++) times.Add(await TimeAsync(act));
        return Median(times);
    }

    // A silo that starts has no garbage of the one before it.
    private static async Task<TimeSpan> TimeAsync(Func<Task> act)
    {
        GC.Collect();
        var started = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(started);
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);
}
