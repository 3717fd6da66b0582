using DingTalk.Mirror.Views;
using Npgsql;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>The view's questions put to PostgreSQL, in the ways in which a company keeps a tree there.</summary>
internal static class StoreQueries
{
    private const int Pairs = 1_024;
    private const string Target = "≥ 1,000 (goal 2,000)";

    public static async Task RunAsync()
    {
        if (OperatingSystem.IsWindows() || PostgresServer.FindPrograms() is not { } programs)
        {
            Console.WriteLine("stores: skipped, for PostgreSQL is not installed here (Debian's package postgresql)");
            return;
        }

        await using var server = await PostgresServer.StartAsync(programs);
        await using var source = server.Connect();
        Console.WriteLine();
        Console.WriteLine("PostgreSQL over a unix socket, prepared statements, everything cached, beside the view (median [p10..p90] of interleaved rounds; ratio to the first line)");
        foreach (var departments in new[] { 10_000, 45_000 }) await CompareAsync(source, new(departments, inTwo: 0.03));
    }

    private static async Task CompareAsync(NpgsqlDataSource source, GeneratedOrganization organization)
    {
        var view = OrganizationView.Build(new(Guid.NewGuid(), 1), organization.Fold());
        await using var stored = await StoredOrganization.CreateAsync(source, organization);
        Console.WriteLine();
        Console.WriteLine($"{organization.Departments:N0} departments, {organization.People.Count:N0} people, {organization.Memberships:N0} memberships");
        foreach (var id in ViewQueries.Subtrees(view))
        {
            var ids = new string[view.CountMembers(id, MemberScope.Subtree)];
            await CheckAsync(organization, view, stored, id, ids);
            var position = view.Structure.PositionOf(id);
            Console.WriteLine();
            Console.WriteLine($"distinct userids under department {id}, to a buffer: {ids.Length:N0} people, {view.Structure.End[position] - position:N0} departments");
            await Rounds.CompareAsync(
                new("view", () => view.CopyMemberIds(id, MemberScope.Subtree, ids)),
                new("PostgreSQL, ltree", () => stored.Ltree(id, ids)) { Target = Target },
                new("PostgreSQL, closure table", () => stored.Closure(id, ids)) { Target = Target },
                new("PostgreSQL, recursive query", () => stored.Recursive(id, ids)) { Target = Target });
        }

        await ComparePlacesAsync(organization, view, stored);
    }

    private static async Task ComparePlacesAsync(GeneratedOrganization organization, OrganizationView view, StoredOrganization stored)
    {
        var random = new Random(5);
        var asked = new (string UserId, long DepartmentId)[Pairs];
        for (var i = 0; i < asked.Length; i++)
        {
            // Every second one is asked about a department that somebody is under.
            var person = organization.People[random.Next(organization.People.Count)].Person;
            var above = organization.Fields[person.DepartmentIds[0]].Department.ParentId ?? 1;
            asked[i] = (person.UserId, i % 2 == 0 ? above : random.Next(1, organization.Departments + 1));
            var expected = organization.Walk(asked[i].DepartmentId).Any(handle => organization.People[handle].Person.UserId == person.UserId);
            if (view.IsMember(person.UserId, asked[i].DepartmentId) != (expected ? Placement.Inside : Placement.Outside) || await stored.IsUnder(person.UserId, asked[i].DepartmentId) != expected)
            {
                throw new InvalidOperationException($"Wrong answer whether {person.UserId} is under department {asked[i].DepartmentId}.");
            }
        }

        var next = 0;
        Console.WriteLine();
        Console.WriteLine("is somebody under a department, by userid and department id");
        await Rounds.CompareAsync(
            new("view", () => AskView(asked[next++ & (Pairs - 1)])),
            new("PostgreSQL, closure table", () => AskStored(asked[next++ & (Pairs - 1)])) { Target = "≥ 500 (goal 2,000)" });

        void AskView((string UserId, long DepartmentId) pair) => view.IsMember(pair.UserId, pair.DepartmentId);

        Task AskStored((string UserId, long DepartmentId) pair) => stored.IsUnder(pair.UserId, pair.DepartmentId);
    }

    private static async Task CheckAsync(GeneratedOrganization organization, OrganizationView view, StoredOrganization stored, long id, string[] ids)
    {
        var expected = organization.Walk(id).Select(handle => organization.People[handle].Person.UserId).ToHashSet(StringComparer.Ordinal);
        foreach (var ask in new[] { AskView, stored.Ltree, stored.Closure, stored.Recursive })
        {
            ids.AsSpan().Clear();
            if (await ask(id, ids) != expected.Count || !expected.SetEquals(ids)) throw new InvalidOperationException($"Wrong userids for department {id}.");
        }

        Task<int> AskView(long departmentId, string[] userIds) => Task.FromResult(view.CopyMemberIds(departmentId, MemberScope.Subtree, userIds));
    }
}
