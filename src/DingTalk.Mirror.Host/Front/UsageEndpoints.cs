using DingTalk.Mirror.Quotas;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DingTalk.Mirror.Host.Front;

/// <summary>What was spent.</summary>
internal static class UsageEndpoints
{
    /// <summary>Maps <c>/usage</c>.</summary>
    public static void MapUsage(this IEndpointRouteBuilder app) =>
        app.MapGet("/usage", GetAsync).WithTags("Usage").ProducesMirrorProblems();

    /// <summary>What the app has spent of its allowance, as far as this mirror knows.</summary>
    internal static async Task<Ok<QuotaUsage>> GetAsync(IOrganization organization, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.GetUsageAsync(cancellationToken));
}
