namespace DingTalk.OpenPlatform.Transport;

/// <summary>Which failed calls are repeated, and when: only those of which the platform's documentation says it helps.</summary>
internal static class RetryRule
{
    // Throttles that last longer are the caller's to wait for: it knows whether anybody still does.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>The pause before the next attempt; <see langword="null"/> for none.</summary>
    /// <param name="endpoint">What was called.</param>
    /// <param name="error">How it failed.</param>
    /// <param name="retry">0 before the first repetition.</param>
    public static TimeSpan? Delay(PlatformEndpoint endpoint, DingTalkApiException error, int retry)
    {
        // A failed token call has been repeated on its own account.
        var isOfThisCall = string.Equals(error.Endpoint, endpoint.Api, StringComparison.Ordinal);
        if (!isOfThisCall || error.RetryAfter is not { } pause || pause > LongestPause)
            return null;
        var doubling = TimeSpan.FromSeconds(1 << retry);
        return error.Kind switch
        {
            // Nothing was accepted, so a write may be repeated too.
            DingTalkErrorKind.Throttled => ErrorCodes.PlatformWideThrottles.Contains(error.Code) ? doubling : pause,
            DingTalkErrorKind.PlatformFault or DingTalkErrorKind.Network or DingTalkErrorKind.Timeout when endpoint.IsRepeatable => doubling,
            _ => null,
        };
    }
}
