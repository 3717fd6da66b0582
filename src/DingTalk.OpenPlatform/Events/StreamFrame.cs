using System.Buffers;
using System.Text.Json;

namespace DingTalk.OpenPlatform.Events;

/// <summary>One text frame from the platform.</summary>
internal sealed record StreamFrame
{
    public required string Type { get; init; }

    public string? Topic { get; init; }

    public string? MessageId { get; init; }

    /// <summary>JSON text, as it came.</summary>
    public string? Data { get; init; }

    private JsonElement Headers { get; init; }

    /// <summary>Reads a frame; <see langword="null"/> if it is none.</summary>
    public static StreamFrame? Read(ReadOnlySpan<byte> text)
    {
        JsonElement frame;
        try
        {
            frame = JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }

        var headers = LooseJson.Field(frame, "headers") ?? LooseJson.Field(frame, "header") ?? default;
        return LooseJson.Text(frame, "type") is not { } type ? null : new StreamFrame
        {
            Type = type,
            Topic = LooseJson.Text(headers, "topic"),
            MessageId = LooseJson.Text(headers, "messageId"),
            Data = LooseJson.Field(frame, "data") is { ValueKind: JsonValueKind.Object } data ? data.GetRawText() : LooseJson.Text(frame, "data"),
            Headers = headers,
        };
    }

    /// <summary>The event in a frame of type EVENT; <see langword="null"/> if it does not say what happened.</summary>
    public DingTalkEvent? ToEvent(DateTimeOffset now)
    {
        var data = LooseJson.Parse(Data);
        return LooseJson.Text(Headers, "eventType") is not { } type ? null : new DingTalkEvent
        {
            EventId = LooseJson.Text(Headers, "eventId") ?? LooseJson.Text(data, "eventId"),
            EventType = type,
            CorpId = LooseJson.Text(Headers, "eventCorpId"),
            BornAt = LooseJson.Time(LooseJson.Text(Headers, "eventBornTime")) ?? LooseJson.Time(LooseJson.Text(Headers, "time")) ?? now,
            UnifiedAppId = LooseJson.Text(Headers, "eventUnifiedAppId"),
            Data = data,
            Delivery = EventDelivery.Stream,
        };
    }

    /// <summary>The answer to a frame.</summary>
    public static byte[] Reply(string messageId, int code, string message, string? data)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("code", code);
            json.WriteStartObject("headers");
            json.WriteString("messageId", messageId);
            json.WriteString("contentType", "application/json");
            json.WriteEndObject();
            json.WriteString("message", message);
            if (data is not null)
                json.WriteString("data", data);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
