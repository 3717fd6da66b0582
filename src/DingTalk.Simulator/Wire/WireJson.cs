using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DingTalk.Simulator.Wire;

/// <summary>JSON as the platform writes it: Chinese text unescaped.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class WireJson : JsonSerializerContext
{
    private static readonly JsonWriterOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Unescaped))
            node.WriteTo(writer);
        return buffer.ToArray();
    }

    /// <summary>The same value without white space.</summary>
    public static byte[] Compact(JsonElement element)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Unescaped))
            element.WriteTo(writer);
        return buffer.ToArray();
    }

    public static JsonArray Array(IEnumerable<long> values) => [.. values.Select(value => (JsonNode)value)];

    public static JsonArray Array(IEnumerable<string> values) => [.. values.Select(value => (JsonNode)value)];
}
