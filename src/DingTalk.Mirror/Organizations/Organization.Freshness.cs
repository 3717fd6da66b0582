using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Organizations;

internal sealed partial class Organization
{
    // A page of user/list.
    private const int PeoplePerCall = 100;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    public IOrganization With(Freshness freshness) => new Organization(mirror, time, logger, freshness);

    public async ValueTask<ReadPrice> GetPriceAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var view = await ViewAsync(cancellationToken);
        if (!view.Structure.TryFind(departmentId, out var position))
            return Price(listSub: scope is MemberScope.Subtree ? 1 : 0, userList: 1, isLowerBound: true);

        var (listSub, userList, isLowerBound) = (0, 0, false);
        var end = scope is MemberScope.Direct ? position + 1 : view.Structure.End[position];
        for (var i = position; i < end; i++)
        {
            var known = view.Departments[i];
            var settled = view.Describe(view.Structure.Ids[i])!.Settled();
            if (scope is MemberScope.Subtree && (!settled.HasFlag(DepartmentParts.Children) || !IsFresh(view, known.ChildrenReadAt, asked))) listSub++;
            if (!settled.HasFlag(DepartmentParts.Members) || !IsFresh(view, known.MembersReadAt, asked))
                userList += Math.Max(1, (view.CountMembers(view.Structure.Ids[i], MemberScope.Direct) + PeoplePerCall - 1) / PeoplePerCall);
            isLowerBound |= (scope is MemberScope.Subtree && !settled.HasFlag(DepartmentParts.Children)) || !settled.HasFlag(DepartmentParts.Members);
        }

        return Price(listSub, userList, isLowerBound);

        // Each API has calls a second of its own, so the two go side by side.
        ReadPrice Price(int listSub, int userList, bool isLowerBound) => new()
        {
            FreeCalls = listSub + userList,
            AtBest = TimeSpan.FromSeconds(Math.Max(listSub, userList) / (double)mirror.CallsPerSecond),
            IsLowerBound = isLowerBound,
        };
    }

    private bool IsFresh(OrganizationView view, DateTimeOffset? readAt, DateTimeOffset asked) => freshness.Kind switch
    {
        FreshnessKind.AtMost => CurrentAsOf(view, readAt) >= asked - freshness.Age,
        FreshnessKind.ReadWithin => readAt >= asked - freshness.Age,
        FreshnessKind.Live => readAt >= asked,
        FreshnessKind.AtLeast => view.Version.Includes(freshness.Version),
        _ => true,
    };

    private bool IsFreshNow(OrganizationView view, long departmentId, MemberScope scope, DepartmentParts parts) =>
        freshness.Kind is FreshnessKind.Any || IsFresh(view, OldestRead(view, departmentId, scope, parts), time.GetUtcNow());

    /// <summary>Whether an age is asked for, so that what is known may have to be read again.</summary>
    private bool HasAge => freshness.Kind is not (FreshnessKind.Any or FreshnessKind.AtLeast);

    private DepartmentParts StaleParts(OrganizationView view, DepartmentSnapshot told, DepartmentParts parts, DateTimeOffset asked)
    {
        if (!HasAge || told.GoneSince >= asked) return DepartmentParts.None;
        var stale = DepartmentParts.None;
        Check(DepartmentParts.Fields, told.Fields?.ReadAt);
        Check(DepartmentParts.Children, told.Children?.ReadAt);
        Check(DepartmentParts.Members, told.Members?.ReadAt);
        Check(DepartmentParts.Ancestors, told.Ancestors?.ReadAt);
        return stale;

        void Check(DepartmentParts part, DateTimeOffset? readAt)
        {
            if (parts.HasFlag(part) && !IsFresh(view, readAt, asked)) stale |= part;
        }
    }

    /// <summary>Reads again what of a loaded subtree is not fresh enough.</summary>
    private async ValueTask<OrganizationView> FreshenAsync(long departmentId, DepartmentParts parts, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        while (true)
        {
            var view = await UndoubtedViewAsync(asked, cancellationToken);
            if (!view.Structure.TryFind(departmentId, out var position)) return view;
            if (!await RereadStaleAsync(view, position..view.Structure.End[position], parts, asked, cancellationToken)) return view;

            // What came to light meanwhile is loaded like anything that nobody has asked for before.
            var walk = new SubtreeWalk(mirror, parts, time);
            await foreach (var _ in walk.RunAsync([departmentId], cancellationToken))
            {
            }

            await mirror.Views.ReachAsync(walk.Version, cancellationToken);
        }
    }

    /// <summary>Reads again what of these positions is loaded and not fresh enough, and says whether there was any.</summary>
    private async Task<bool> RereadStaleAsync(
        OrganizationView view, Range positions, DepartmentParts parts, DateTimeOffset asked, CancellationToken cancellationToken)
    {
        var stale = new List<(long Id, DepartmentParts Parts)>();
        foreach (var id in view.Structure.Ids[positions])
        {
            var told = view.Describe(id)!;
            if (told.GoneSince is null && StaleParts(view, told, parts & told.Known, asked) is not DepartmentParts.None and var old) stale.Add((id, old));
        }

        var limit = new ParallelOptions { MaxDegreeOfParallelism = mirror.Options.ParallelLoads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(stale, limit, async (department, token) => await RereadAsync(department.Id, department.Parts, token));
        return stale.Count > 0;
    }

    private async Task<DepartmentSnapshot> RereadAsync(long departmentId, DepartmentParts parts, CancellationToken cancellationToken)
    {
        var request = Guid.NewGuid();
        var snapshot = await UntilSettledAsync(departmentId, () => mirror.Department(departmentId).RefreshAsync(parts, request, cancellationToken));
        await mirror.Views.ReachAsync(snapshot.Version, cancellationToken);
        return snapshot.Problems.FirstOrDefault(problem => parts.HasFlag(problem.What)) is { } problem ? throw ToException(problem) : snapshot;
    }

    // What an event named is being read already, for a call or two; reading everything that it may have touched would cost thousands.
    private async ValueTask<OrganizationView> UndoubtedViewAsync(DateTimeOffset asked, CancellationToken cancellationToken)
    {
        var view = await ViewAsync(cancellationToken);
        if (freshness.Kind is not FreshnessKind.AtMost) return view;
        while (view.Doubts.Marks.Any(mark => mark.HeardAt < asked - freshness.Age) && time.GetUtcNow() < asked + mirror.Options.Patience)
        {
            await mirror.Rereads.GetStatusAsync(cancellationToken);
            await Task.Delay(LookAgain, time, cancellationToken);
            view = await ViewAsync(cancellationToken);
        }

        return view;
    }
}
