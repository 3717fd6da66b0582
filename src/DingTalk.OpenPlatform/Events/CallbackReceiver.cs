using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using DingTalk.OpenPlatform.Json;
using Microsoft.Extensions.Logging;

namespace DingTalk.OpenPlatform.Events;

/// <summary>Receives an app's callbacks: checks that each comes from the platform, for this app and for the first time, hands its event on, and
/// says what to answer. Knows no web server: it is given the query and the body of a POST.</summary>
public sealed partial class CallbackReceiver
{
    /// <summary>The longest body that is looked at: 1 MiB.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    private readonly DingTalkCallbackOptions _options;
    private readonly EventDispatcher _events;
    private readonly Action _onUnconsumed;
    private readonly TimeProvider _time;
    private readonly ILogger<CallbackReceiver> _logger;
    private readonly string[] _ownerKeys;
    private readonly CallbackCipher _cipher;
    private readonly CallbackMemory _memory;

    internal CallbackReceiver(
        DingTalkAppOptions app, DingTalkCallbackOptions options, EventDispatcher events, Action onUnconsumed, TimeProvider time,
        ILogger<CallbackReceiver> logger)
    {
        (_options, _events, _onUnconsumed, _time, _logger) = (options, events, onUnconsumed, time, logger);
        _ownerKeys = string.IsNullOrEmpty(options.CorpId) ? [app.AppKey] : [app.AppKey, options.CorpId];
        _cipher = new CallbackCipher(options.Token, options.AesKey);
        _memory = new CallbackMemory(options.TimestampWindow, time);
    }

    /// <summary>Receives a callback.</summary>
    /// <param name="query">The query of its address as it came, percent-encoded: <c>?msg_signature=…&amp;timestamp=…&amp;nonce=…</c>.</param>
    /// <param name="body">Its body; of one that is too long, <see cref="MaxBodyBytes"/> and one more suffice.</param>
    /// <param name="cancellationToken">Fires when nobody waits for the answer any more.</param>
    /// <returns>What to answer: 200 for what was consumed and for the platform's checks of the address; 400, 401, 409, 413 with the reason
    /// for what is not to be trusted; 503 for what is to be sent again.</returns>
    public async Task<CallbackReply> ReceiveAsync(string? query, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (Open(query, body.Span, out var callback) is { } refusal)
        {
            LogRefused(refusal.Status, refusal.Body);
            return refusal;
        }

        var (dingTalkEvent, signature, ownerKey) = callback;
        if (dingTalkEvent.EventType is "check_url" or "check_create_suite_url" or "check_update_suite_url")
            return Success(ownerKey);
        if (!_memory.TryClaim(signature))
            return CallbackReply.Refusal(409, "This callback has been received before.");
        if (await _events.TryHandleAsync(dingTalkEvent, cancellationToken).ConfigureAwait(false))
            return Success(ownerKey);
        _memory.Release(signature);
        _onUnconsumed();
        return CallbackReply.Refusal(503, "The event was not consumed. Send it again.");
    }

    // The reason to refuse a callback, or the callback.
    private CallbackReply? Open(string? queryText, ReadOnlySpan<byte> body, out Callback callback)
    {
        callback = default!;
        if (body.Length > MaxBodyBytes)
            return CallbackReply.Refusal(413, $"The body is longer than {MaxBodyBytes} bytes.");
        if (CallbackQuery.Read(queryText) is not { } query)
            return CallbackReply.Refusal(400, "The query lacks msg_signature (or signature), timestamp or nonce.");
        if (EncryptedText(body) is not { } encrypted)
            return CallbackReply.Refusal(400, "The body is no JSON object with a text \"encrypt\".");
        if (!_cipher.IsSigned(query.Signature, query.Timestamp, query.Nonce, encrypted))
            return CallbackReply.Refusal(401, "The signature differs. Compare Token with the developer console.");
        var now = _time.GetUtcNow();
        if (LooseJson.Time(query.Timestamp) is not { } sent || (now - sent).Duration() > _options.TimestampWindow)
            return CallbackReply.Refusal(401, $"The timestamp is more than {_options.TimestampWindow} from this machine's time. Check its clock.");
        if (_cipher.Decrypt(encrypted) is not { } message)
            return CallbackReply.Refusal(400, "The text cannot be decrypted. Compare AesKey with the developer console.");
        if (Array.Find(_ownerKeys, key => CallbackCipher.IsSame(key, message.OwnerKey)) is not { } ownerKey)
            return CallbackReply.Refusal(401, "The text is for another app or corp. Compare AppKey, and set CorpId if the callback was registered by API.");
        if (ToEvent(message.Text, now) is not { } dingTalkEvent)
            return CallbackReply.Refusal(400, "The text is no event: it is no JSON object with an EventType.");
        callback = new Callback(dingTalkEvent, query.Signature, ownerKey);
        return null;
    }

    private static string? EncryptedText(ReadOnlySpan<byte> body)
    {
        try
        {
            return LooseJson.Text(JsonElement.Parse(body), "encrypt");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static DingTalkEvent? ToEvent(string text, DateTimeOffset now)
    {
        var data = LooseJson.Parse(text);
        return LooseJson.Text(data, "EventType") is not { } type ? null : new DingTalkEvent
        {
            EventId = LooseJson.Text(data, "eventId"),
            EventType = type,
            CorpId = LooseJson.Text(data, "CorpId"),
            BornAt = LooseJson.Time(LooseJson.Text(data, "EventTime")) ?? LooseJson.Time(LooseJson.Text(data, "TimeStamp")) ?? now,
            Data = data,
            Delivery = EventDelivery.Callback,
        };
    }

    private CallbackReply Success(string ownerKey)
    {
        var encrypted = _cipher.Encrypt("success", ownerKey, RandomNumberGenerator.GetBytes(16));
        var timestamp = $"{_time.GetUtcNow().ToUnixTimeMilliseconds()}";
        var nonce = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var answer = new CallbackAnswer(_cipher.Sign(timestamp, nonce, encrypted), timestamp, nonce, encrypted);
        return new CallbackReply(200, "application/json", JsonSerializer.Serialize(answer, PlatformJson.Default.CallbackAnswer));
    }

    private sealed record Callback(DingTalkEvent Event, string Signature, string OwnerKey);

    [LoggerMessage(1231, LogLevel.Information, "A callback was refused with {Status}: {Reason}")]
    private partial void LogRefused(int status, string reason);
}

internal sealed record CallbackAnswer(
    [property: JsonPropertyName("msg_signature")] string Signature,
    [property: JsonPropertyName("timeStamp")] string Timestamp,
    [property: JsonPropertyName("nonce")] string Nonce,
    [property: JsonPropertyName("encrypt")] string Encrypted);
