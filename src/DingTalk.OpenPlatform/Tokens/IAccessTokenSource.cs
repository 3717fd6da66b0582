namespace DingTalk.OpenPlatform.Tokens;

/// <summary>Where an app's access token comes from. One of the two seams of this package: a process has
/// <see cref="AccessTokenCache"/>, a cluster or a third-party app brings its own.</summary>
public interface IAccessTokenSource
{
    /// <summary>A token to call with now.</summary>
    /// <param name="cancellationToken">Frees this caller; a fetch that others share goes on.</param>
    /// <exception cref="Transport.DingTalkApiException">No token could be had.</exception>
    ValueTask<AccessToken> GetAsync(CancellationToken cancellationToken);

    /// <summary>A token in place of one that the platform refused.</summary>
    /// <remarks>By value: when the current token is another than <paramref name="refused"/>, somebody has replaced it
    /// already and the current one is returned, so that many reports of one token cause one fetch.</remarks>
    /// <param name="refused">The token that the refused call carried.</param>
    /// <param name="cancellationToken">Frees this caller; a fetch that others share goes on.</param>
    /// <exception cref="Transport.DingTalkApiException">No token could be had.</exception>
    ValueTask<AccessToken> ReplaceAsync(AccessToken refused, CancellationToken cancellationToken);
}
