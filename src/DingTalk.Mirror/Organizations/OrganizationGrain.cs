using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Loading;
using DingTalk.Mirror.Silos;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.Mirror.Organizations;

/// <summary>Off the read path: it is asked when a silo starts, and once for the app's scope.</summary>
[GrainType("dingtalk.organization")]
internal sealed class OrganizationGrain(
    [PersistentState("organization", StorageNames.Mirror)] IPersistentState<OrganizationState> state,
    IServiceProvider services,
    TimeProvider time) : Grain, IOrganizationGrain
{
    private readonly SharedLoads<string> _loads = new();
    private SiloMirror _mirror = null!;
    private MirrorVersion _scopeVersion;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _mirror = services.GetRequiredKeyedService<SiloMirror>(MirrorKeys.OfGrain(this.GetPrimaryKeyString()).Organization);
        return Task.CompletedTask;
    }

    public async Task ClaimAsync(string appFingerprint, string? corpId, CancellationToken cancellationToken)
    {
        var known = state.State;
        if (known.AppFingerprint is { } app && app != appFingerprint)
        {
            throw new MirrorStateException(
                $"The store of the organization \"{_mirror.Name}\" belongs to another app than the configured AppKey. "
                + "Give this app a name of its own, AddDingTalk(\"name\", …), or a store of its own.");
        }

        if (known.CorpId is { } corp && corpId is not null && corp != corpId)
        {
            throw new MirrorStateException(
                $"The store of the organization \"{_mirror.Name}\" belongs to another corp than {corpId}. "
                + "Correct MirrorOptions.CorpId, or give this corp a name and a store of its own.");
        }

        if (known.AppFingerprint is not null && (known.CorpId is not null || corpId is null)) return;
        state.State = new() { AppFingerprint = appFingerprint, CorpId = corpId ?? known.CorpId };
        await state.WriteStateAsync(cancellationToken);
    }

    public async Task<MirrorVersion> LoadScopeAsync(CancellationToken cancellationToken)
    {
        if (_scopeVersion.Number > 0) return _scopeVersion;
        try
        {
            await _loads.Join("scope", ReadScopeAsync).WaitAsync(cancellationToken);
            return _scopeVersion;
        }
        catch (DingTalkApiException exception)
        {
            throw PlatformErrors.ToMirror(exception);
        }
    }

    private async Task ReadScopeAsync(string _)
    {
        var readAt = time.GetUtcNow();
        var scope = await _mirror.Platform.Scopes.GetAsync(CancellationToken.None);
        _scopeVersion = await _mirror.Changes.AppendAsync(
            [new ScopeFact { ReadAt = readAt, DepartmentIds = [.. scope.DepartmentIds], UserIds = [.. scope.UserIds] }], CancellationToken.None);
    }
}
