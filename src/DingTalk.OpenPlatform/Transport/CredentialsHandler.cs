using DingTalk.OpenPlatform.Telemetry;

namespace DingTalk.OpenPlatform.Transport;

/// <summary>For calls that bring key and secret themselves: neither a token nor a gate, but measured like every other.</summary>
internal sealed class CredentialsHandler(CallTelemetry telemetry) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var attempt = PlatformAttempt.Of(request);
        return telemetry.CallAsync(attempt, async () =>
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            attempt.Answer = PlatformAnswer.Read(attempt.Endpoint, (int)response.StatusCode, body);
            return response;
        });
    }
}
