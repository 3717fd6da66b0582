using System.Text;
using System.Text.Json;
using DingTalk.OpenPlatform.Json;

namespace DingTalk.OpenPlatform.Notices;

/// <summary>What a work notice says. Cannot be built wrong, never changes, and its JSON is frozen when it is built.</summary>
/// <remarks>The platform drops a message identical to one that the person got today, and says success. That makes resending
/// after an unknown outcome safe, provided the bytes are the same: keep <see cref="ToJson"/>, rebuild with <see cref="FromJson"/>.</remarks>
public abstract record NoticeMessage
{
    private readonly string _json = "";

    private protected NoticeMessage()
    {
    }

    /// <summary>UTF-8 bytes of the message; at most <see cref="MessageLimits.MessageBytes"/>.</summary>
    public int ByteCount => Encoding.UTF8.GetByteCount(_json);

    /// <summary>The message exactly as it is sent: the platform's <c>msg</c> object, without <c>\uXXXX</c>.</summary>
    public string ToJson() => _json;

    /// <summary>Rebuilds a message from what <see cref="ToJson"/> gave; its bytes stay the same, whichever version wrote them.</summary>
    /// <param name="json">The <c>msg</c> object.</param>
    /// <exception cref="ArgumentException">Not a message, or one beyond a limit.</exception>
    public static NoticeMessage FromJson(string json)
    {
        ArgumentException.ThrowIfNullOrEmpty(json);
        MessageWire? wire;
        try
        {
            wire = JsonSerializer.Deserialize(json, PlatformJson.Default.MessageWire);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"This is no message: {exception.Message}", nameof(json), exception);
        }

        if (PlatformStringConverter.HasUnicodeEscape(json))
            throw new ArgumentException("The message holds a \\uXXXX escape, which the platform refuses: send the characters themselves.", nameof(json));
        var message = wire?.ToMessage() ?? throw new ArgumentException("This is no message: it needs msgtype and the object of that name.", nameof(json));
        return message with { FrozenJson = json };
    }

    /// <summary>Kind and size; never what it says.</summary>
    public sealed override string ToString() => $"{GetType().Name}({ByteCount} bytes)";

    private protected string FrozenJson
    {
        init
        {
            MessageLimits.NotOver(Encoding.UTF8.GetByteCount(value), MessageLimits.MessageBytes, "The message", "bytes of UTF-8", "message");
            _json = value;
        }
    }

    private protected static string Freeze(MessageWire wire) => JsonSerializer.Serialize(wire, PlatformJson.Default.MessageWire);
}
