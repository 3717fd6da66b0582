using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DingTalk.OpenPlatform.Json;

/// <summary>Text as the platform sends it and wants it: a number, a boolean or an object where text is due is read as its own text;
/// what is written holds no <c>\uXXXX</c>, which the platform refuses (40033).</summary>
/// <remarks>Even the relaxed encoder of System.Text.Json escapes emoji and U+2028, so the escaping is done here: only what
/// JSON demands, by the short escapes. A control character has no other form than <c>\uXXXX</c>, so it cannot be sent at all.</remarks>
internal sealed class PlatformStringConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Null => null,
        _ => RawText(ref reader),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteRawValue(Quote(value), skipInputValidation: true);

    /// <summary>What cannot be sent in <paramref name="text"/>, in words; <see langword="null"/> if all of it can.</summary>
    internal static string? Unsendable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < ' ' && ShortEscape(text[i]) is null)
                return string.Create(CultureInfo.InvariantCulture, $"the control character U+{(int)text[i]:X4} at position {i}");
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return string.Create(CultureInfo.InvariantCulture, $"half a surrogate pair at position {i}");
        }

        return null;
    }

    internal static bool HasUnicodeEscape(string json)
    {
        for (var i = json.IndexOf('\\', StringComparison.Ordinal); i >= 0 && i + 1 < json.Length; i = json.IndexOf('\\', Math.Min(i + 2, json.Length)))
        {
            if (json[i + 1] == 'u')
                return true;
        }

        return false;
    }

    private static string Quote(string text)
    {
        if (Unsendable(text) is { } what)
            throw new ArgumentException($"A text holds {what}, which the platform takes in no form. Remove it.", nameof(text));
        var json = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (ShortEscape(c) is { } escape)
                json.Append('\\').Append(escape);
            else
                json.Append(c);
        }

        return json.Append('"').ToString();
    }

    private static char? ShortEscape(char c) => c switch
    {
        '"' or '\\' => c,
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\b' => 'b',
        '\f' => 'f',
        _ => null,
    };

    private static string RawText(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }
}
