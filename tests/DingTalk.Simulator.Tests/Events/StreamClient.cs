using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace DingTalk.Simulator.Tests.Events;

/// <summary>A Stream client by hand: it sends what the test says and answers nothing by itself.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<StreamClient> ConnectAsync(DingTalkSimulator dingTalk)
    {
        using var wire = new Wire(dingTalk);
        var client = new StreamClient();
        await client.OpenAsync(await TicketAsync(dingTalk));
        await dingTalk.Events.WhenAsync(events => events.Connections.Count > 0, Stop);
        return client;
    }

    /// <summary>Address and ticket for one connection.</summary>
    public static async Task<Uri> TicketAsync(DingTalkSimulator dingTalk)
    {
        using var wire = new Wire(dingTalk);
        var (status, answer) = await OpenAsync(wire, $$"""{"clientId":"{{dingTalk.AppKey}}","clientSecret":"{{dingTalk.AppSecret}}","subscriptions":[{"type":"EVENT","topic":"*"}]}""");
        Assert.Equal(200, status);
        return new Uri($"{answer["endpoint"]}?ticket={answer["ticket"]}");
    }

    public static async Task<(int Status, JsonObject Answer)> OpenAsync(Wire wire, string json)
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
        return received.MessageType is WebSocketMessageType.Close ? null : JsonNode.Parse(buffer.AsSpan(0, received.Count))!.AsObject();
    }

    /// <summary>The next frame, which is an event of this type; its payload.</summary>
    public async Task<JsonObject> ReceiveAsync(string type)
    {
        var frame = (await ReceiveAsync())!;
        Assert.Equal(("EVENT", type), ((string)frame["type"]!, (string)frame["headers"]!["eventType"]!));
        return frame;
    }

    public static JsonObject DataOf(JsonObject frame) => JsonNode.Parse((string)frame["data"]!)!.AsObject();

    public Task AcknowledgeAsync(JsonObject frame, int code = 200, string data = """{"status":"SUCCESS"}""") => SendAsync(new JsonObject
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
