using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using Microsoft.Extensions.Logging;

namespace DingTalk.OpenPlatform.Tests;

/// <summary>Hears every log line, activity and HTTP event of the process, the server's excepted.</summary>
internal sealed class Ear : EventListener, ILoggerProvider, ILogger
{
    private readonly ActivityListener _activities;

    public Ear()
    {
        _activities = new ActivityListener
        {
            ShouldListenTo = source => !source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Hear(
                $"activity {activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(item => item.Tags))}"),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public ConcurrentQueue<string> Heard { get; } = new();

    public void Hear(string text) => Heard?.Enqueue(text);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Hear($"scope {state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Hear($"log {formatter(state, exception)} {exception} {(state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values) : "")}");

    public override void Dispose()
    {
        _activities.Dispose();
        base.Dispose();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name is "System.Net.Http")
            EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
        Hear($"event {eventData.EventName} {string.Join(' ', eventData.Payload ?? new([]))}");
}
