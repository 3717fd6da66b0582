using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Organizations;
using DingTalk.OpenPlatform;
using Microsoft.Extensions.Options;

namespace DingTalk.Mirror.Silos;

/// <summary>
/// When the silo has joined: checks whose the store is, and begins to follow the log. The platform is not called:
/// a silo starts and answers from what it has while DingTalk is down.
/// </summary>
internal sealed class SiloMirrorLifecycle(SiloMirror mirror, CheckpointClock checkpoints, IOptionsMonitor<DingTalkAppOptions> apps)
    : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe($"DingTalk mirror \"{mirror.Name}\"", ServiceLifecycleStage.Active, StartAsync, StopAsync);

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await mirror.Grains.GetGrain<IOrganizationGrain>(mirror.Keys.Mirror).ClaimAsync(AppFingerprint.Of(apps.Get(mirror.Name).AppKey), mirror.Options.CorpId, cancellationToken);
        mirror.Views.Start();
        checkpoints.Start();
    }

    private Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(mirror.Views.StopAsync(), checkpoints.StopAsync());
}
