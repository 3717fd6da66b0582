using DingTalk.Mirror.Departments;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DingTalk.Mirror.Host.Front;

/// <summary>Departments and the tree they form.</summary>
internal static class DepartmentEndpoints
{
    /// <summary>Maps <c>/departments</c>.</summary>
    public static void MapDepartments(this IEndpointRouteBuilder app)
    {
        var departments = app.MapGroup("/departments").WithTags("Departments").ProducesMirrorProblems();
        departments.MapGet("/", NamedAsync);
        departments.MapGet("/roots", RootsAsync);
        departments.MapGet("/by-name", ByNameAsync);
        departments.MapGet("/by-path", ByPathAsync);
        departments.MapGet("/{id:long}", GetAsync);
        departments.MapGet("/{id:long}/children", ChildrenAsync);
        departments.MapGet("/{id:long}/ancestors", AncestorsAsync);
        departments.MapGet("/{id:long}/sub-department-ids", SubDepartmentIdsAsync);
        departments.MapGet("/{id:long}/leaders", LeadersAsync);
        departments.MapPost("/{id:long}/load", LoadAsync);
        departments.MapPost("/{id:long}/refresh", RefreshAsync);
    }

    /// <summary>All departments of a name, how they were found and what that cost.</summary>
    /// <param name="name">The whole name.</param>
    /// <param name="lookup">While the tree is not loaded: <c>search</c> (one metered call) or <c>walk</c> (loads every department). Default: as configured.</param>
    internal static async Task<Ok<NameAnswer>> NamedAsync(
        IOrganization organization, string name, CancellationToken cancellationToken, string lookup = nameof(NameLookup.Configured)) =>
        TypedResults.Ok(await organization.FindDepartmentsByNameAsync(Required.Text(name, "name"), Required.OneOf<NameLookup>(lookup, "lookup"), cancellationToken));

    /// <summary>Where the app's contact scope begins.</summary>
    internal static async Task<Ok<Answer<Department>>> RootsAsync(
        IOrganization organization, CancellationToken cancellationToken, bool strict = false) =>
        TypedResults.Ok((await organization.GetRootsAsync(cancellationToken)).OrThrow(strict));

    /// <summary>The one department of a name; several of that name are a conflict that lists their ids.</summary>
    internal static async Task<Ok<Department>> ByNameAsync(IOrganization organization, string name, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.FindDepartmentByNameAsync(Required.Text(name, "name"), cancellationToken));

    /// <summary>The department at the end of a path.</summary>
    /// <param name="segment">A name for each level, below the root: <c>segment=总部&amp;segment=研发/测试部</c>. A name may hold any character.</param>
    internal static async Task<Ok<Department>> ByPathAsync(
        IOrganization organization, [FromQuery] string[] segment, CancellationToken cancellationToken)
    {
        if (segment is []) throw new RequestProblemException("Name at least one segment: ?segment=总部&segment=研发部.");
        return TypedResults.Ok(await organization.FindDepartmentByPathAsync(segment, cancellationToken));
    }

    /// <summary>One department.</summary>
    internal static async Task<Ok<Department>> GetAsync(IOrganization organization, long id, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.GetDepartmentAsync(id, cancellationToken));

    /// <summary>The departments right below, in the platform's order.</summary>
    internal static async Task<Ok<Answer<Department>>> ChildrenAsync(
        IOrganization organization, long id, CancellationToken cancellationToken, bool strict = false) =>
        TypedResults.Ok((await organization.GetChildrenAsync(id, cancellationToken)).OrThrow(strict));

    /// <summary>The departments above, nearest first.</summary>
    internal static async Task<Ok<Answer<Department>>> AncestorsAsync(
        IOrganization organization, long id, CancellationToken cancellationToken, bool strict = false) =>
        TypedResults.Ok((await organization.GetAncestorsAsync(id, cancellationToken)).OrThrow(strict));

    /// <summary>The ids of all departments below, parents before their children.</summary>
    internal static async Task<Ok<Answer<long>>> SubDepartmentIdsAsync(
        IOrganization organization, long id, CancellationToken cancellationToken, bool strict = false) =>
        TypedResults.Ok((await organization.GetSubDepartmentIdsAsync(id, cancellationToken)).OrThrow(strict));

    /// <summary>Who leads it: its managers, or those of the nearest department above that has any.</summary>
    internal static async Task<Ok<Leadership>> LeadersAsync(IOrganization organization, long id, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.GetLeadersAsync(id, cancellationToken));

    /// <summary>Loads it and everything below, and tells how far it is as server-sent events: <c>progress</c>, and <c>end</c> once.</summary>
    internal static async Task<IResult> LoadAsync(
        IOrganization organization, long id, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        await organization.GetDepartmentAsync(id, cancellationToken); // a problem while there still can be one
        return TypedResults.ServerSentEvents(Events.Of(
            token => organization.LoadAsync(id, token), progress => progress.IsFinished, lifetime, cancellationToken));
    }

    /// <summary>Reads its fields, children and members from the platform now.</summary>
    internal static async Task<Ok<Department>> RefreshAsync(IOrganization organization, long id, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.RefreshDepartmentAsync(id, cancellationToken));
}
