using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DingTalk.OpenPlatform.Json;

/// <summary>A whole number, also when the platform puts it in quotes. Never by way of a double: orders have 18 digits.</summary>
internal sealed class TolerantNumberConverter<T> : JsonConverter<T>
    where T : struct, IBinaryInteger<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TolerantNumber.Read<T>(ref reader) ?? throw new JsonException("A number is missing.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(long.CreateChecked(value));
}

/// <summary>As <see cref="TolerantNumberConverter{T}"/>; absent, null and empty text are no number.</summary>
internal sealed class TolerantOptionalNumberConverter<T> : JsonConverter<T?>
    where T : struct, IBinaryInteger<T>
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TolerantNumber.Read<T>(ref reader);

    public override void Write(Utf8JsonWriter writer, T? value, JsonSerializerOptions options)
    {
        if (value is { } number)
            writer.WriteNumberValue(long.CreateChecked(number));
        else
            writer.WriteNullValue();
    }
}

internal static class TolerantNumber
{
    public static T? Read<T>(ref Utf8JsonReader reader)
        where T : struct, IBinaryInteger<T>
    {
        try
        {
            return reader.TokenType switch
            {
                JsonTokenType.Null => null,
                JsonTokenType.Number => T.CreateChecked(reader.GetInt64()),
                JsonTokenType.String when string.IsNullOrWhiteSpace(reader.GetString()) => null,
                JsonTokenType.String => T.Parse(reader.GetString()!.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
                _ => throw new JsonException($"A number is due, {reader.TokenType} came."),
            };
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or InvalidOperationException)
        {
            throw new JsonException("A whole number is due.", exception);
        }
    }
}

/// <summary>A truth value as such, in quotes, or as 0 and 1; null is false.</summary>
internal sealed class TolerantBooleanConverter : JsonConverter<bool>
{
    public override bool HandleNull => true;

    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        JsonTokenType.Number => reader.GetInt64() != 0,
        JsonTokenType.String => reader.GetString()!.Trim().ToUpperInvariant() switch
        {
            "TRUE" or "1" => true,
            "FALSE" or "0" or "" => false,
            _ => throw new JsonException("true or false is due."),
        },
        _ => throw new JsonException($"true or false is due, {reader.TokenType} came."),
    };

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}

/// <summary>A list as such, a lone element, the text of a list, or null for none.</summary>
internal sealed class TolerantListConverter<T> : JsonConverter<IReadOnlyList<T>>
{
    public override bool HandleNull => true;

    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return [];
            case JsonTokenType.StartArray:
                return ReadElements(ref reader, element);
            case JsonTokenType.String when reader.GetString()!.Trim() is var text && (text.Length == 0 || text[0] == '['):
                return text.Length == 0 ? [] : JsonSerializer.Deserialize(text, (JsonTypeInfo<IReadOnlyList<T>>)options.GetTypeInfo(typeof(IReadOnlyList<T>)))!;
            default:
                return [JsonSerializer.Deserialize(ref reader, element)!];
        }
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        var element = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        writer.WriteStartArray();
        foreach (var item in value ?? [])
            JsonSerializer.Serialize(writer, item, element);
        writer.WriteEndArray();
    }

    private static List<T> ReadElements(ref Utf8JsonReader reader, JsonTypeInfo<T> element)
    {
        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(JsonSerializer.Deserialize(ref reader, element) ?? throw new JsonException("A list holds null."));
        return items;
    }
}

/// <summary>Ids in a request: one text, joined by commas.</summary>
internal sealed class CommaJoinedConverter<T> : JsonConverter<IReadOnlyList<T>>
{
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers hold lists, never joined text.");

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, string.Join(',', value), (JsonTypeInfo<string>)options.GetTypeInfo(typeof(string)));
}

/// <summary>Milliseconds since 1970; null, empty and 0 are no time.</summary>
internal sealed class UnixMillisecondsConverter : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return TolerantNumber.Read<long>(ref reader) is { } milliseconds and not 0 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new JsonException("A time lies outside the calendar.", exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } time)
            writer.WriteNumberValue(time.ToUnixTimeMilliseconds());
        else
            writer.WriteNullValue();
    }
}
