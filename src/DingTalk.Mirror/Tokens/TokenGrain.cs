using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Telemetry;
using DingTalk.OpenPlatform.Tokens;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Tokens;

/// <summary>
/// Fetches the token once for the whole cluster. It keeps no state on purpose: a second activation after a failure gets the same token
/// back from the platform, and what is never written cannot be read from a store.
/// </summary>
[GrainType("dingtalk.token")]
internal sealed partial class TokenGrain(IServiceProvider services, TimeProvider time, ILogger<TokenGrain> logger) : Grain, ITokenGrain
{
    /// <summary>How long before its expiry a token is renewed, as the platform advises; the old one serves meanwhile.</summary>
    internal static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(10);

    private TokenApi _platform = null!;
    private MirrorMetrics _metrics = null!;
    private AppToken? _current;
    private Task<AppToken>? _fetch;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var organization = MirrorKeys.OfGrain(this.GetPrimaryKeyString()).Organization;
        _platform = services.GetRequiredKeyedService<TokenApi>(organization);
        _metrics = services.GetRequiredKeyedService<MirrorMetrics>(organization);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _metrics.Token = null;
        return Task.CompletedTask;
    }

    public Task<AppToken> GetAsync(CancellationToken cancellationToken)
    {
        var left = _current is { } token ? token.ExpiresAt - time.GetUtcNow() : TimeSpan.Zero;
        if (left > RenewBefore) return Task.FromResult(_current!);
        var fetch = SharedFetch();
        return left > TimeSpan.Zero ? Task.FromResult(_current!) : AsMirrorException(fetch.WaitAsync(cancellationToken));
    }

    public Task<AppToken> ReplaceAsync(string refusedFingerprint, CancellationToken cancellationToken)
    {
        // Judged by value: however many report one token, it is replaced once.
        if (_current is { } current && TokenFingerprint.Of(current.Reveal()) == refusedFingerprint) _current = null;
        return GetAsync(cancellationToken);
    }

    public Task<TokenStatus?> GetStatusAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_metrics.Token is { } token ? new TokenStatus(token.FetchedAt, token.ExpiresAt) : null);

    // Not a caller's token: one who gives up must not fail those who wait.
    private Task<AppToken> SharedFetch() => _fetch is { IsCompleted: false } ? _fetch : _fetch = FetchAsync();

    private async Task<AppToken> FetchAsync()
    {
        try
        {
            var fetched = await _platform.FetchAsync(CancellationToken.None);
            _current = new(fetched.Value, fetched.ExpiresAt);
            _metrics.Token = new(time.GetUtcNow(), fetched.ExpiresAt);
            LogFetched(this.GetPrimaryKeyString(), fetched.ExpiresAt);
            return _current;
        }
        catch (DingTalkApiException exception)
        {
            LogFetchFailed(this.GetPrimaryKeyString(), exception.Endpoint, exception.Code);
            throw;
        }
    }

    private static async Task<AppToken> AsMirrorException(Task<AppToken> fetch)
    {
        try
        {
            return await fetch;
        }
        catch (DingTalkApiException exception)
        {
            throw PlatformErrors.ToMirror(exception);
        }
    }

    [LoggerMessage(2201, LogLevel.Information, "Token {Key} fetched; it expires {ExpiresAt}")]
    private partial void LogFetched(string key, DateTimeOffset expiresAt);

    [LoggerMessage(2202, LogLevel.Warning, "Token {Key} could not be fetched: {Endpoint} failed with {Code}")]
    private partial void LogFetchFailed(string key, string endpoint, string code);
}
