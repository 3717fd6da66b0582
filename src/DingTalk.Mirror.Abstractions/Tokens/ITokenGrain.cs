using Orleans.Concurrency;

namespace DingTalk.Mirror.Tokens;

/// <summary>The owner of one app's access token: it fetches, renews and replaces it for the whole cluster. Key: <c>org/token</c>.</summary>
[Alias("dingtalk.token-grain")]
public interface ITokenGrain : IGrainWithStringKey
{
    /// <summary>The current token, fetched if there is none; held in memory only.</summary>
    [AlwaysInterleave, Alias("get")]
    Task<AppToken> GetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The platform refused the token with this fingerprint: replaces it, unless somebody has done so already, and returns the current one.
    /// </summary>
    [AlwaysInterleave, Alias("replace")]
    Task<AppToken> ReplaceAsync(string refusedFingerprint, CancellationToken cancellationToken);

    /// <summary>How old the token is, never what it is; null while none was needed. Fetches nothing.</summary>
    [AlwaysInterleave, Alias("status")]
    Task<TokenStatus?> GetStatusAsync(CancellationToken cancellationToken);
}

/// <summary>How old the access token is, never what it is.</summary>
/// <param name="FetchedAt">When it was fetched; DingTalk gives the same one again while it lives.</param>
/// <param name="ExpiresAt">When DingTalk will refuse it.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.token-status")]
public sealed record TokenStatus([property: Id(0)] DateTimeOffset FetchedAt, [property: Id(1)] DateTimeOffset ExpiresAt);

/// <summary>An access token on its way from the token grain to a silo. It never shows its value.</summary>
/// <param name="value">The secret.</param>
/// <param name="expiresAt">When the platform will refuse it.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.app-token")]
public sealed class AppToken(string value, DateTimeOffset expiresAt)
{
    [Id(0)] private readonly string _value = value;

    /// <summary>When the platform will refuse it.</summary>
    [Id(1)] public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>The secret: a method, so that nothing that prints properties prints it.</summary>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public override string ToString() => $"AppToken(redacted, expires {ExpiresAt:O})";
}
