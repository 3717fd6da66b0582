using DingTalk.Mirror.Users;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DingTalk.Mirror.Host.Front;

/// <summary>Who left.</summary>
internal static class DepartureEndpoints
{
    /// <summary>Maps <c>/departures</c>.</summary>
    public static void MapDepartures(this IEndpointRouteBuilder app)
    {
        var departures = app.MapGroup("/departures").WithTags("Departures").ProducesMirrorProblems();
        departures.MapGet("/", ListAsync);
        departures.MapGet("/{userId}", GetAsync);
    }

    /// <summary>Whoever was found gone at a moment or later, the earliest first, and how that is known; those who are there again among them.</summary>
    /// <param name="since">The moment, as in <c>2026-06-11T18:00:00Z</c>; without it, everybody who is remembered.</param>
    internal static async Task<Ok<Answer<Departure>>> ListAsync(
        IOrganization organization, CancellationToken cancellationToken, DateTimeOffset? since = null, bool strict = false) =>
        TypedResults.Ok((await organization.GetDeparturesAsync(since ?? DateTimeOffset.MinValue, cancellationToken)).OrThrow(strict));

    /// <summary>When a person left, and how that is known. 404 for who has not been seen to leave.</summary>
    internal static async Task<Results<Ok<Departure>, NotFound>> GetAsync(IOrganization organization, string userId, CancellationToken cancellationToken) =>
        await organization.GetDepartureAsync(userId, cancellationToken) is { } departure ? TypedResults.Ok(departure) : TypedResults.NotFound();
}
