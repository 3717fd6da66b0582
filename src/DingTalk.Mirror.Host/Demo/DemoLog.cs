using System.Collections.Concurrent;
using Spectre.Console;

namespace DingTalk.Mirror.Host.Demo;

/// <summary>
/// The log of a demo: warnings of the mirror and errors of anybody, on the demo's own console. Kept back while a step is shown,
/// so that no line of it breaks a progress bar.
/// </summary>
internal sealed class DemoLog(IAnsiConsole console) : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _kept = new();
    private readonly Lock _writing = new();
    private bool _keeps = true;
    private bool _isSilent;

    /// <summary>Writes what was kept back.</summary>
    public void Flush()
    {
        lock (_writing)
        {
            while (_kept.TryDequeue(out var line)) console.Say($"[yellow]{line}[/]");
        }
    }

    /// <summary>From now on lines are written as they come.</summary>
    public void Release()
    {
        Volatile.Write(ref _keeps, false);
        Flush();
    }

    /// <summary>Nothing is written any more: what a silo that is stopping cannot reach is no error of anybody.</summary>
    public void Silence() => Volatile.Write(ref _isSilent, true);

    public ILogger CreateLogger(string categoryName) =>
        new Logger(this, categoryName.StartsWith("DingTalk.", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Error);

    public void Dispose() => Release();

    private void Write(string line)
    {
        if (Volatile.Read(ref _isSilent)) return;
        _kept.Enqueue(line);
        if (!Volatile.Read(ref _keeps)) Flush();
    }

    private sealed class Logger(DemoLog log, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel is not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Write($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})")}");
        }
    }
}
