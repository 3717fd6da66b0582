using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DingTalk.Mirror.Host.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: the mirror answers, from what it has. Both want no access key and tell
/// nothing but their word. <c>/health</c>: whether what it answers is current, with the reasons.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>Registers the checks.</summary>
    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks().AddDingTalk();

    /// <summary>Maps the addresses.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains(DingTalkHealthChecksBuilderExtensions.ReadyTag) }).AllowAnonymous();
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteReasonsAsync });
    }

    private static Task WriteReasonsAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new HealthAnswer(report.Status, [.. report.Entries.Select(check => new CheckAnswer(check.Key, check.Value.Status, check.Value.Description))]),
        HealthJson.Default.HealthAnswer,
        cancellationToken: context.RequestAborted);
}
