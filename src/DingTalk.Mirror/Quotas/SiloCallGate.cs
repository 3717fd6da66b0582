using System.Collections.Concurrent;
using DingTalk.OpenPlatform.Limits;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Quotas;

/// <summary>
/// This silo's gate to the platform: calls queue here, and each API leases permits from the quota grain for as many as wait.
/// </summary>
internal sealed partial class SiloCallGate(IGrainFactory grains, string quotaKey, TimeProvider time, ILogger<SiloCallGate> logger) : ICallGate
{
    private readonly ConcurrentDictionary<string, ApiLane> _lanes = new(StringComparer.Ordinal);
    private readonly Guid _holder = Guid.NewGuid();

    private IQuotaGrain Quota => grains.GetGrain<IQuotaGrain>(quotaKey);

    public ValueTask<CallPermit> EnterAsync(PlatformCall call, CancellationToken cancellationToken) =>
        _lanes.GetOrAdd(call.Api, (api, metered) => new(Quota, _holder, api, metered, time, logger), call.IsMetered)
            .EnterAsync(call.Priority, cancellationToken);

    public void Refused(PlatformCall call, TimeSpan pause) => _ = ReportAsync(call.Api, pause);

    private async Task ReportAsync(string api, TimeSpan pause)
    {
        LogRefused(api, pause);
        await Quota.RefusedAsync(api, pause, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(2101, LogLevel.Information, "The platform refused {Api} for its frequency; no calls of it for {Pause}")]
    private partial void LogRefused(string api, TimeSpan pause);
}
