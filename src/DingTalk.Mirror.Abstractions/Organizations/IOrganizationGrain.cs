using Orleans.Concurrency;

namespace DingTalk.Mirror.Organizations;

/// <summary>What belongs to an organization as a whole: whose it is, and where the app's view of it begins. Key: <c>org/organization</c>.</summary>
[Alias("dingtalk.organization-grain")]
public interface IOrganizationGrain : IGrainWithStringKey
{
    /// <summary>Ties the stored mirror to an app and a corp, or checks that it is tied to these. Called when a silo starts.</summary>
    /// <param name="appFingerprint">Names the app without telling its key.</param>
    /// <param name="corpId">The corp; null to leave it open.</param>
    /// <param name="cancellationToken">Frees the caller.</param>
    /// <exception cref="Errors.MirrorStateException">The store belongs to another app or corp.</exception>
    [Alias("claim")]
    Task ClaimAsync(string appFingerprint, string? corpId, CancellationToken cancellationToken);

    /// <summary>Reads where the app's contact scope begins, once: <c>GET /auth/scopes</c>, one call of the month's allowance.</summary>
    [AlwaysInterleave, Alias("load-scope")]
    Task<MirrorVersion> LoadScopeAsync(CancellationToken cancellationToken);
}
