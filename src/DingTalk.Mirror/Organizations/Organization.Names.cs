using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Views;
using DingTalk.OpenPlatform.Search;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Organizations;

internal sealed partial class Organization
{
    private const int SearchPageSize = 100;

    public async ValueTask<Department> FindDepartmentByNameAsync(string name, CancellationToken cancellationToken)
    {
        var found = (await FindDepartmentsByNameAsync(name, NameLookup.Configured, cancellationToken)).Departments;
        return found.Items switch
        {
            [var one] => one with
            {
                Stamp = new() { Version = found.Version, OldestRead = found.OldestRead ?? one.ReadAt, CurrentAsOf = found.CurrentAsOf ?? one.ReadAt },
            },
            [] when found.Missing.Any(part => part.Reason is not MissingReason.SearchOnly) => throw new IncompleteAnswerException(found.Missing),
            [] => throw DepartmentNotFoundException.ByName(name),
            _ => throw new AmbiguousDepartmentNameException(name, [.. found.Items.Select(department => department.Id)]),
        };
    }

    public async ValueTask<NameAnswer> FindDepartmentsByNameAsync(string name, NameLookup lookup, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        name = DepartmentReader.NameOf(name);
        var view = await ViewAsync(cancellationToken);
        if (KnowsWholeTree(view) && HasAge)
        {
            foreach (var root in view.Scope!.DepartmentIds)
            {
                await TryGetDepartmentAsync(root, cancellationToken);
                view = await FreshenAsync(root, DepartmentParts.Children, cancellationToken);
            }
        }

        if (KnowsWholeTree(view)) return new() { Departments = ListNamed(view, name, []) };

        var way = lookup is NameLookup.Configured ? mirror.Options.NameLookup : lookup;
        return way is NameLookup.Search
            ? await SearchAsync(name, cancellationToken)
            : await WalkForNameAsync(name, cancellationToken);
    }

    public async ValueTask<Department> FindDepartmentByPathAsync(IReadOnlyList<string> path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Count == 0) throw new ArgumentException("A path has at least one name.", nameof(path));

        // The corp's root is above every path; an app that sees only some departments begins with those. Where the scope begins has an age of its own.
        var level = await GetRootsAsync(cancellationToken);
        var (first, oldest) = (level.Version, DateTimeOffset.MaxValue);
        if (level.Items is [{ ParentId: null } root]) level = await ListBelowAsync(root);
        for (var step = 0; ; step++)
        {
            var name = DepartmentReader.NameOf(path[step]);
            var next = level.Items.FirstOrDefault(department => string.Equals(department.Name, name, StringComparison.Ordinal))
                ?? throw DepartmentNotFoundException.ByPath(path, step);
            oldest = Earlier(oldest, next.ReadAt);
            if (step == path.Count - 1) return next with { Stamp = await StampSinceAsync(first, oldest, cancellationToken) };
            level = await ListBelowAsync(next);
        }

        async Task<Answer<Department>> ListBelowAsync(Department department)
        {
            var below = (await GetChildrenAsync(department.Id, cancellationToken)).EnsureComplete();
            oldest = Earlier(oldest, below.OldestRead);
            return below;
        }
    }

    private static bool KnowsWholeTree(OrganizationView view) => view.Scope is { } scope && scope.DepartmentIds.All(id =>
        view.Structure.TryFind(id, out var position) && view.Departments.KnowsTree(position) && view.Departments[position].Fields is not null);

    private Answer<Department> ListNamed(OrganizationView view, string name, ImmutableArray<MissingPart> missing)
    {
        var found = ImmutableArray.CreateBuilder<Department>();
        foreach (var position in view.Departments.Named(name)) found.Add(view.Departments[position].Fields!);
        DateTimeOffset? oldest = found.Count == 0 ? null : found.Min(department => department.ReadAt);
        return new()
        {
            Items = found.ToImmutable(),
            Missing = missing,
            Version = view.Version,
            OldestRead = oldest,
            CurrentAsOf = CurrentAsOf(view, oldest),
        };
    }

    private async Task<NameAnswer> SearchAsync(string name, CancellationToken cancellationToken)
    {
        SearchPage<long> page;
        try
        {
            // One page and no more: the platform does not say whether its offset counts rows or pages, and each call is metered.
            page = await mirror.Platform.Search.FindDepartmentsAsync(name, offset: 0, SearchPageSize, cancellationToken);
        }
        catch (DingTalkApiException exception)
        {
            throw PlatformErrors.ToMirror(exception);
        }

        // A hit is the platform's guess: by pinyin, by a part of the name, of a moment ago. The department itself decides.
        var view = await ViewAsync(cancellationToken);
        var hits = page.Items.Where(id => id > 0).ToHashSet();
        var unknown = hits.Count(id => !view.TryGetDepartment(id, out _));
        var checkedHits = await Task.WhenAll(hits.Select(id => TryGetDepartmentAsync(id, cancellationToken).AsTask()));
        var problems = checkedHits.Where(hit => hit.Problem is not null).Select(hit => hit.Problem!).ToList();
        if (page.HasMore) problems.Add(new(RootOf(view), DepartmentParts.Children, MissingReason.NotLoaded));
        LogSearched(hits.Count, page.TotalCount);
        var found = checkedHits.Where(hit => string.Equals(hit.Department?.Name, name, StringComparison.Ordinal)).Select(hit => hit.Department!).ToImmutableArray();
        DateTimeOffset? oldest = found.IsEmpty ? null : found.Min(department => department.ReadAt);
        var last = await ViewAsync(cancellationToken);
        return new()
        {
            Departments = new()
            {
                Items = found,
                Missing = [.. problems, new(RootOf(view), DepartmentParts.Children, MissingReason.SearchOnly)],
                Version = last.Version,
                OldestRead = oldest,
                CurrentAsOf = CurrentAsOf(last, oldest),
            },
            Way = NameLookup.Search,
            MeteredCalls = 1,
            FreeCalls = unknown,
        };

        static long RootOf(OrganizationView view) => view.Scope?.DepartmentIds is [var first, ..] ? first : 1;
    }

    private async Task<NameAnswer> WalkForNameAsync(string name, CancellationToken cancellationToken)
    {
        var metered = (await ViewAsync(cancellationToken)).Scope is null ? 1 : 0;
        var roots = (await ScopedViewAsync(cancellationToken)).Scope!.DepartmentIds;
        var named = await Task.WhenAll(roots.Select(id => TryGetDepartmentAsync(id, cancellationToken).AsTask()));
        var before = (await ViewAsync(cancellationToken)).Departments.CountWithChildren;
        var walk = new SubtreeWalk(mirror, DepartmentParts.Children, time);
        await foreach (var _ in walk.RunAsync(roots, cancellationToken))
        {
        }

        var view = await mirror.Views.ReachAsync(walk.Version, cancellationToken);
        return new()
        {
            Departments = ListNamed(view, name, [.. named.Where(root => root.Problem is not null).Select(root => root.Problem!), .. walk.Problems]),
            Way = NameLookup.Walk,
            MeteredCalls = metered,
            FreeCalls = view.Departments.CountWithChildren - before,
        };
    }

    [LoggerMessage(6001, LogLevel.Information, "Department search: {Hits} of {Total} hits, each checked against the department itself")]
    private partial void LogSearched(int hits, long? total);
}
