using System.Text;
using System.Text.Json;

namespace DingTalk.OpenPlatform.Transport;

/// <summary>The fields around an answer's content, of both hosts, read in one pass without building anything from the content.</summary>
internal sealed class Envelope
{
    public string? ErrorCode { get; private set; }

    public string? SubCode { get; private set; }

    public string? Code { get; private set; }

    public string? Message => _subMessage ?? _errorMessage ?? _message;

    public string? RequestId { get; private set; }

    public bool IsIpBlock => _status is "1111" && _punish is not null;

    public ReadOnlyMemory<byte>? Result { get; private set; }

    public IReadOnlyList<string> RequiredScopes => _requiredScopes ?? ScopesInWords(Message);

    private string? _errorMessage;
    private string? _subMessage;
    private string? _message;
    private string? _status;
    private string? _punish;
    private IReadOnlyList<string>? _requiredScopes;

    /// <exception cref="JsonException">Not one whole JSON object.</exception>
    public static Envelope Read(ReadOnlyMemory<byte> body)
    {
        var envelope = new Envelope();
        var reader = new Utf8JsonReader(body.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("An object is due.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            envelope.Take(name, ref reader, body);
        }

        if (reader.CurrentDepth != 0 || reader.Read())
            throw new JsonException("The object is not whole.");
        return envelope;
    }

    private void Take(string name, ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        switch (name.ToUpperInvariant())
        {
            case "ERRCODE":
                ErrorCode = Text(ref reader);
                break;
            case "SUB_CODE":
                SubCode = Text(ref reader);
                break;
            case "CODE":
                Code = Text(ref reader);
                break;
            case "ERRMSG":
                _errorMessage = Text(ref reader);
                break;
            case "SUB_MSG":
                _subMessage = Text(ref reader);
                break;
            case "MESSAGE":
                _message = Text(ref reader);
                break;
            case "REQUEST_ID" or "REQUESTID":
                RequestId = Text(ref reader);
                break;
            case "STATUS":
                _status = Text(ref reader);
                break;
            case "PUNISH":
                _punish = Text(ref reader);
                break;
            case "ACCESSDENIEDDETAIL":
                _requiredScopes = ScopesIn(ref reader);
                break;
            case "RESULT":
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                Result = body[start..(int)reader.BytesConsumed];
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        if (reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
            return Encoding.UTF8.GetString(reader.ValueSpan);
        reader.Skip();
        return null;
    }

    private static List<string>? ScopesIn(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (string.Equals(property.Name, "requiredScopes", StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind == JsonValueKind.Array)
                return [.. property.Value.EnumerateArray().Where(scope => scope.ValueKind == JsonValueKind.String).Select(scope => scope.GetString()!)];
        }

        return null;
    }

    // The legacy host tells them at the end of its words: "… {requiredScopes=[qyapi_a, qyapi_b]}".
    private static string[] ScopesInWords(string? words)
    {
        const string Opening = "requiredScopes=[";
        var start = words?.IndexOf(Opening, StringComparison.Ordinal) ?? -1;
        if (start < 0)
            return [];
        var list = words.AsSpan(start + Opening.Length);
        var end = list.IndexOf(']');
        return end < 0 ? [] : list[..end].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
