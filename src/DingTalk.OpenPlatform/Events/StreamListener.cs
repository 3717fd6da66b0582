using System.Net.WebSockets;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DingTalk.OpenPlatform.Events;

/// <summary>Keeps a connection of Stream mode standing for as long as the host runs.</summary>
internal sealed partial class StreamListener(
    string appName, StreamGateway gateway, EventDispatcher events, DingTalkAppOptions app, DingTalkStreamOptions options, TimeProvider time,
    ILogger<StreamListener> logger) : BackgroundService, IStreamMonitor
{
    // A refusal that the same request will meet again, until somebody changes something in the developer console.
    private const int Hopeless = int.MaxValue;

    private volatile StreamStatus _status = new() { State = StreamState.Stopped };
    private volatile StreamConnection? _present;
    private int _failures;      // attempts since a connection last proved good
    private TimeSpan _leastPause;
    private int _untoldGaps;

    public StreamStatus Status => _status with { LastFrameAt = _present?.LastFrameAt, HasUntoldGap = Volatile.Read(ref _untoldGaps) > 0 };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var aside = Task.CompletedTask;     // leaving old connections, telling gaps
        var reason = EventGapReason.Started;
        try
        {
            while (true)
            {
                var next = await ConnectAsync(stoppingToken).ConfigureAwait(false);
                var (previous, isGap) = (_present, IsGapBeforeNext);
                var gap = new EventGap(previous?.LastFrameAt, next.OpenedAt, reason);
                _present = next;
                aside = Task.WhenAll(aside, LeaveAsync(previous), isGap ? TellAsync(gap, stoppingToken) : Task.CompletedTask);
                reason = await WatchAsync(next, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _status = _status with { State = StreamState.Stopped, ConnectedSince = null };
            await Task.WhenAll(aside, LeaveAsync(_present)).ConfigureAwait(false);
        }
    }

    // An announced end leaves time to open the next connection before the old one goes.
    private bool IsGapBeforeNext => _present is not { IsLive: true, IsAnnounced: true };

    private async Task TellAsync(EventGap gap, CancellationToken stoppingToken)
    {
        await events.TellAsync(gap, stoppingToken).ConfigureAwait(false);
        Interlocked.Decrement(ref _untoldGaps);
    }

    private async Task<StreamConnection> ConnectAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            _status = _present is { IsLive: true }
                ? _status with { State = StreamState.Replacing }
                : _status with { State = StreamState.Connecting, ConnectedSince = null };
            var pause = Backoff.Delay(_failures, options.MaxReconnectDelay);
            await Task.Delay(pause > _leastPause ? pause : _leastPause, time, stoppingToken).ConfigureAwait(false);
            _leastPause = TimeSpan.Zero;
            try
            {
                var connection = await OpenAsync(stoppingToken).ConfigureAwait(false);
                _failures = Math.Min(_failures, 30) + 1;    // until it proves good
                if (IsGapBeforeNext)
                    Interlocked.Increment(ref _untoldGaps);
                _status = _status with
                {
                    State = StreamState.Connected,
                    ConnectedSince = connection.OpenedAt,
                    Reconnects = _present is null ? 0 : _status.Reconnects + 1,
                };
                LogConnected(appName, _status.Reconnects);
                return connection;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                TakeNoteOf(exception);
            }
        }
    }

    private async Task<StreamConnection> OpenAsync(CancellationToken stoppingToken)
    {
        var address = await gateway.OpenAsync(stoppingToken).ConfigureAwait(false);
        using var deadline = new CancellationTokenSource(app.AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stoppingToken);
        try
        {
            return await StreamConnection.OpenAsync(address, events, time, logger, either.Token).ConfigureAwait(false);
        }
        catch (WebSocketException exception)
        {
            stoppingToken.ThrowIfCancellationRequested();
            throw new IOException(address.Without($"{address} lets no WebSocket in: {exception.Message}"), exception);
        }
        catch (OperationCanceledException exception) when (!stoppingToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{address} let no WebSocket in within {app.AttemptTimeout.TotalSeconds:0.###} s.", exception);
        }
    }

    private void TakeNoteOf(Exception failure)
    {
        _status = _status with { LastError = failure.Message };
        if (failure is DingTalkApiException { RetryAfter: null } refusal)
        {
            _failures = Hopeless;
            LogRefused(appName, refusal.Message, options.MaxReconnectDelay);
            return;
        }

        _leastPause = (failure as DingTalkApiException)?.RetryAfter ?? TimeSpan.Zero;
        _failures = Math.Min(_failures, 30) + 1;
        LogNotConnected(appName, failure.Message, _failures);
    }

    // Ends when the connection must be replaced. By the wall clock, which goes on while a machine sleeps: the other end is gone by then.
    private async Task<EventGapReason> WatchAsync(StreamConnection connection, CancellationToken stoppingToken)
    {
        var left = options.SilenceTimeout;
        while (left > TimeSpan.Zero && !connection.Over.IsCompleted)
        {
            await connection.Over.WaitAsync(left, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stoppingToken.ThrowIfCancellationRequested();
            left = connection.LastFrameAt + options.SilenceTimeout - time.GetUtcNow();
        }

        var isSilent = !connection.Over.IsCompleted;
        if (connection.IsProven)
            _failures = 0;
        if (connection.IsAnnounced)
            return EventGapReason.ConnectionLost;
        var error = isSilent ? $"no frame came for {options.SilenceTimeout}" : connection.Error ?? "the connection ended";
        _status = _status with { LastError = error };
        LogLost(appName, error);
        if (!isSilent)
            _failures = Math.Max(_failures, 1);
        return isSilent ? EventGapReason.Silence : EventGapReason.ConnectionLost;
    }

    private static async Task LeaveAsync(StreamConnection? connection)
    {
        if (connection is not null)
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    [LoggerMessage(1221, LogLevel.Information, "App \"{App}\" receives events by Stream mode (reconnects: {Reconnects})")]
    private partial void LogConnected(string app, long reconnects);

    [LoggerMessage(1222, LogLevel.Warning, "App \"{App}\" lost its connection for events: {Error}. Another is opened")]
    private partial void LogLost(string app, string error);

    [LoggerMessage(1223, LogLevel.Warning, "App \"{App}\" has no connection for events: {Error} Attempt {Attempt}; it goes on trying")]
    private partial void LogNotConnected(string app, string error, int attempt);

    [LoggerMessage(1224, LogLevel.Error, "App \"{App}\" is refused a connection for events: {Error} In the developer console, check Client ID and Client Secret, that the app is published, and that its event subscription is set to Stream mode. The next attempt comes within {Pause}")]
    private partial void LogRefused(string app, string error, TimeSpan pause);
}
