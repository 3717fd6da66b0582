using System.Net.Http.Headers;
using DingTalk.OpenPlatform.Limits;
using DingTalk.OpenPlatform.Telemetry;
using DingTalk.OpenPlatform.Tokens;
using Microsoft.Extensions.Logging;

namespace DingTalk.OpenPlatform.Transport;

/// <summary>Gives each request the app's token and lets it pass the app's gate: for this client's own calls, and lent to any other.</summary>
/// <remarks>Order: token, gate, send. A refused token is replaced once and the request repeated once; nothing else is repeated here.
/// A request to another host passes untouched, and one that brings a token of its own keeps it. The token is taken off the request
/// again after the send, so that nobody finds it there.</remarks>
internal sealed partial class PlatformHandler(
    DingTalkAppOptions options, IAccessTokenSource tokens, ICallGate gate, CallTelemetry telemetry, ILogger<PlatformHandler> logger) : DelegatingHandler
{
    internal const string TokenHeader = "x-acs-dingtalk-access-token";
    internal const string TokenParameter = "access_token";

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("DingTalk calls wait for a token and for their turn: use the asynchronous methods of HttpClient.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!IsPlatform(request.RequestUri))
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var attempt = PlatformAttempt.Of(request);
        if (BringsToken(request))
            return await PassAsync(request, attempt, token: null, cancellationToken).ConfigureAwait(false);
        if (request.Content is { } content)
            await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);     // it may be sent twice

        var token = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        var response = await PassAsync(request, attempt, token, cancellationToken).ConfigureAwait(false);
        if (attempt.Answer?.Fault is not { IsTokenRefused: true } fault)
            return response;

        response.Dispose();
        LogTokenRefused(attempt.Endpoint.Api, fault.Code);
        attempt.IsSent = false;
        token = await tokens.ReplaceAsync(token, cancellationToken).ConfigureAwait(false);
        return await PassAsync(request, attempt, token, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> PassAsync(
        HttpRequestMessage request, PlatformAttempt attempt, AccessToken? token, CancellationToken cancellationToken)
    {
        await telemetry.PermitAsync(gate, attempt.Call, cancellationToken).ConfigureAwait(false);
        attempt.IsSent = true;
        var bare = request.RequestUri!;
        try
        {
            Carry(request, attempt.Endpoint.Host, token);
            return await telemetry.CallAsync(attempt, async () => await JudgeAsync(
                await base.SendAsync(request, cancellationToken).ConfigureAwait(false), attempt, token, cancellationToken).ConfigureAwait(false))
                .ConfigureAwait(false);
        }
        finally
        {
            if (token is not null)
            {
                request.RequestUri = bare;
                request.Headers.Remove(TokenHeader);
            }
        }
    }

    private async Task<HttpResponseMessage> JudgeAsync(
        HttpResponseMessage response, PlatformAttempt attempt, AccessToken? token, CancellationToken cancellationToken)
    {
        attempt.Answer = null;
        if (!IsText(response.Content.Headers.ContentType))
            return response;    // a download: neither an answer of the API nor to be held in memory
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var answer = PlatformAnswer.Read(attempt.Endpoint, (int)response.StatusCode, body);
        if (token is not null)
            answer = answer.Without(token.Value);
        attempt.Answer = answer;
        if (answer.Fault is { Kind: DingTalkErrorKind.Throttled, RetryAfter: { } pause } fault && ErrorCodes.IsCallFrequency(fault.Code))
        {
            LogThrottled(attempt.Endpoint.Api, fault.Code, pause);
            gate.Refused(attempt.Call, pause);
        }

        return response;
    }

    private static void Carry(HttpRequestMessage request, PlatformHost host, AccessToken? token)
    {
        if (token is null)
            return;
        if (host == PlatformHost.New)
        {
            request.Headers.TryAddWithoutValidation(TokenHeader, token.Value);
            return;
        }

        var address = new UriBuilder(request.RequestUri!);
        var carried = $"{TokenParameter}={Uri.EscapeDataString(token.Value)}";
        address.Query = address.Query.Length > 1 ? $"{address.Query}&{carried}" : carried;
        request.RequestUri = address.Uri;
    }

    private bool IsPlatform(Uri? address) => address is { IsAbsoluteUri: true } && (IsSameHost(address, options.LegacyAddress) || IsSameHost(address, options.Address));

    private static bool IsSameHost(Uri a, Uri b) => Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool BringsToken(HttpRequestMessage request) =>
        request.Headers.Contains(TokenHeader) ||
        request.RequestUri!.Query.TrimStart('?').Split('&').Any(part => part.StartsWith(TokenParameter + "=", StringComparison.Ordinal));

    private static bool IsText(MediaTypeHeaderValue? type) =>
        type?.MediaType is not { } media || media.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || media.EndsWith("json", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(1001, LogLevel.Information, "{Api} refused the access token ({Code}); it is replaced and the call repeated once")]
    private partial void LogTokenRefused(string api, string code);

    [LoggerMessage(1002, LogLevel.Warning, "{Api} was refused for its frequency ({Code}); its calls pause for {Pause}")]
    private partial void LogThrottled(string api, string code, TimeSpan pause);
}
