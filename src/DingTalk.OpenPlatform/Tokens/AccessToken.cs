namespace DingTalk.OpenPlatform.Tokens;

/// <summary>An access token of one app. Two tokens are equal when their values are.</summary>
/// <param name="value">The secret that goes into a call's query or header.</param>
/// <param name="expiresAt">When the platform stops accepting it, by this machine's clock.</param>
public sealed class AccessToken(string value, DateTimeOffset expiresAt) : IEquatable<AccessToken>
{
    /// <summary>The secret itself: for a request's query or header, never for a log.</summary>
    public string Value { get; } = !string.IsNullOrEmpty(value) ? value : throw new ArgumentException("A token is not empty.", nameof(value));

    /// <summary>When the platform stops accepting it, by this machine's clock.</summary>
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <inheritdoc/>
    public bool Equals(AccessToken? other) => other is not null && string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AccessToken);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Tells when it expires, never what it is.</summary>
    public override string ToString() => $"AccessToken(redacted, expires {ExpiresAt:O})";
}
