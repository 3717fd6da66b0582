using System.Text.Json.Serialization;
using DingTalk.OpenPlatform.Json;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Tokens;

/// <summary>Fetches the app's access token. Seldom called directly: the platform throttles it, so a token is kept and shared
/// (<see cref="IAccessTokenSource"/>).</summary>
public sealed class TokenApi
{
    private readonly PlatformCaller _caller;
    private readonly DingTalkAppOptions _options;
    private readonly AppSecret _secret;
    private readonly TimeProvider _time;

    internal TokenApi(PlatformCaller caller, DingTalkAppOptions options, AppSecret secret, TimeProvider time)
    {
        _caller = caller;
        _options = options;
        _secret = secret;
        _time = time;
    }

    /// <summary>The app's token. While one is valid the platform gives the same one back and extends its life (7,200 s).</summary>
    /// <remarks><c>POST /v1.0/oauth2/accessToken</c> or <c>GET /gettoken</c>, by <see cref="DingTalkAppOptions.TokenEndpoint"/>.</remarks>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException"><c>invalidClientIdOrSecret</c>, 40089, 40096: key or secret wrong.</exception>
    public async Task<AccessToken> FetchAsync(CancellationToken cancellationToken)
    {
        // Read before the call: a token must not seem to live longer than it does.
        var asked = _time.GetUtcNow();
        var (value, seconds) = _options.TokenEndpoint switch
        {
            TokenEndpoint.GetToken => await GetTokenAsync(cancellationToken).ConfigureAwait(false),
            _ => await OAuth2Async(cancellationToken).ConfigureAwait(false),
        };
        return new AccessToken(value, asked.AddSeconds(seconds));
    }

    private async Task<(string Value, long Seconds)> OAuth2Async(CancellationToken cancellationToken)
    {
        var answer = await _caller.CallAsync(PlatformEndpoints.OAuth2AccessToken, _caller.AppSubject,
            new OAuth2TokenRequest(_options.AppKey, _secret.Take()), PlatformJson.Default.OAuth2TokenRequest,
            PlatformJson.Default.OAuth2TokenAnswer, cancellationToken).ConfigureAwait(false);
        return (answer.Token, answer.Seconds);
    }

    private async Task<(string Value, long Seconds)> GetTokenAsync(CancellationToken cancellationToken)
    {
        var query = $"?appkey={Uri.EscapeDataString(_options.AppKey)}&appsecret={Uri.EscapeDataString(_secret.Take())}";
        var answer = await _caller.CallAsync(PlatformEndpoints.GetToken, _caller.AppSubject,
            PlatformJson.Default.GetTokenAnswer, cancellationToken, query).ConfigureAwait(false);
        return (answer.Token, answer.Seconds);
    }
}

internal sealed class OAuth2TokenRequest(string appKey, string appSecret)
{
    [JsonPropertyName("appKey")]
    public string AppKey { get; } = appKey;

    [JsonPropertyName("appSecret")]
    public string AppSecret { get; } = appSecret;
}

internal sealed class OAuth2TokenAnswer
{
    [JsonPropertyName("accessToken")]
    public required string Token { get; init; }

    // Without an "s", unlike the legacy answer.
    [JsonPropertyName("expireIn")]
    public required long Seconds { get; init; }
}

internal sealed class GetTokenAnswer
{
    [JsonPropertyName("access_token")]
    public required string Token { get; init; }

    [JsonPropertyName("expires_in")]
    public required long Seconds { get; init; }
}
