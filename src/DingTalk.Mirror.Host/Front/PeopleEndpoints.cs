using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DingTalk.Mirror.Host.Front;

/// <summary>People by what identifies them.</summary>
internal static class PeopleEndpoints
{
    /// <summary>Maps <c>/people</c>.</summary>
    public static void MapPeople(this IEndpointRouteBuilder app)
    {
        var people = app.MapGroup("/people").WithTags("People").ProducesMirrorProblems();
        people.MapGet("/", ByUnionIdAsync);
        people.MapPost("/by-mobile", ByMobileAsync);
        people.MapGet("/{userId}", GetAsync);
        people.MapGet("/{userId}/membership", MembershipAsync);
        people.MapGet("/{userId}/leaders", LeadersAsync);
        people.MapPost("/{userId}/refresh", RefreshAsync);
    }

    /// <summary>The person with a unionid.</summary>
    internal static async Task<Ok<Person>> ByUnionIdAsync(IOrganization organization, string unionId, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.FindPersonByUnionIdAsync(Required.Text(unionId, "unionId"), cancellationToken));

    /// <summary>The person with a mobile number. The number travels in the body, for a URL ends up in logs.</summary>
    internal static async Task<Ok<Person>> ByMobileAsync(IOrganization organization, MobileLookup lookup, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.FindPersonByMobileAsync(Required.Text(lookup.Mobile, "mobile"), cancellationToken));

    /// <summary>One person.</summary>
    internal static async Task<Ok<Person>> GetAsync(IOrganization organization, string userId, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.GetPersonAsync(userId, cancellationToken));

    /// <summary>Whether the person is in a department or anywhere below it. A no is never for want of loading.</summary>
    internal static async Task<Ok<Membership>> MembershipAsync(
        IOrganization organization, string userId, long departmentId, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Membership(userId, departmentId, await organization.IsMemberAsync(userId, departmentId, cancellationToken)));

    /// <summary>The leaders above the person, a chain for each of their departments.</summary>
    internal static async Task<Ok<Answer<LeadershipChain>>> LeadersAsync(
        IOrganization organization, string userId, CancellationToken cancellationToken, bool strict = false) =>
        TypedResults.Ok((await organization.GetLeadershipChainsAsync(userId, cancellationToken)).OrThrow(strict));

    /// <summary>Reads the person from the platform now.</summary>
    internal static async Task<Ok<Person>> RefreshAsync(IOrganization organization, string userId, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.RefreshPersonAsync(userId, cancellationToken));
}

/// <summary>A mobile number to look up. It is not kept and not logged.</summary>
/// <param name="Mobile">The number, with <c>+</c> and country code outside the mainland.</param>
internal sealed record MobileLookup(string Mobile)
{
    public override string ToString() => "MobileLookup(redacted)";
}

/// <summary>Whether somebody is in a department or below it.</summary>
/// <param name="UserId">The person.</param>
/// <param name="DepartmentId">The department.</param>
/// <param name="IsMember">Yes or no.</param>
internal sealed record Membership(string UserId, long DepartmentId, bool IsMember);
