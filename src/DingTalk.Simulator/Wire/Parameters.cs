using System.Globalization;
using System.Text.Json;

namespace DingTalk.Simulator.Wire;

/// <summary>
/// What the caller sent, wherever and however: query, form fields, JSON, JSON whose values are all strings. A value is
/// read as the type that the API wants; text where a number belongs is a number if it reads as one.
/// </summary>
internal sealed class Parameters
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    /// <summary><c>access_token</c> of the query or of a form.</summary>
    public string? Credential { get; private set; }

    public void Add(string name, JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Null)
            _values[name] = value;
    }

    public void Add(string name, string value)
    {
        if (name is "access_token")
            Credential = value;
        else
            _values[name] = JsonSerializer.SerializeToElement(value, WireJson.Default.String);
    }

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>Null if absent.</summary>
    public string? Text(string name) => !_values.TryGetValue(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array or JsonValueKind.Object => throw Malformed(),
        _ => value.GetRawText(),
    };

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw Malformed();

    /// <summary>Null if absent.</summary>
    public long? Number(string name) =>
        Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw Malformed();

    public long RequiredNumber(string name) => Number(name) ?? throw Malformed();

    /// <summary>Null if absent.</summary>
    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        "true" or "True" or "1" => true,
        "false" or "False" or "0" => false,
        _ => throw Malformed(),
    };

    /// <summary>Parts of a text that joins its values; empty if absent.</summary>
    public string[] List(string name, char separator = ',') =>
        Text(name)?.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Numbers of a text that joins its values; null if one of them is no number.</summary>
    public long[]? Numbers(string name, char separator = ',')
    {
        var parts = List(name, separator);
        var numbers = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        }

        return numbers;
    }

    /// <summary>An object or array, sent as such or as JSON text; null if absent.</summary>
    public JsonElement? Structure(string name)
    {
        if (!_values.TryGetValue(name, out var value))
            return null;
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            return value;
        try
        {
            return JsonElement.Parse(Text(name)!);
        }
        catch (JsonException)
        {
            throw Malformed();
        }
    }

    private static ApiRefusal Malformed() => ApiRefusal.Of(400002);
}
