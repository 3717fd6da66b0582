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
}

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
