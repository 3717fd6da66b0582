using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace DingTalk.Simulator.Events;

/// <summary>One WebSocket of the app. Frames leave in the order in which they were put in.</summary>
internal sealed class StreamConnection(WebSocket socket, StreamTicket ticket, SimulatedClock clock)
{
    private const int MaxFrame = 262_144;

    // For the client to answer the close; an abort would take what it has not read yet.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _openedAt = clock.GetUtcNow();
    private readonly Channel<byte[]> _frames = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _opaques = new(StringComparer.Ordinal);
    private int _pingsAnswered;

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public StreamBreak? Break { get; set; }

    /// <summary>Whether pushes may be addressed to it; a zombie does not look like one.</summary>
    public bool TakesEvents => ticket.WantsEvents && Break is null or StreamBreak.Zombie;

    public StreamConnectionStatus Status => new(Id, ticket.UserAgent, _openedAt, Break, _pingsAnswered);

    /// <summary>A frame is on its way; a zombie's never arrives.</summary>
    public void Send(byte[] frame)
    {
        if (Break is not StreamBreak.Zombie)
            _frames.Writer.TryWrite(frame);
    }

    public void Ping()
    {
        if (Break is not null)
            return;
        var (messageId, opaque) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString());
        lock (_lock)
            _opaques[messageId] = opaque;
        Send(StreamFrames.Ping(messageId, opaque, clock.GetUtcNow()));
    }

    /// <summary>Ends it after what is on its way, with a WebSocket close.</summary>
    public void Close() => _frames.Writer.TryComplete();

    /// <summary>Ends it at once and without a word.</summary>
    public void Cut()
    {
        _frames.Writer.TryComplete();
        socket.Abort();
    }

    /// <summary>Serves the socket until either side ends it.</summary>
    public async Task RunAsync(Action<StreamAck> acknowledged, CancellationToken cancellationToken)
    {
        var writing = WriteAsync(cancellationToken);
        var reading = ReadAsync(acknowledged, cancellationToken);
        await Task.WhenAny(writing, reading);
        _frames.Writer.TryComplete();
        await writing;
        await Task.WhenAny(reading, Task.Delay(CloseTimeout, clock, CancellationToken.None));
        socket.Abort();
        await reading;
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var frame in _frames.Reader.ReadAllAsync(cancellationToken))
                await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken);
        }
        catch (Exception gone) when (IsEnd(gone))
        {
            // The other side went first; what was not sent is repeated elsewhere.
        }
    }

    private async Task ReadAsync(Action<StreamAck> acknowledged, CancellationToken cancellationToken)
    {
        var text = new ArrayBufferWriter<byte>(4_096);
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(text.GetMemory(4_096), cancellationToken);
                if (received.MessageType is WebSocketMessageType.Close || text.WrittenCount > MaxFrame)
                    return;
                text.Advance(received.Count);
                if (!received.EndOfMessage)
                    continue;
                if (received.MessageType is WebSocketMessageType.Text && StreamFrames.ReadAck(text.WrittenSpan) is { } ack)
                {
                    CountPong(ack);
                    acknowledged(ack);
                }

                text.ResetWrittenCount();
            }
        }
        catch (Exception gone) when (IsEnd(gone))
        {
            // As good as a close.
        }
    }

    private void CountPong(StreamAck ack)
    {
        lock (_lock)
        {
            if (_opaques.Remove(ack.MessageId, out var opaque) && ack.IsConsumed && string.Equals(opaque, ack.Opaque, StringComparison.Ordinal))
                _pingsAnswered++;
        }
    }

    private static bool IsEnd(Exception fault) =>
        fault is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException;
}
