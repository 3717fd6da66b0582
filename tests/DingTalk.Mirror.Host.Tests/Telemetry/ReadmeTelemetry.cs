using DingTalk.OpenPlatform.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.Mirror.Host.Tests.Telemetry;

/// <summary>The code of the telemetry's page, compiled; a test holds the two together.</summary>
internal static class ReadmeTelemetry
{
    public static void Add(IServiceCollection services) =>
        services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(DingTalkTelemetry.Name))
            .WithTracing(traces => traces.AddSource(DingTalkTelemetry.Name, "Microsoft.Orleans.Application"));
}
