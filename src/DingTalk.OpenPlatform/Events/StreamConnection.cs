using System.Buffers;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;

namespace DingTalk.OpenPlatform.Events;

/// <summary>One connection of Stream mode, from its opening to its end: takes frames, hands events on, answers.</summary>
internal sealed partial class StreamConnection : IAsyncDisposable
{
    private const int MaxFrameBytes = 1024 * 1024;

    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PongWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(5);

    private readonly ClientWebSocket _socket = new();
    private readonly EventDispatcher _events;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<Task> _underWay = [];
    private Task _receiving = Task.CompletedTask;
    private long _lastFrameTicks;
    private volatile bool _isLeaving;

    private StreamConnection(EventDispatcher events, TimeProvider time, ILogger logger)
    {
        (_events, _time, _logger) = (events, time, logger);
        (_socket.Options.KeepAliveInterval, _socket.Options.KeepAliveTimeout) = (PingEvery, PongWithin);
    }

    /// <summary>Ends when no further event will come here: the platform announced the end, or the socket has ended.</summary>
    public Task Over => _over.Task;

    /// <summary>When it stood.</summary>
    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>The last frame of whatever kind; before the first, the opening.</summary>
    public DateTimeOffset LastFrameAt => new(Volatile.Read(ref _lastFrameTicks), TimeSpan.Zero);

    /// <summary>The platform announced the end.</summary>
    public bool IsAnnounced { get; private set; }

    /// <summary>More came than the announcement of the end: the platform means this connection to work.</summary>
    public bool IsProven { get; private set; }

    /// <summary>The socket is still there.</summary>
    public bool IsLive => !_receiving.IsCompleted;

    /// <summary>What ended the connection, in words.</summary>
    public string? Error { get; private set; }

    /// <summary>Opens a connection.</summary>
    /// <param name="address">Where; good for this one attempt.</param>
    /// <param name="events">Who takes the events.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where what is strange is told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="WebSocketException">It could not be opened.</exception>
    public static async Task<StreamConnection> OpenAsync(
        StreamAddress address, EventDispatcher events, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var connection = new StreamConnection(events, time, logger);
        try
        {
            await connection._socket.ConnectAsync(address.Address, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        connection.OpenedAt = time.GetUtcNow();
        connection._lastFrameTicks = connection.OpenedAt.UtcTicks;
        connection._receiving = Task.Run(connection.ReceiveAsync, CancellationToken.None);
        return connection;
    }

    /// <summary>Takes leave: answers what was received, then closes. What still comes is asked for again elsewhere.</summary>
    public async ValueTask DisposeAsync()
    {
        _isLeaving = true;
        await WhenAnsweredAsync().ConfigureAwait(false);
        if (IsLive)
            await SendAsync(token => _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, token)).ConfigureAwait(false);
        await _receiving.WaitAsync(CloseWithin, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Abort();
        await _receiving.ConfigureAwait(false);
        await WhenAnsweredAsync().ConfigureAwait(false);
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var frame = new ArrayBufferWriter<byte>(4096);
        try
        {
            while (await ReadAsync(frame).ConfigureAwait(false) is { } type)
            {
                Volatile.Write(ref _lastFrameTicks, _time.GetUtcNow().UtcTicks);
                if (type == WebSocketMessageType.Text)
                    Take(frame.WrittenSpan);
                frame.ResetWrittenCount();
            }

            Error = $"the platform closed the connection ({_socket.CloseStatus})";
        }
#pragma warning disable CA1031 // Whatever ended it, another connection takes its place.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Error = $"the connection broke ({(exception as WebSocketException)?.WebSocketErrorCode.ToString() ?? exception.GetType().Name})";
        }
        finally
        {
            _over.TrySetResult();
        }
    }

    // One whole message; a null type is the end. What is too long is read to its end and counts as binary: not looked at.
    private async Task<WebSocketMessageType?> ReadAsync(ArrayBufferWriter<byte> frame)
    {
        var isTooLong = false;
        while (true)
        {
            var part = await _socket.ReceiveAsync(frame.GetMemory(4096), CancellationToken.None).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            isTooLong |= frame.WrittenCount + part.Count > MaxFrameBytes;
            if (!isTooLong)
                frame.Advance(part.Count);
            if (!part.EndOfMessage)
                continue;
            if (!isTooLong)
                return part.MessageType;
            LogTooLong(MaxFrameBytes);
            return WebSocketMessageType.Binary;
        }
    }

    private void Take(ReadOnlySpan<byte> text)
    {
        var frame = StreamFrame.Read(text);
        var isAnnouncement = frame is { Type: "SYSTEM", Topic: "disconnect" };
        IsAnnounced |= isAnnouncement;
        IsProven |= !isAnnouncement;
        switch (frame)
        {
            case { Type: "SYSTEM", Topic: "ping" }:
                Start(() => ReplyAsync(frame, 200, "OK", frame.Data));
                break;
            case { Type: "SYSTEM", Topic: "disconnect" }:
                LogAnnounced();
                _over.TrySetResult();
                break;
            case { Type: "SYSTEM" }:
                break;
            case { Type: "EVENT" } when frame.ToEvent(_time.GetUtcNow()) is { } dingTalkEvent:
                Start(() => HandleAsync(frame, dingTalkEvent));
                break;
            case { Type: "CALLBACK" }:
                Start(() => ReplyAsync(frame, 404, "no handler", data: null));
                break;
            default:
                LogStrange(text.Length);
                break;
        }
    }

    private async Task HandleAsync(StreamFrame frame, DingTalkEvent dingTalkEvent)
    {
        var isConsumed = !_isLeaving && await _events.TryHandleAsync(dingTalkEvent, CancellationToken.None).ConfigureAwait(false);
        await ReplyAsync(frame, 200, "OK", isConsumed ? """{"status":"SUCCESS"}""" : """{"status":"LATER"}""").ConfigureAwait(false);
    }

    private Task ReplyAsync(StreamFrame frame, int code, string message, string? data)
    {
        if (frame.MessageId is not { } messageId)
            return Task.CompletedTask;
        var reply = StreamFrame.Reply(messageId, code, message, data);
        return SendAsync(token => _socket.SendAsync(reply, WebSocketMessageType.Text, endOfMessage: true, token));
    }

    // A socket that takes no bytes any more is given up: cancelling a send aborts it.
    private async Task SendAsync(Func<CancellationToken, Task> send)
    {
        using var end = new CancellationTokenSource(SendWithin, _time);
        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            await send(end.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            LogUnsent(exception.GetType().Name);
        }
        finally
        {
            _sending.Release();
        }
    }

    private void Start(Func<Task> work)
    {
        var task = Task.Run(work);
        lock (_underWay)
            _underWay.Add(task);
        _ = task.ContinueWith(
            ended =>
            {
                lock (_underWay)
                    _underWay.Remove(ended);
            }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private Task WhenAnsweredAsync()
    {
        lock (_underWay)
            return Task.WhenAll(_underWay);
    }

    [LoggerMessage(1211, LogLevel.Information, "The platform announced the end of the connection for events; another takes its place")]
    private partial void LogAnnounced();

    [LoggerMessage(1212, LogLevel.Warning, "A frame of {Length} bytes on the connection for events is none that is known; it is passed over")]
    private partial void LogStrange(int length);

    [LoggerMessage(1213, LogLevel.Error, "A frame of over {Limit} bytes on the connection for events was passed over: what it held is lost")]
    private partial void LogTooLong(int limit);

    [LoggerMessage(1214, LogLevel.Information, "An answer could not be sent on the connection for events ({Error}); the platform sends the event again")]
    private partial void LogUnsent(string error);
}
