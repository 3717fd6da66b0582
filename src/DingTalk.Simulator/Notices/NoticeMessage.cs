using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Notices;

/// <summary>The <c>msg</c> of a notice: checked, compact, and known by the hash of its content.</summary>
internal sealed record NoticeMessage(string Type, string Json, string ContentHash, bool HasStatusBar)
{
    private static readonly string[] Types = ["text", "image", "voice", "file", "link", "markdown", "oa", "action_card"];

    private static readonly Dictionary<string, string[]> Required = new(StringComparer.Ordinal)
    {
        ["text"] = ["content"],
        ["image"] = ["media_id"],
        ["voice"] = ["media_id", "duration"],
        ["file"] = ["media_id"],
        ["link"] = ["messageUrl", "picUrl", "title", "text"],
        ["markdown"] = ["title", "text"],
        ["oa"] = ["message_url", "head", "body"],
        ["action_card"] = ["markdown"],
    };

    public static NoticeMessage Read(JsonElement message, int? maxBytes)
    {
        if (message.ValueKind is not JsonValueKind.Object
            || !message.TryGetProperty("msgtype", out var msgtype) || msgtype.ValueKind is not JsonValueKind.String)
            throw ApiRefusal.Of(34014);
        var type = msgtype.GetString()!;
        if (!Types.Contains(type, StringComparer.Ordinal))
            throw ApiRefusal.Of(40008);
        if (!message.TryGetProperty(type, out var content) || content.ValueKind is not JsonValueKind.Object)
            throw ApiRefusal.Of(34014);
        if (Array.Exists(Required[type], field => IsMissing(content, field)))
            throw ApiRefusal.Of(type is "text" ? 44004 : 34014);
        var json = WireJson.Compact(message);
        if (json.Length > maxBytes)
            throw ApiRefusal.Of(45002);
        return new(type, Encoding.UTF8.GetString(json), HashOf(message), content.TryGetProperty("status_bar", out _));
    }

    private static bool IsMissing(JsonElement content, string field) =>
        !content.TryGetProperty(field, out var value)
        || value.ValueKind is JsonValueKind.Null
        || (value.ValueKind is JsonValueKind.String && value.GetString() is "");

    private static string HashOf(JsonElement message)
    {
        var canonical = new StringBuilder();
        Canonicalize(message, canonical);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())));
    }

    // The order of the keys is no part of the content.
    private static void Canonicalize(JsonElement element, StringBuilder into)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                into.Append('{');
                foreach (var property in element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    into.Append(property.Name).Append('\n');
                    Canonicalize(property.Value, into);
                }

                into.Append('}');
                break;
            case JsonValueKind.Array:
                into.Append('[');
                foreach (var item in element.EnumerateArray())
                    Canonicalize(item, into);
                into.Append(']');
                break;
            case JsonValueKind.String:
                into.Append(element.GetString()).Append('\n');
                break;
            default:
                into.Append(element.GetRawText()).Append('\n');
                break;
        }
    }
}
