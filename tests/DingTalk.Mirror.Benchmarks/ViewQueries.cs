using System.Runtime.Intrinsics.X86;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>What the distinct people of a subtree cost from the view beside a plain copy of as many ids.</summary>
internal static class ViewQueries
{
    public static async Task RunAsync()
    {
        Console.WriteLine();
        if (!Avx2.IsSupported) Console.WriteLine("this processor has no AVX2: the view filters by the plain loop");
        Console.WriteLine("distinct people of a subtree (median [p10..p90] of interleaved rounds; ratio: median of the rounds' ratios to the first line)");
        foreach (var (departments, inTwo) in new[] { (1_000, 0.03), (10_000, 0.03), (45_000, 0.03), (45_000, 0.9) })
        {
            var organization = new GeneratedOrganization(departments, inTwo);
            var view = OrganizationView.Build(new(Guid.NewGuid(), 1), organization.Fold());
            Check(organization, view);
            Console.WriteLine();
            Console.WriteLine($"{departments:N0} departments, {organization.People.Count:N0} people, {organization.Memberships:N0} memberships");
            foreach (var id in Subtrees(view)) await CompareAsync(organization, view, id, inTwo);
        }
    }

    // The root, the largest part of it, and what comes nearest to 1,500 people.
    public static IEnumerable<long> Subtrees(OrganizationView view)
    {
        var bySize = view.Structure.Ids.Skip(1).Select(id => (Id: id, Count: view.CountMembers(id, MemberScope.Subtree))).ToList();
        return new[] { bySize.MinBy(one => Math.Abs(one.Count - 1_500)).Id, bySize.MaxBy(one => one.Count).Id, view.Structure.Ids[0] }.Distinct();
    }

    private static async Task CompareAsync(GeneratedOrganization organization, OrganizationView view, long id, double inTwo)
    {
        var count = view.CountMembers(id, MemberScope.Subtree);
        var (source, target) = (new int[count], new int[count]);
        var (ids, sourceIds) = (new string[count], new string[count]);
        view.CopyMembers(id, MemberScope.Subtree, source);
        view.CopyMemberIds(id, MemberScope.Subtree, sourceIds);
        var position = view.Structure.PositionOf(id);
        var end = view.Structure.End[position];
        Console.WriteLine();
        Console.WriteLine($"department {id}: {count:N0} people, {end - position:N0} departments");
        await Rounds.CompareAsync(
            new("plain copy of as many ids", () => source.AsSpan().CopyTo(target)),
            new("view", () => view.Membership.Copy(position, end, target)) { Target = inTwo > 0.5 ? "≤ 2.5 (goal 1.8)" : "≤ 2.5 (goal 1.6)" },
            new("view, plain loop", () => view.Membership.Copy<PlainKernel>(position, end, target)),
            new("view, counted", () => view.CountMembers(id, MemberScope.Subtree)),
            new("view, enumerated", () => Enumerate(view, id)),
            new("walk with a hash set", () => organization.Walk(id)));
        await Rounds.CompareAsync(
            new("plain copy of userids", () => sourceIds.AsSpan().CopyTo(ids)),
            new("view, userids to buffer", () => view.CopyMemberIds(id, MemberScope.Subtree, ids)));
    }

    private static int Enumerate(IOrganizationView view, long id)
    {
        var length = 0;
        foreach (var person in view.EnumerateMembers(id, MemberScope.Subtree)) length += person.UserId.Length;
        return length;
    }

    // Every subtree, in every way of asking.
    private static void Check(GeneratedOrganization organization, OrganizationView view)
    {
        foreach (var id in view.Structure.Ids)
        {
            var expected = organization.Walk(id);
            var position = view.Structure.PositionOf(id);
            var end = view.Structure.End[position];
            Same(expected, handles => view.Membership.Copy<PlainKernel>(position, end, handles), id);
            if (Avx2.IsSupported) Same(expected, handles => view.Membership.Copy<Avx2Kernel>(position, end, handles), id);
            var userIds = new string[view.CountMembers(id, MemberScope.Subtree)];
            view.CopyMemberIds(id, MemberScope.Subtree, userIds);
            if (!userIds.ToHashSet(StringComparer.Ordinal).SetEquals(expected.Select(handle => organization.People[handle].Person.UserId)))
            {
                throw new InvalidOperationException($"Wrong userids for department {id}.");
            }
        }
    }

    private static void Same(HashSet<int> expected, Func<int[], int> copy, long id)
    {
        var handles = new int[expected.Count];
        if (copy(handles) != expected.Count || !expected.SetEquals(handles)) throw new InvalidOperationException($"Wrong answer for department {id}.");
    }
}
