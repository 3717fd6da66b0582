using System.Text.Json.Serialization;
using DingTalk.OpenPlatform.Json;
using DingTalk.OpenPlatform.Tokens;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Events;

/// <summary>Asks the platform where to connect to.</summary>
internal sealed class StreamGateway(PlatformCaller caller, DingTalkAppOptions options, AppSecret secret)
{
    private static readonly string UserAgent = $"dingtalk-sdk-csharp/{typeof(StreamGateway).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>An address that opens one connection, once, within 90 seconds.</summary>
    /// <remarks><c>POST /v1.0/gateway/connections/open</c>.</remarks>
    /// <exception cref="DingTalkApiException"><c>authFailed</c>: key or secret wrong; <c>http-400</c>: not published, or not in Stream mode.</exception>
    public async Task<StreamAddress> OpenAsync(CancellationToken cancellationToken)
    {
        var answer = await caller.CallAsync(PlatformEndpoints.StreamOpen, caller.AppSubject,
            new StreamOpenRequest(options.AppKey, secret.Take()) { UserAgent = UserAgent }, PlatformJson.Default.StreamOpenRequest,
            PlatformJson.Default.StreamOpenAnswer, cancellationToken).ConfigureAwait(false);
        if (!Uri.TryCreate(answer.Endpoint, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("wss" or "ws") || answer.Ticket.Length == 0)
            throw PlatformErrors.InvalidAnswer(PlatformEndpoints.StreamOpen, caller.AppSubject, "json", "it names no WebSocket address and ticket");
        return new StreamAddress(endpoint, answer.Ticket);
    }
}

/// <summary>Where to connect, and the ticket that lets in once.</summary>
internal sealed class StreamAddress(Uri endpoint, string ticket)
{
    private readonly string _ticket = Uri.EscapeDataString(ticket);

    public Uri Address { get; } = new($"{endpoint.OriginalString}{(endpoint.Query.Length > 0 ? '&' : '?')}ticket={Uri.EscapeDataString(ticket)}");

    public string Without(string text) =>
        text.Replace(ticket, "[redacted]", StringComparison.Ordinal).Replace(_ticket, "[redacted]", StringComparison.Ordinal);

    /// <summary>Never the ticket.</summary>
    public override string ToString() => endpoint.GetLeftPart(UriPartial.Path);
}

internal sealed class StreamOpenRequest(string clientId, string clientSecret)
{
    [JsonPropertyName("clientId")]
    public string ClientId { get; } = clientId;

    [JsonPropertyName("clientSecret")]
    public string ClientSecret { get; } = clientSecret;

    [JsonPropertyName("subscriptions")]
    public IReadOnlyList<StreamSubscription> Subscriptions { get; } = [new("EVENT", "*")];

    [JsonPropertyName("ua")]
    public required string UserAgent { get; init; }
}

internal sealed record StreamSubscription([property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("topic")] string Topic);

internal sealed class StreamOpenAnswer
{
    [JsonPropertyName("endpoint")]
    public required string Endpoint { get; init; }

    [JsonPropertyName("ticket")]
    public required string Ticket { get; init; }
}
