using DingTalk.Mirror.Host.Configuration;
using DingTalk.OpenPlatform.Telemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DingTalk.Mirror.Host.Telemetry;

/// <summary>
/// Sends measurements, traces and log messages by OTLP, and shows measurements to a Prometheus that scrapes, as OpenTelemetry's own variables
/// say. Without <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> nothing is sent; without either nothing is listened to.
/// </summary>
internal static class TelemetryExtensions
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string MetricsExporter = "OTEL_METRICS_EXPORTER";
    private const string Otlp = "otlp";
    private const string Prometheus = "prometheus";

    /// <summary>Adds it, if it is configured.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var exporters = MetricsExporters(builder.Configuration);
        var sends = !string.IsNullOrEmpty(builder.Configuration[Endpoint]);
        var shows = exporters.Contains(Prometheus);
        if (!sends && !shows) return;
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                builder.Configuration["OTEL_SERVICE_NAME"] ?? "dingtalk-mirror", serviceVersion: typeof(TelemetryExtensions).Assembly.GetName().Version?.ToString()))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(DingTalkTelemetry.Name, "Microsoft.Orleans", "System.Runtime");
                if (shows) metrics.AddPrometheusExporter();
                if (sends && exporters.Contains(Otlp)) metrics.AddOtlpExporter();
            });
        if (!sends) return;
        telemetry
            .WithTracing(traces => traces
                .AddSource(DingTalkTelemetry.Name, "Microsoft.Orleans.Application", "Microsoft.AspNetCore")
                .AddProcessor(new PersonalDataProcessor())
                .AddOtlpExporter())
            .WithLogging(logs => logs.AddOtlpExporter(), options => options.IncludeFormattedMessage = true);
    }

    /// <summary>Maps <c>/metrics</c>, if it is configured. It wants the access key like everything else.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        if (MetricsExporters(app.Configuration).Contains(Prometheus)) app.MapPrometheusScrapingEndpoint().ExcludeFromDescription();
    }

    private static string[] MetricsExporters(IConfiguration configuration)
    {
        if (configuration[MetricsExporter] is not { Length: > 0 } said) return [Otlp];
        var exporters = said.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Array.Find(exporters, exporter => exporter is not (Otlp or Prometheus or "none")) is { } unknown
            ? throw new StartupException($"{MetricsExporter} says \"{unknown}\": this program knows {Otlp}, {Prometheus} and none, several of them with commas between.")
            : exporters;
    }
}
