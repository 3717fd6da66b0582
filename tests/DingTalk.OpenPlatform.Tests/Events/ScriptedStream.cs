using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DingTalk.OpenPlatform.Tests.Events;

/// <summary>The platform's end of Stream mode, played by the test: it gives tickets and hands over each connection that comes.</summary>
internal sealed class ScriptedStream : IAsyncDisposable
{
    /// <summary>Every ticket begins so, and nothing else that is heard in this process.</summary>
    public const string TicketMark = "ticket-once";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();
    private readonly ConcurrentQueue<int> _refusals = new();
    private readonly ConcurrentDictionary<string, bool> _tickets = new(StringComparer.Ordinal);
    private readonly Channel<StreamPeer> _peers = Channel.CreateUnbounded<StreamPeer>();
    private int _given;

    private ScriptedStream(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    public TimeProvider Time { get; private init; } = TimeProvider.System;

    /// <summary>Every request for a ticket.</summary>
    public ConcurrentQueue<TicketRequest> Requests { get; } = new();

    /// <summary>Every query a connection came with.</summary>
    public ConcurrentQueue<string> Queries { get; } = new();

    public static async Task<ScriptedStream> StartAsync(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stream = new ScriptedStream(app) { Time = time ?? TimeProvider.System };
        app.UseWebSockets();
        app.MapPost("/v1.0/gateway/connections/open", stream.GiveTicketAsync);
        app.MapGet("/connect", stream.LetInAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        stream.Address = new Uri(app.Urls.First());
        return stream;
    }

    /// <summary>The next request for a ticket is answered so.</summary>
    public void Answer(Func<HttpContext, Task> answer) => _answers.Enqueue(answer);

    /// <summary>The next connection is refused with this status.</summary>
    public void RefuseConnection(int status) => _refusals.Enqueue(status);

    public ValueTask<StreamPeer> NextAsync() => _peers.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public bool HasAnother => _peers.Reader.TryPeek(out _);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task GiveTicketAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        Requests.Enqueue(new TicketRequest(
            JsonElement.Parse(body), context.Request.Headers.Accept.ToString(),
            context.Request.Headers.ContainsKey("x-acs-dingtalk-access-token"), Time.GetUtcNow()));
        if (_answers.TryDequeue(out var answer))
        {
            await answer(context);
            return;
        }

        var ticket = $"{TicketMark}/{Interlocked.Increment(ref _given)}+ä=&";
        _tickets[ticket] = true;
        var endpoint = new UriBuilder(Address) { Scheme = "ws", Path = "/connect" }.Uri;
        await ScriptedPlatform.Json(JsonSerializer.Serialize(new { endpoint = endpoint.AbsoluteUri, ticket }))(context);
    }

    private async Task LetInAsync(HttpContext context)
    {
        Queries.Enqueue(context.Request.QueryString.Value!);
        if (!_tickets.TryRemove(context.Request.Query["ticket"].ToString(), out _))
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else if (_refusals.TryDequeue(out var status))
            context.Response.StatusCode = status;
        else
            await ServeAsync(context);
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.Zero });
        var peer = new StreamPeer(socket, context);
        _peers.Writer.TryWrite(peer);
        await peer.Gone.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

internal sealed record TicketRequest(JsonElement Body, string Accept, bool HasToken, DateTimeOffset At);

/// <summary>The platform's end of one connection.</summary>
internal sealed class StreamPeer
{
    private readonly WebSocket _socket;
    private readonly HttpContext _context;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<JsonElement> _replies = Channel.CreateUnbounded<JsonElement>();

    public StreamPeer(WebSocket socket, HttpContext context)
    {
        (_socket, _context) = (socket, context);
        _ = ReceiveAsync();
    }

    private static CancellationToken None => TestContext.Current.CancellationToken;

    /// <summary>The client has closed the connection, or it was cut.</summary>
    public Task Gone => _gone.Task;

    /// <summary>With which word the client closed it; null if it did not.</summary>
    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public bool HasReply => _replies.Reader.TryPeek(out _);

    public ValueTask<JsonElement> NextReplyAsync() => _replies.Reader.ReadAsync(None);

    public async Task<string> NextStatusAsync() => StatusOf(await NextReplyAsync());

    public static string StatusOf(JsonElement reply) =>
        JsonElement.Parse(reply.GetProperty("data").GetString()!).GetProperty("status").GetString()!;

    public static string MessageIdOf(JsonElement reply) => reply.GetProperty("headers").GetProperty("messageId").GetString()!;

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendAsync(byte[] frame, WebSocketMessageType type) => _socket.SendAsync(frame, type, endOfMessage: true, None);

    public async Task SendInPartsAsync(string text, int size)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < bytes.Length; at += size)
            await _socket.SendAsync(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)), WebSocketMessageType.Text, at + size >= bytes.Length, None);
    }

    public Task PingAsync(string opaque) => SendAsync(
        $$"""{"type":"SYSTEM","headers":{"topic":"ping","messageId":"ping-{{opaque}}","contentType":"application/json"},"data":"{\"opaque\":\"{{opaque}}\"}"}""");

    /// <summary>A frame that wants no answer.</summary>
    public Task KeepAliveAsync() => SendAsync("""{"type":"SYSTEM","headers":{"topic":"KEEPALIVE"}}""");

    public Task AnnounceEndAsync() => SendAsync(
        """{"type":"SYSTEM","headers":{"topic":"disconnect","contentType":"application/json"},"data":"{\"reason\":\"connection is expired\"}"}""");

    public Task EventAsync(string messageId, string eventId = "e1") => SendAsync(
        $$"""
        {"specVersion":"1.0","type":"EVENT","headers":{"topic":"*","messageId":"{{messageId}}","contentType":"application/json",
         "time":"1787300105456","eventType":"org_dept_modify","eventId":"{{eventId}}","eventCorpId":"dingcorp",
         "eventBornTime":"1787300105123","eventUnifiedAppId":"app-1"},"data":"{\"deptId\":[880010002]}"}
        """);

    public async Task CloseAsync()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, None);
        await Gone.WaitAsync(None);
    }

    /// <summary>Cuts the line without a word.</summary>
    public void Cut()
    {
        _context.Abort();
        _gone.TrySetResult();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } part)
                _replies.Writer.TryWrite(JsonElement.Parse(buffer.AsSpan(0, part.Count)));
            if (_socket.State == WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // Cut: there is nothing to say good-bye to.
        }

        _replies.Writer.TryComplete();
        _gone.TrySetResult();
    }
}
