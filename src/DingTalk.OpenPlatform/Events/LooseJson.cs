using System.Globalization;
using System.Text.Json;

namespace DingTalk.OpenPlatform.Events;

/// <summary>Reads what has no one form: keys in either case, numbers in quotes or not, one thing or a list of it.</summary>
internal static class LooseJson
{
    // Below this a time can only be meant in seconds: as milliseconds it would lie in 1973.
    private const long FirstMilliseconds = 100_000_000_000;

    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    /// <summary>The text as JSON; none as an empty object, and what is no JSON as a JSON string.</summary>
    public static JsonElement Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Empty;
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"");
        }
    }

    /// <summary>A field by its name in whatever case, the exact one first.</summary>
    public static JsonElement? Field(JsonElement of, string name)
    {
        if (of.ValueKind != JsonValueKind.Object)
            return null;
        if (of.TryGetProperty(name, out var exact))
            return exact;
        foreach (var property in of.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }

        return null;
    }

    /// <summary>A field as text; <see langword="null"/> if there is none, or an empty one.</summary>
    public static string? Text(JsonElement of, string name) => Field(of, name) is { } field ? Text(field) : null;

    /// <summary>Text, or a number as its digits.</summary>
    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => String(value) is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    /// <summary>Each text of a list, of the text of a list, or of a lone value.</summary>
    public static IReadOnlyList<string> Texts(JsonElement? value)
    {
        if (value is not { } some)
            return [];
        if (some.ValueKind == JsonValueKind.String && String(some).AsSpan().TrimStart().StartsWith('['))
            some = Parse(String(some));
        return some.ValueKind == JsonValueKind.Array
            ? [.. some.EnumerateArray().Select(Text).OfType<string>()]
            : Text(some) is { } lone ? [lone] : [];
    }

    /// <summary>A whole number, or nothing.</summary>
    public static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A time in milliseconds since 1970, or in seconds.</summary>
    public static DateTimeOffset? Time(string? text) => Number(text) switch
    {
        null or <= 0 or > 253_402_300_799_999 => null,
        < FirstMilliseconds and long seconds => DateTimeOffset.FromUnixTimeSeconds(seconds),
        long milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
    };

    // Half a surrogate pair is legal in JSON and no text.
    private static string? String(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
