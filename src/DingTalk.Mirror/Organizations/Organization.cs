using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Directories;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Quotas;
using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Views;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Organizations;

/// <summary>
/// Answers from this silo's view, and where the view does not know, has the grains load and asks the view again.
/// All answers come from one place, so how something was loaded changes nothing in them.
/// </summary>
internal sealed partial class Organization(SiloMirror mirror, TimeProvider time, ILogger<Organization> logger, Freshness freshness = default)
    : IOrganization
{
    public string Name => mirror.Name;

    public IOrganizationView? View => mirror.Views.Current;

    public IDirectoryView? Directory => View;

    public ValueTask<IDirectoryView> GetDirectoryAsync(CancellationToken cancellationToken)
    {
        mirror.Views.Wake();
        return DirectoryWait.ForAsync(
            () => mirror.Views.Current,
            mirror.Views.Moved,
            freshness,
            time,
            () => "The change log could not be read, or what was asked for has not happened; the silo's log names faults.",
            cancellationToken);
    }

    public async ValueTask<Answer<Department>> GetRootsAsync(CancellationToken cancellationToken)
    {
        var view = await ScopedViewAsync(cancellationToken);
        var departments = ImmutableArray.CreateBuilder<Department>();
        var missing = ImmutableArray.CreateBuilder<MissingPart>();
        foreach (var id in view.Scope!.DepartmentIds)
        {
            var (department, problem) = await TryGetDepartmentAsync(id, cancellationToken);
            if (department is not null) departments.Add(department);
            else if (problem is not null) missing.Add(problem);
        }

        return new()
        {
            Items = departments.ToImmutable(),
            Missing = missing.ToImmutable(),
            Version = view.Version,
            OldestRead = view.Scope.ReadAt,
            CurrentAsOf = view.Scope.ReadAt,
        };
    }

    public async ValueTask<Department> GetDepartmentAsync(long departmentId, CancellationToken cancellationToken)
    {
        var (view, department) = await RequireDepartmentAsync(departmentId, cancellationToken);
        return Stamped(view, department);
    }

    public async ValueTask<Department> RefreshDepartmentAsync(long departmentId, CancellationToken cancellationToken)
    {
        const DepartmentParts Parts = DepartmentParts.Fields | DepartmentParts.Children | DepartmentParts.Members;
        var request = Guid.NewGuid();
        var snapshot = await UntilSettledAsync(
            departmentId, () => mirror.Department(departmentId).RefreshAsync(Parts, request, cancellationToken));
        var view = await mirror.Views.ReachAsync(snapshot.Version, cancellationToken);
        EnsureThere(snapshot);
        return snapshot.Problems is [var problem, ..] ? throw ToException(problem) : Stamped(view, DepartmentIn(view, departmentId));
    }

    public async ValueTask<QuotaUsage> GetUsageAsync(CancellationToken cancellationToken) =>
        await mirror.Grains.GetGrain<IQuotaGrain>(mirror.Keys.Quota).GetUsageAsync(cancellationToken);

    private ValueTask<OrganizationView> ViewAsync(CancellationToken cancellationToken) => mirror.Views.ReachAsync(freshness.Version, cancellationToken);

    private async ValueTask<OrganizationView> ScopedViewAsync(CancellationToken cancellationToken)
    {
        var view = await ViewAsync(cancellationToken);
        if (view.Scope is not null) return view;
        var version = await mirror.Grains.GetGrain<IOrganizationGrain>(mirror.Keys.Mirror).LoadScopeAsync(cancellationToken);
        return await mirror.Views.ReachAsync(version, cancellationToken);
    }

    /// <summary>A view that knows these parts of a department, or the reason why it does not; throws if the department is not there.</summary>
    private async ValueTask<(OrganizationView View, DepartmentSnapshot Told)> RequireAsync(
        long departmentId, DepartmentParts parts, CancellationToken cancellationToken)
    {
        var told = await TellAsync(departmentId, parts, cancellationToken);
        EnsureThere(told);
        return (await mirror.Views.ReachAsync(told.Version, cancellationToken), told);
    }

    /// <summary>What is known of a department: by the view if it knows enough and late enough, otherwise by the grain.</summary>
    private async ValueTask<DepartmentSnapshot> TellAsync(long departmentId, DepartmentParts parts, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var view = await UndoubtedViewAsync(asked, cancellationToken);
        var told = view.Describe(departmentId);
        if (told is null || (parts & ~told.Settled()) is not DepartmentParts.None)
            told = await UntilSettledAsync(departmentId, () => mirror.Department(departmentId).GetAsync(parts, cancellationToken));
        var stale = StaleParts(view, told, parts & told.Known, asked);
        return stale is DepartmentParts.None ? told : await RereadAsync(departmentId, stale, cancellationToken);
    }

    /// <summary>A department, and the view that shows it.</summary>
    private async ValueTask<(OrganizationView View, Department Department)> RequireDepartmentAsync(long departmentId, CancellationToken cancellationToken)
    {
        if (mirror.Views.Current is { } current && current.TryGetDepartment(departmentId, out var known) && IsFresh(current, known.ReadAt, time.GetUtcNow()))
            return (current, known);
        var (view, told) = await RequireAsync(departmentId, DepartmentParts.Fields, cancellationToken);
        if (told.Fields is null) throw ToException(told.Problems.First(problem => problem.What is DepartmentParts.Fields));
        return (view, DepartmentIn(view, departmentId));
    }

    private static Department DepartmentIn(OrganizationView view, long departmentId) =>
        view.TryGetDepartment(departmentId, out var department) ? department : throw DepartmentNotFoundException.ById(departmentId);

    private async ValueTask<(Department? Department, MissingPart? Problem)> TryGetDepartmentAsync(long id, CancellationToken cancellationToken)
    {
        var snapshot = await TellAsync(id, DepartmentParts.Fields, cancellationToken);
        await mirror.Views.ReachAsync(snapshot.Version, cancellationToken);
        return snapshot.GoneSince is null
            ? (snapshot.Fields, snapshot.Fields is null ? snapshot.Problems.FirstOrDefault(problem => problem.What is DepartmentParts.Fields) : null)
            : (null, null);
    }

    // A grain that answers "pending" has queued the load; asking again joins it.
    private async Task<DepartmentSnapshot> UntilSettledAsync(long departmentId, Func<Task<DepartmentSnapshot>> ask)
    {
        using var query = mirror.Metrics.StartQuery();
        var asked = time.GetTimestamp();
        while (true)
        {
            var snapshot = await ask();
            if (snapshot.Pending is DepartmentParts.None) return snapshot;
            if (time.GetElapsedTime(asked) > mirror.Options.Patience) throw TooBusy($"Department {departmentId}");
        }
    }

    private MirrorBusyException TooBusy(string subject) => new(
        $"{subject} did not come to its turn within {mirror.Options.Patience}: the platform's calls a second are taken, or it throttles the app. "
        + "Ask again later, or raise MirrorOptions.Patience.");

    private static void EnsureThere(DepartmentSnapshot snapshot)
    {
        if (snapshot.GoneSince is not null) throw DepartmentNotFoundException.ById(snapshot.Id);
    }

    private static MirrorException ToException(MissingPart problem) => problem.Reason is MissingReason.OutOfScope
        ? OutOfScopeException.Department(problem.DepartmentId)
        : new PlatformCallException(
            $"{problem.What} of department {problem.DepartmentId} could not be read from DingTalk: {problem.Code} {problem.Words}. "
            + "What the mirror has loaded is still answered; ask again when the platform answers.")
        {
            Endpoint = EndpointOf(problem.What),
            Code = problem.Code ?? "unknown",
            Kind = problem.Kind,
            PlatformMessage = problem.Words,
            RequestId = problem.RequestId,
            RetryAfter = problem.RetryAfter,
        };

    private static string EndpointOf(DepartmentParts part) => part switch
    {
        DepartmentParts.Fields => "POST /topapi/v2/department/get",
        DepartmentParts.Children => "POST /topapi/v2/department/listsub",
        DepartmentParts.Members => "POST /topapi/v2/user/list",
        _ => "POST /topapi/v2/department/listparentbydept",
    };
}
