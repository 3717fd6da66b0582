using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Events;

/// <summary>Posts to the app's address and checks the reply. Follows no redirect.</summary>
internal sealed class CallbackSender(SimulatorOptions options, SimulatedClock clock) : IDisposable
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // The deadline is the simulator's clock's.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => _http.Dispose();

    /// <summary>Null if the reply came in time and says success; else what was wrong with it.</summary>
    public async Task<string?> PostAsync(CallbackOptions callback, string text, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Events.CallbackDeadline, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var crypto = new CallbackCrypto(callback.Token, callback.AesKey, callback.OwnerKey ?? options.AppKey);
            using var request = CreateRequest(crypto, callback.Url!, text);
            using var response = await _http.SendAsync(request, stop.Token);
            if (response.StatusCode is not HttpStatusCode.OK)
                return Invariant($"http statusCode is:{(int)response.StatusCode}");
            return SaysSuccess(crypto, await response.Content.ReadAsByteArrayAsync(stop.Token)) ? null : "result check failed";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "timedout";
        }
        catch (Exception gone) when (gone is HttpRequestException or ObjectDisposedException)
        {
            return "unreachable";
        }
    }

    private HttpRequestMessage CreateRequest(CallbackCrypto crypto, Uri url, string text)
    {
        var encrypted = crypto.Encrypt(text, RandomNumberGenerator.GetBytes(16));
        var timestamp = clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var nonce = RandomNumberGenerator.GetString(Letters, 8);
        var signature = crypto.Sign(timestamp, nonce, encrypted);
        // Pages and samples know the signature by two names; both are sent.
        var query = $"msg_signature={signature}&signature={signature}&timestamp={timestamp}&nonce={nonce}";
        var address = new UriBuilder(url);
        address.Query = address.Query is { Length: > 1 } given ? $"{given[1..]}&{query}" : query;
        return new HttpRequestMessage(HttpMethod.Post, address.Uri)
        {
            Content = new ByteArrayContent(WireJson.Bytes(new JsonObject { ["encrypt"] = encrypted })) { Headers = { ContentType = new("application/json") } },
        };
    }

    private static bool SaysSuccess(CallbackCrypto crypto, byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject reply
                && (reply["timeStamp"] ?? reply["timestamp"])?.ToString() is { } timestamp
                && reply["nonce"]?.ToString() is { } nonce
                && reply["encrypt"]?.ToString() is { } encrypted
                && string.Equals(reply["msg_signature"]?.ToString(), crypto.Sign(timestamp, nonce, encrypted), StringComparison.Ordinal)
                && crypto.Decrypt(encrypted) is "success";
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException)
        {
            return false;
        }
    }
}
