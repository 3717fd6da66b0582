using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.Logging;

namespace DingTalk.OpenPlatform.Tokens;

/// <summary>The token of one process: fetched once however many ask, renewed ahead of its end while the old one still serves,
/// replaced once however many report it.</summary>
/// <param name="fetch">Asks the platform for the token, as <see cref="TokenApi.FetchAsync"/>.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where a failed renewal is told.</param>
public sealed partial class AccessTokenCache(
    Func<CancellationToken, Task<AccessToken>> fetch, TimeProvider time, ILogger<AccessTokenCache> logger) : IAccessTokenSource
{
    /// <summary>How long before its end a token is renewed, as the platform advises.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(10);

    // Between two fetches that no refusal asked for: a short-lived token or a failing endpoint must not become a storm.
    private static readonly TimeSpan RenewPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConfirmedPause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private AccessToken? _current;
    private AccessToken? _confirmed;        // refused, asked for again, and given out again by the platform
    private Task<AccessToken>? _fetching;
    private DateTimeOffset _renewAt;
    private DateTimeOffset _failedUntil;
    private DateTimeOffset _confirmedUntil;

    /// <inheritdoc/>
    public ValueTask<AccessToken> GetAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_current is { } current && now < current.ExpiresAt)
            {
                if (now >= _renewAt && _fetching is null or { IsCompleted: true })
                {
                    _renewAt = now + RenewPause;
                    StartFetch(refused: null);
                }

                return new(current);
            }

            return Join(now, refused: null, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<AccessToken> ReplaceAsync(AccessToken refused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refused);
        var token = await AskInsteadAsync(refused, cancellationToken).ConfigureAwait(false);
        // A renewal that was under way already may bring the refused one again: it was asked for too early.
        return token.Equals(refused) ? await AskInsteadAsync(refused, cancellationToken).ConfigureAwait(false) : token;
    }

    private ValueTask<AccessToken> AskInsteadAsync(AccessToken refused, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var isConfirmed = refused.Equals(_confirmed) && now < _confirmedUntil;
            if (_current is { } current && now < current.ExpiresAt && (isConfirmed || !current.Equals(refused)))
                return new(current);
            _current = null;
            return Join(now, refused, cancellationToken);
        }
    }

    private ValueTask<AccessToken> Join(DateTimeOffset now, AccessToken? refused, CancellationToken cancellationToken)
    {
        var running = _fetching is { IsCompleted: false };
        if (!running && (_fetching is not { IsFaulted: true } || now >= _failedUntil))
            StartFetch(refused);
        return new(_fetching!.WaitAsync(cancellationToken));
    }

    // Neither on a caller's cancellation token, for one who gives up must not fail those who wait, nor in a caller's context.
    private void StartFetch(AccessToken? refused)
    {
        using AsyncFlowControl? noFlow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _fetching = Task.Run(() => FetchAsync(refused), CancellationToken.None);
        _ = _fetching.ContinueWith(static fetching => fetching.Exception, CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task<AccessToken> FetchAsync(AccessToken? refused)
    {
        try
        {
            var token = await fetch(CancellationToken.None).ConfigureAwait(false);
            lock (_lock)
            {
                var now = time.GetUtcNow();
                _current = token;
                _confirmed = token.Equals(refused) ? token : null;
                _confirmedUntil = now + ConfirmedPause;
                _renewAt = token.ExpiresAt - RenewBefore is var ahead && ahead > now + RenewPause ? ahead : now + RenewPause;
            }

            return token;
        }
        catch (Exception exception)
        {
            lock (_lock)
                _failedUntil = time.GetUtcNow() + FailurePause;
            LogFetchFailed((exception as DingTalkApiException)?.Code ?? exception.GetType().Name);
            throw;
        }
    }

    [LoggerMessage(1101, LogLevel.Warning, "The access token could not be fetched: {Code}")]
    private partial void LogFetchFailed(string code);
}
