using DingTalk.Mirror.Departments;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Benchmarks;

internal static class SubtreeQueries
{
    public static async Task RunAsync(DingTalkSimulator dingTalk, BenchmarkSilo silo, long root)
    {
        Console.WriteLine();
        Console.WriteLine("distinct people of a subtree (median [p10..p90] of interleaved rounds; ratio: median of the rounds' ratios)");
        foreach (var department in Largest(dingTalk.Organization, root)) await CompareAsync(dingTalk.Organization, silo, department);
    }

    // The root, a middling subtree and 科技服务事业部.
    private static IEnumerable<long> Largest(SimulatedOrganization organization, long root)
    {
        yield return root;
        var bySize = organization.SubtreeOf(root).Skip(1).OrderByDescending(id => organization.PeopleUnder(id).Count).ToList();
        yield return bySize[Math.Min(bySize.Count - 1, 12)];
        yield return organization.Departments.Single(department => department.Name == "科技服务事业部").Id;
    }

    private static async Task CompareAsync(SimulatedOrganization organization, BenchmarkSilo silo, long department)
    {
        var view = silo.Organization.View!;
        var count = view.CountMembers(department, MemberScope.Subtree);
        var source = new int[count];
        view.CopyMembers(department, MemberScope.Subtree, source);
        var target = new int[count];
        var ids = new string[count];
        if (!organization.PeopleUnder(department).SetEquals(await GrainWalkAsync(silo.Grains, department)))
        {
            throw new InvalidOperationException($"The grain walk of department {department} gave other people.");
        }

        Console.WriteLine();
        Console.WriteLine($"{organization.FindDepartment(department)!.Name}: {count:N0} people, {organization.SubtreeOf(department).Count:N0} departments");
        await Rounds.CompareAsync(
            new("plain copy of as many ids", () => source.AsSpan().CopyTo(target)),
            new("view, handles to buffer", () => view.CopyMembers(department, MemberScope.Subtree, target)),
            new("view, userids to buffer", () => view.CopyMemberIds(department, MemberScope.Subtree, ids)),
            new("view, enumerated", () => Enumerate(view, department)),
            new("recursive grain walk", () => GrainWalkAsync(silo.Grains, department)));
    }

    private static int Enumerate(IOrganizationView view, long department)
    {
        var length = 0;
        foreach (var person in view.EnumerateMembers(department, MemberScope.Subtree)) length += person.UserId.Length;
        return length;
    }

    private static async Task<HashSet<string>> GrainWalkAsync(IGrainFactory grains, long department)
    {
        var people = new HashSet<string>(StringComparer.Ordinal);
        await VisitAsync(department);
        return people;

        async Task VisitAsync(long id)
        {
            var snapshot = await grains.GetGrain<IDepartmentGrain>($"default/department/{id}")
                .GetAsync(DepartmentParts.Children | DepartmentParts.Members, CancellationToken.None);
            foreach (var member in snapshot.Members!.Items) people.Add(member.Person.UserId);
            foreach (var child in snapshot.Children!.Items) await VisitAsync(child);
        }
    }
}
