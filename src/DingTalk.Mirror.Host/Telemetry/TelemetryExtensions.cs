using DingTalk.OpenPlatform.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DingTalk.Mirror.Host.Telemetry;

/// <summary>
/// Sends measurements, traces and log messages by OTLP, as OpenTelemetry's own variables say. Without <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>
/// nothing is sent and nothing is listened to.
/// </summary>
internal static class TelemetryExtensions
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds it, if it is configured.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[Endpoint])) return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                builder.Configuration["OTEL_SERVICE_NAME"] ?? "dingtalk-mirror", serviceVersion: typeof(TelemetryExtensions).Assembly.GetName().Version?.ToString()))
            .WithMetrics(metrics => metrics.AddMeter(DingTalkTelemetry.Name, "Microsoft.Orleans", "System.Runtime"))
            .WithTracing(traces => traces
                .AddSource(DingTalkTelemetry.Name, "Microsoft.Orleans.Application", "Microsoft.AspNetCore")
                .AddProcessor(new PersonalDataProcessor()))
            .WithLogging(configureBuilder: null, options => options.IncludeFormattedMessage = true)
            .UseOtlpExporter();
    }
}
