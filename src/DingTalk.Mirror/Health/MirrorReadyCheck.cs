using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DingTalk.Mirror.Health;

/// <summary>
/// The mirror answers, from what it has: silo, store and grains work. A platform that is down does not make it unready, for another replica
/// would fare no better.
/// </summary>
internal sealed class MirrorReadyCheck(IOrganization organization) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        await organization.GetUsageAsync(cancellationToken);
        return organization.View is null ? new(context.Registration.FailureStatus, "The change log has not been read yet.") : HealthCheckResult.Healthy();
    }
}
