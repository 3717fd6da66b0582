using DingTalk.Mirror;
using DingTalk.Mirror.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of a mirror to that of its host.</summary>
public static class DingTalkHealthChecksBuilderExtensions
{
    /// <summary>The tag of the check that says whether the mirror answers.</summary>
    public const string ReadyTag = "ready";

    /// <summary>The tag of the check that says whether what it answers is current: degraded with reasons, and never unhealthy.</summary>
    public const string CurrentTag = "current";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>Two checks, <c>dingtalk-NAME-ready</c> and <c>dingtalk-NAME-current</c>. That the process lives takes no check.</summary>
    /// <param name="builder">The host's checks.</param>
    /// <param name="name">The organization's name.</param>
    public static IHealthChecksBuilder AddDingTalk(this IHealthChecksBuilder builder, string name = DingTalkServiceCollectionExtensions.DefaultAppName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        builder.Add(new(
            $"dingtalk-{name}-ready",
            provider => new MirrorReadyCheck(provider.GetRequiredKeyedService<IOrganization>(name)),
            HealthStatus.Unhealthy, [ReadyTag], Timeout));
        builder.Add(new(
            $"dingtalk-{name}-current",
            provider => new MirrorCurrentCheck(provider.GetRequiredKeyedService<IOrganization>(name), provider.GetRequiredService<TimeProvider>()),
            HealthStatus.Degraded, [CurrentTag], Timeout));
        return builder;
    }
}
