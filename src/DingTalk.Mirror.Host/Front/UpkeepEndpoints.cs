using System.Collections.Immutable;
using DingTalk.Mirror.Guards;
using DingTalk.Mirror.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DingTalk.Mirror.Host.Front;

/// <summary>How the mirror keeps itself true.</summary>
internal static class UpkeepEndpoints
{
    /// <summary>Maps <c>/status</c> and <c>/held</c>.</summary>
    public static void MapUpkeep(this IEndpointRouteBuilder app)
    {
        var upkeep = app.MapGroup("/").WithTags("Upkeep").ProducesMirrorProblems();
        upkeep.MapGet("/status", GetStatusAsync);
        upkeep.MapGet("/held", ListHeldAsync);
        upkeep.MapPost("/held/{number:long}/accept", AcceptAsync);
        upkeep.MapPost("/held/{number:long}/reject", RejectAsync);
    }

    /// <summary>How current the mirror is: who listens to events, what is marked, how far the sweep is, how much is held back.</summary>
    internal static async Task<Ok<MirrorStatus>> GetStatusAsync(IOrganization organization, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.GetStatusAsync(cancellationToken));

    /// <summary>Disappearances of many people at once that wait for a decision. Until then the people are still listed.</summary>
    internal static async Task<Ok<ImmutableArray<HeldChange>>> ListHeldAsync(IOrganization organization, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.GetHeldChangesAsync(cancellationToken));

    /// <summary>Believes it: the people are gone.</summary>
    /// <param name="number">Its number in the list.</param>
    internal static async Task<NoContent> AcceptAsync(IOrganization organization, long number, CancellationToken cancellationToken)
    {
        await organization.DecideAsync(number, accept: true, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Does not believe it: the people stay until DingTalk says something new of them.</summary>
    /// <param name="number">Its number in the list.</param>
    internal static async Task<NoContent> RejectAsync(IOrganization organization, long number, CancellationToken cancellationToken)
    {
        await organization.DecideAsync(number, accept: false, cancellationToken);
        return TypedResults.NoContent();
    }
}
