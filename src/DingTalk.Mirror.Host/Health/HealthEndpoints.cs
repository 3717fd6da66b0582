using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DingTalk.Mirror.Host.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: the mirror answers, from what it has; a platform that is down
/// does not make it unready, for another replica would fare no better. Both want no access key and tell nothing but their word.
/// </summary>
internal static class HealthEndpoints
{
    private const string Ready = "ready";

    /// <summary>Registers the checks.</summary>
    public static void AddHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<MirrorHealthCheck>("mirror", tags: [Ready], timeout: TimeSpan.FromSeconds(2));

    /// <summary>Maps both addresses.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains(Ready) }).AllowAnonymous();
    }
}

/// <summary>A grain of the mirror answers: silo, directory and store work.</summary>
internal sealed class MirrorHealthCheck(IOrganization organization) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        await organization.GetUsageAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
