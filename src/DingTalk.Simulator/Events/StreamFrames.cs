using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Events;

/// <summary>Frames of a Stream connection: every header a text, <c>data</c> a text that holds JSON.</summary>
internal static class StreamFrames
{
    private const string ContentType = "application/json";

    // One app, so one unified id, the same on every machine.
    private const string UnifiedAppId = "5d0c2b7e-0f1a-4c55-9a77-10aa2244ee01";

    public static byte[] Event(EventEntry entry, string messageId, string corpId, DateTimeOffset now) => Frame("EVENT", entry.Data, new()
    {
        ["topic"] = "*",
        ["messageId"] = messageId,
        ["contentType"] = ContentType,
        ["time"] = Milliseconds(now),
        ["eventType"] = entry.Type,
        ["eventId"] = entry.Id,
        ["eventCorpId"] = corpId,
        ["eventBornTime"] = Milliseconds(entry.BornAt),
        ["eventUnifiedAppId"] = UnifiedAppId,
    });

    public static byte[] Ping(string messageId, string opaque, DateTimeOffset now) =>
        System("ping", new JsonObject { ["opaque"] = opaque }, messageId, now);

    public static byte[] Disconnect(DateTimeOffset now) =>
        System("disconnect", new JsonObject { ["reason"] = "connection is expired" }, Guid.NewGuid().ToString("N"), now);

    /// <summary>What the client said; null if it is no acknowledgement.</summary>
    public static StreamAck? ReadAck(ReadOnlySpan<byte> text)
    {
        try
        {
            if (JsonNode.Parse(text) is not JsonObject { } ack || ack["headers"]?["messageId"] is not JsonValue messageId)
                return null;
            var data = Structure(ack["data"]);
            return new StreamAck(messageId.ToString(), ack["code"]?.ToString() ?? "", data?["status"]?.ToString(), data?["opaque"]?.ToString());
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // The data of an acknowledgement is JSON text, may be absent, and may be anything.
    private static JsonObject? Structure(JsonNode? data)
    {
        try
        {
            return data is JsonValue text && text.TryGetValue<string>(out var json) && json is not "" ? JsonNode.Parse(json) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] System(string topic, JsonObject data, string messageId, DateTimeOffset now) => Frame("SYSTEM", data.ToJsonString(), new()
    {
        ["topic"] = topic,
        ["messageId"] = messageId,
        ["contentType"] = ContentType,
        ["time"] = Milliseconds(now),
    });

    private static byte[] Frame(string type, string data, JsonObject headers) =>
        WireJson.Bytes(new JsonObject { ["specVersion"] = "1.0", ["type"] = type, ["headers"] = headers, ["data"] = data });

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}

/// <summary>The answer to one frame.</summary>
internal sealed record StreamAck(string MessageId, string Code, string? Status, string? Opaque)
{
    /// <summary>Code 200 with <c>SUCCESS</c>, or without a status as one SDK sends it.</summary>
    public bool IsConsumed => Code is "200" && Status is null or "SUCCESS";

    /// <summary>As the ledger notes it.</summary>
    public string Text => Code is not "200" ? Code : Status ?? "SUCCESS";
}
