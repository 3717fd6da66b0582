namespace DingTalk.OpenPlatform.Transport;

/// <summary>An answer that says no, or that is none.</summary>
internal sealed record AnswerFault(string Code, DingTalkErrorKind Kind, TimeSpan? RetryAfter)
{
    public string? Message { get; init; }

    public string? RequestId { get; init; }

    public IReadOnlyList<string> RequiredScopes { get; init; } = [];

    /// <summary>The token was refused, and a fresh one may do.</summary>
    public bool IsTokenRefused => Kind == DingTalkErrorKind.Token && RetryAfter is not null;

    /// <summary>The platform may have acted on the request all the same.</summary>
    public bool LeavesOutcomeOpen => Kind is DingTalkErrorKind.PlatformFault or DingTalkErrorKind.InvalidAnswer;

    /// <summary>The same without a secret that the platform may have quoted.</summary>
    public AnswerFault Without(string secret) => Message is { } message && secret.Length > 0
        ? this with { Message = message.Replace(secret, "[redacted]", StringComparison.Ordinal) }
        : this;
}
