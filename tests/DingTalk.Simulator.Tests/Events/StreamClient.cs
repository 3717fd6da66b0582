using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.Simulator.Tests.Events;

/// <summary>A Stream client by hand: it sends what the test says and answers nothing by itself.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The small company on a platform whose clock moves only when it is moved, and which sends no pings.</summary>
    public static Task<DingTalkSimulator> StartPlatformAsync(Action<SimulatorOptions>? configure = null) => SmallCompany.StartAsync(options =>
    {
        options.TimeProvider = new FakeTimeProvider();
        options.Events.PingInterval = null;
        configure?.Invoke(options);
    });

    public static async Task<StreamClient> ConnectAsync(DingTalkSimulator dingTalk)
    {
        var before = dingTalk.Events.Connections.Count;
        var client = new StreamClient();
        try
        {
            await client.OpenAsync(await TicketAsync(dingTalk));
            await dingTalk.Events.WhenAsync(events => events.Connections.Count > before, Stop);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Address and ticket for one connection.</summary>
    public static async Task<Uri> TicketAsync(DingTalkSimulator dingTalk)
    {
        using var wire = new Wire(dingTalk);
        var (status, answer) = await AskAsync(wire, Credentials(dingTalk, """[{"type":"EVENT","topic":"*"}]"""));
        Assert.Equal(200, status);
        return new Uri($"{answer["endpoint"]}?ticket={answer["ticket"]}");
    }

    public static string Credentials(DingTalkSimulator dingTalk, string subscriptions, string more = "") =>
        $$"""{"clientId":"{{dingTalk.AppKey}}","clientSecret":"{{dingTalk.AppSecret}}","subscriptions":{{subscriptions}}{{more}}}""";

    public static async Task<(int Status, JsonObject Answer)> AskAsync(Wire wire, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await wire.Http.PostAsync(new Uri("/v1.0/gateway/connections/open", UriKind.Relative), content, Stop);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>(Stop))!);
    }

    public Task OpenAsync(Uri address) => _socket.ConnectAsync(address, Stop);

    /// <summary>The next frame; null when the server has closed.</summary>
    public async Task<JsonObject?> ReceiveAsync()
    {
        var buffer = new byte[65_536];
        var received = await _socket.ReceiveAsync(buffer.AsMemory(), Stop);
        Assert.True(received.EndOfMessage);
        if (received.MessageType is not WebSocketMessageType.Close)
            return JsonNode.Parse(buffer.AsSpan(0, received.Count))!.AsObject();
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, Stop);
        return null;
    }

    /// <summary>The next frame, which is an event of this type.</summary>
    public async Task<JsonObject> ReceiveAsync(string type)
    {
        var frame = (await ReceiveAsync())!;
        Assert.Equal(("EVENT", type), ((string)frame["type"]!, (string)frame["headers"]!["eventType"]!));
        return frame;
    }

    /// <summary>The next frame, which is one of the platform's own about this topic.</summary>
    public async Task<JsonObject> ReceiveSystemAsync(string topic)
    {
        var frame = (await ReceiveAsync())!;
        Assert.Equal(("SYSTEM", topic), ((string)frame["type"]!, (string)frame["headers"]!["topic"]!));
        return frame;
    }

    public static JsonObject DataOf(JsonObject frame) => JsonNode.Parse((string)frame["data"]!)!.AsObject();

    public static string EventIdOf(JsonObject frame) => (string)frame["headers"]!["eventId"]!;

    public Task AcknowledgeAsync(JsonObject frame, int code = 200, string? data = """{"status":"SUCCESS"}""") => SendAsync(new JsonObject
    {
        ["code"] = code,
        ["headers"] = new JsonObject { ["messageId"] = (string)frame["headers"]!["messageId"]!, ["contentType"] = "application/json" },
        ["message"] = "OK",
        ["data"] = data,
    });

    public Task SendAsync(JsonObject frame) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(frame.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, Stop);

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
