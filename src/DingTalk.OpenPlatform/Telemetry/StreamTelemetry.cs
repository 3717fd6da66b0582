using System.Diagnostics.Metrics;
using DingTalk.OpenPlatform.Events;

namespace DingTalk.OpenPlatform.Telemetry;

/// <summary>Tells how the connection for events stands whenever somebody asks.</summary>
internal static class StreamTelemetry
{
    public static void Observe(string appName, IStreamMonitor stream, IMeterFactory meters, TimeProvider time)
    {
#pragma warning disable CA2000 // The factory keeps it, and disposes of it.
        var meter = meters.Create(DingTalkTelemetry.Name);
#pragma warning restore CA2000
        var app = new KeyValuePair<string, object?>("dingtalk.app", appName);
        meter.CreateObservableUpDownCounter(
            "dingtalk.stream.connections",
            () => new Measurement<int>(stream.Status.State is StreamState.Connected or StreamState.Replacing ? 1 : 0, app),
            "{connection}", "Connections of this process on which events can come.");
        meter.CreateObservableCounter(
            "dingtalk.stream.reconnects", () => new Measurement<long>(stream.Status.Reconnects, app), "{reconnect}", "Connections opened after the first.");
        meter.CreateObservableGauge<double>(
            "dingtalk.stream.frame.age",
            () => stream.Status.LastFrameAt is { } at ? [new((time.GetUtcNow() - at).TotalSeconds, app)] : [],
            "s", "Since the last frame of whatever kind.");
    }
}
