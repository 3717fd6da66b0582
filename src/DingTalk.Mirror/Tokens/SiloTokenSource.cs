using DingTalk.Mirror.Errors;
using DingTalk.OpenPlatform.Tokens;

namespace DingTalk.Mirror.Tokens;

/// <summary>This silo's copy of the token, so that the token grain is on nobody's path.</summary>
internal sealed class SiloTokenSource(IGrainFactory grains, string tokenKey, TimeProvider time) : IAccessTokenSource
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);

    private Copy? _copy;

    public ValueTask<AccessToken> GetAsync(CancellationToken cancellationToken)
    {
        var copy = Volatile.Read(ref _copy);
        return copy is not null && time.GetUtcNow() < copy.AskAgainAt ? new(copy.Token) : new(AskAsync(grain => grain.GetAsync(cancellationToken)));
    }

    public async ValueTask<AccessToken> ReplaceAsync(AccessToken refused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refused);
        if (Volatile.Read(ref _copy) is { } copy && !copy.Token.Equals(refused)) return copy.Token;
        return await AskAsync(grain => grain.ReplaceAsync(TokenFingerprint.Of(refused.Value), cancellationToken));
    }

    private async Task<AccessToken> AskAsync(Func<ITokenGrain, Task<AppToken>> ask)
    {
        try
        {
            return Keep(await ask(grains.GetGrain<ITokenGrain>(tokenKey)));
        }
        catch (PlatformCallException exception)
        {
            throw PlatformErrors.ToPlatform(exception);
        }
    }

    // Near its expiry the grain renews the token while this one still serves: ask a little later, not at each call.
    private AccessToken Keep(AppToken token)
    {
        var kept = new AccessToken(token.Reveal(), token.ExpiresAt);
        var now = time.GetUtcNow();
        var renewed = token.ExpiresAt - TokenGrain.RenewBefore;
        var askAgainAt = renewed > now ? renewed : Min(now + AskAgainAfter, token.ExpiresAt);
        Volatile.Write(ref _copy, new(kept, askAgainAt));
        return kept;
    }

    private static DateTimeOffset Min(DateTimeOffset first, DateTimeOffset second) => first < second ? first : second;

    private sealed record Copy(AccessToken Token, DateTimeOffset AskAgainAt);
}
