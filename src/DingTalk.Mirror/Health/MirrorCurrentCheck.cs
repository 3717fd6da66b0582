using DingTalk.Mirror.Organizations;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DingTalk.Mirror.Health;

/// <summary>What keeps the mirror from being current, in words. It answers all the same, so it is degraded and never unhealthy.</summary>
internal sealed class MirrorCurrentCheck(IOrganization organization, TimeProvider time) : IHealthCheck
{
    // Far beyond what a storm of events takes.
    private static readonly TimeSpan MarkPatience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ListenPatience = TimeSpan.FromMinutes(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var reasons = ReasonsOf(await organization.GetStatusAsync(cancellationToken), time.GetUtcNow()).ToList();
        return reasons.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(' ', reasons));
    }

    /// <summary>What is to be said of a status.</summary>
    internal static IEnumerable<string> ReasonsOf(MirrorStatus status, DateTimeOffset now)
    {
        if (status.LastErrorAt is { } failedAt && !(status.LastSuccessAt >= failedAt)) yield return $"DingTalk's last answer was a refusal or none: {status.LastError}.";
        if (status.Silos.Any(silo => silo.HasStream) && !(status.ListenedAt + ListenPatience >= now))
        {
            var error = status.Silos.Select(silo => silo.StreamError).FirstOrDefault(error => error is not null);
            yield return $"Nobody listens to DingTalk's events{(error is null ? "" : $" ({error})")}.";
        }

        if (status.OpenGaps > 0) yield return $"{status.OpenGaps} times in which nobody listened are still to be swept.";
        if (status.Rereads.OldestMark + MarkPatience < now) yield return $"{status.Rereads.Marked} changes that were heard of wait to be read, the oldest since {status.Rereads.OldestMark:O}.";
        if (status.Held > 0) yield return $"{status.Held} disappearances wait for a decision.";
    }
}
