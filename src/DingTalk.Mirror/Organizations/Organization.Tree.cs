using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Organizations;

internal sealed partial class Organization
{
    private const DepartmentParts TreeAndMembers = DepartmentParts.Children | DepartmentParts.Members;

    public async ValueTask<Answer<Department>> GetChildrenAsync(long departmentId, CancellationToken cancellationToken)
    {
        var (view, _) = await RequireAsync(departmentId, DepartmentParts.Children, cancellationToken);
        return ListChildren(view, departmentId);
    }

    public async ValueTask<Answer<Department>> GetAncestorsAsync(long departmentId, CancellationToken cancellationToken)
    {
        var (_, told) = await RequireAsync(departmentId, DepartmentParts.Ancestors, cancellationToken);
        if (told.Ancestors is not { } ancestors) throw ToException(told.Problems.First(problem => problem.What is DepartmentParts.Ancestors));

        var found = ImmutableArray.CreateBuilder<Department>(ancestors.Items.Length);
        var missing = ImmutableArray.CreateBuilder<MissingPart>();
        foreach (var id in ancestors.Items)
        {
            var (department, problem) = await TryGetDepartmentAsync(id, cancellationToken);
            if (department is not null) found.Add(department);
            else missing.Add(problem ?? new(id, DepartmentParts.Fields, MissingReason.Vanished));
        }

        var view = await ViewAsync(cancellationToken);
        var oldest = found.Count == 0 ? ancestors.ReadAt : found.Min(department => department.ReadAt);
        return new()
        {
            Items = found.ToImmutable(),
            Missing = missing.ToImmutable(),
            Version = view.Version,
            OldestRead = oldest,
            CurrentAsOf = CurrentAsOf(view, oldest),
        };
    }

    public async ValueTask<Answer<long>> GetSubDepartmentIdsAsync(long departmentId, CancellationToken cancellationToken)
    {
        var (view, problems) = await CoverAsync(departmentId, DepartmentParts.Children, cancellationToken);
        var ids = new long[view.CountSubDepartments(departmentId)];
        view.CopySubDepartmentIds(departmentId, ids);
        var oldest = OldestRead(view, departmentId, MemberScope.Subtree, DepartmentParts.Children);
        return new()
        {
            Items = ImmutableCollectionsMarshal.AsImmutableArray(ids),
            Missing = MissingIn(view, departmentId, MemberScope.Subtree, DepartmentParts.Children, problems),
            Version = view.Version,
            OldestRead = oldest,
            CurrentAsOf = CurrentAsOf(view, oldest),
        };
    }

    public async IAsyncEnumerable<LoadProgress> LoadAsync(long departmentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (HasAge) await CoverAsync(departmentId, TreeAndMembers, cancellationToken);
        var walk = new SubtreeWalk(mirror, TreeAndMembers, time);
        var people = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var snapshot in walk.RunAsync([departmentId], cancellationToken))
        {
            EnsureRootTold(snapshot, departmentId);
            foreach (var member in snapshot.Members?.Items ?? []) people.Add(member.Person.UserId);
            yield return Progress(isFinished: false, walk.Version);
        }

        // The view may know more people here than the lists did: who says so themselves.
        var view = await mirror.Views.ReachAsync(walk.Version, cancellationToken);
        yield return Progress(isFinished: true, view.Version) with { People = view.CountMembers(departmentId, MemberScope.Subtree) };

        LoadProgress Progress(bool isFinished, MirrorVersion version) => new()
        {
            DepartmentsLoaded = walk.Loaded,
            DepartmentsKnown = walk.Known,
            People = people.Count,
            Missing = [.. walk.Problems],
            IsFinished = isFinished,
            Version = version,
        };
    }

    /// <summary>A view in which these parts of the whole subtree are known, and what of them could not be read.</summary>
    private async ValueTask<(OrganizationView View, IReadOnlyList<MissingPart> Problems)> CoverAsync(
        long departmentId, DepartmentParts parts, CancellationToken cancellationToken)
    {
        var view = await ViewAsync(cancellationToken);
        if (view.Structure.TryFind(departmentId, out var position) && Knows(view.Departments, position, parts))
            return (freshness.Kind is FreshnessKind.Any ? view : await FreshenAsync(departmentId, parts, cancellationToken), []);

        using var query = mirror.Metrics.StartQuery();
        var walk = new SubtreeWalk(mirror, parts, time);
        await foreach (var snapshot in walk.RunAsync([departmentId], cancellationToken)) EnsureRootTold(snapshot, departmentId);
        view = await mirror.Views.ReachAsync(walk.Version, cancellationToken);
        return (freshness.Kind is FreshnessKind.Any ? view : await FreshenAsync(departmentId, parts, cancellationToken), walk.Problems);
    }

    private static bool Knows(DepartmentIndex departments, int position, DepartmentParts parts) =>
        parts.HasFlag(DepartmentParts.Members) ? departments.KnowsMembers(position, MemberScope.Subtree) : departments.KnowsTree(position);

    // A subtree whose root is not there or may not be seen is no subtree with a part missing.
    private static void EnsureRootTold(DepartmentSnapshot snapshot, long departmentId)
    {
        if (snapshot.Id != departmentId) return;
        EnsureThere(snapshot);
        var refused = snapshot.Problems.FirstOrDefault(problem => problem.Reason is MissingReason.OutOfScope);
        if ((refused ?? (snapshot.Known is DepartmentParts.None ? snapshot.Problems.FirstOrDefault() : null)) is { } problem) throw ToException(problem);
    }

    private Answer<Department> ListChildren(OrganizationView view, long departmentId)
    {
        var structure = view.Structure;
        structure.TryFind(departmentId, out var position);
        var known = structure.Children(position).Select(child => (Department: view.Departments[child].Fields, Id: structure.Ids[child])).ToList();
        var unnamed = known.Where(child => child.Department is null)
            .Select(child => new MissingPart(child.Id, DepartmentParts.Fields, MissingReason.NotLoaded));
        return new()
        {
            Items = [.. known.Where(child => child.Department is not null).Select(child => child.Department!)],
            Missing = view.Departments[position].ChildGap is { } gap ? [gap, .. unnamed] : [.. unnamed],
            Version = view.Version,
            OldestRead = view.Departments[position].ChildrenReadAt,
            CurrentAsOf = CurrentAsOf(view, view.Departments[position].ChildrenReadAt),
        };
    }

    /// <summary>What the view does not know in a subtree; where a walk has just learnt why, its reason stands.</summary>
    private static ImmutableArray<MissingPart> MissingIn(
        OrganizationView view, long departmentId, MemberScope scope, DepartmentParts parts, IReadOnlyList<MissingPart> problems)
    {
        var structure = view.Structure;
        if (!structure.TryFind(departmentId, out var position)) return [new(departmentId, parts, MissingReason.NotLoaded)];
        if (scope is MemberScope.Direct ? view.Departments[position].MemberGap is null : Knows(view.Departments, position, parts)) return [];

        var reasons = problems.ToDictionary(problem => (problem.DepartmentId, problem.What));
        var missing = ImmutableArray.CreateBuilder<MissingPart>();
        var end = scope is MemberScope.Direct ? position + 1 : structure.End[position];
        for (var i = position; i < end; i++)
        {
            if (scope is MemberScope.Subtree && parts.HasFlag(DepartmentParts.Children)) Add(view.Departments[i].ChildGap);
            if (parts.HasFlag(DepartmentParts.Members)) Add(view.Departments[i].MemberGap);
        }

        return missing.ToImmutable();

        void Add(MissingPart? gap)
        {
            if (gap is not null) missing.Add(reasons.GetValueOrDefault((gap.DepartmentId, gap.What), gap));
        }
    }
}
