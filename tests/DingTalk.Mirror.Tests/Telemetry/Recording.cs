using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using DingTalk.OpenPlatform.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Tests.Telemetry;

/// <summary>Keeps everything that is emitted: measurements of one silo, and activities and log messages of ours.</summary>
internal sealed class Recording : ILoggerProvider
{
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;
    private object? _silo;

    public Recording()
    {
        _activities = new()
        {
            ShouldListenTo = source => source.Name is DingTalkTelemetry.Name or "Microsoft.Orleans.Application",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Activities.Enqueue(activity),
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == DingTalkTelemetry.Name && ReferenceEquals(instrument.Meter.Scope, _silo))
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<double>(Measured);
        _meters.SetMeasurementEventCallback<long>(Measured);
        _meters.SetMeasurementEventCallback<int>(Measured);
    }

    public ConcurrentDictionary<string, (Instrument Instrument, ConcurrentDictionary<string, string> Attributes)> Instruments { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<Activity> Activities { get; } = new();

    /// <summary>Activities of ours, and not of Orleans.</summary>
    public IEnumerable<Activity> OurActivities => Activities.Where(activity => activity.Source.Name is DingTalkTelemetry.Name);

    public ConcurrentQueue<string> Texts { get; } = new();

    /// <summary>Everything as text: one measurement, activity or log message each.</summary>
    public IEnumerable<string> Everything => Texts.Concat(OurActivities.Select(TextOf));

    public static string TextOf(Activity activity) =>
        $"{activity.OperationName} {activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)} {string.Join(' ', activity.Events.SelectMany(told => told.Tags))}";

    public void Listen(IServiceProvider silo)
    {
        // Others make instruments while this silo is on its way out, and then its services can no longer be asked.
        _silo = silo.GetRequiredService<IMeterFactory>();
        _meters.Start();
    }

    public void ReadGauges() => _meters.RecordObservableInstruments();

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Texts);

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }

    private void Measured<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var (_, attributes) = Instruments.GetOrAdd(instrument.Name, (_, told) => (told, new(StringComparer.Ordinal)), instrument);
        foreach (var tag in tags) attributes[tag.Key] = $"{tag.Value}";
        Texts.Enqueue($"{instrument.Name} {value} {string.Join(' ', tags.ToArray())}");
    }

    private sealed class Logger(string category, ConcurrentQueue<string> texts) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => category.StartsWith("DingTalk.", StringComparison.Ordinal);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) texts.Enqueue($"{category} {eventId.Id} {formatter(state, exception)} {exception}");
        }
    }
}
