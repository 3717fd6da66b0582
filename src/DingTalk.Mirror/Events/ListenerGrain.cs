using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Silos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Events;

/// <summary>Remembers durably when somebody last listened, so that a cluster that was down knows how much it has missed.</summary>
[GrainType("dingtalk.listeners")]
internal sealed partial class ListenerGrain(
    [PersistentState("listeners", StorageNames.Mirror)] IPersistentState<ListenerState> state,
    IServiceProvider services,
    TimeProvider time,
    ILogger<ListenerGrain> logger) : Grain, IListenerGrain
{
    /// <summary>How long a silo's word holds.</summary>
    internal static readonly TimeSpan Freshness = TimeSpan.FromSeconds(15);

    // What a crash of the whole cluster adds to the time that is in doubt.
    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Guid, (DateTimeOffset ReportedAt, DateTimeOffset? Since)> _listeners = [];
    private readonly Dictionary<Guid, SiloReport> _silos = [];
    private SiloMirror _mirror = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _mirror = services.GetRequiredKeyedService<SiloMirror>(MirrorKeys.OfGrain(this.GetPrimaryKeyString()).Organization);
        return Task.CompletedTask;
    }

    public async Task<bool> ReportAsync(Guid listener, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        _listeners[listener] = (now, since);
        foreach (var silent in _listeners.Where(other => other.Value.ReportedAt + Freshness < now).Select(other => other.Key).ToList()) _listeners.Remove(silent);
        if (!_listeners.Values.Any(other => other.Since is not null)) return false;

        if (!(state.State.ListenedAt + WriteInterval > now))
        {
            state.State = new() { ListenedAt = now };
            await state.WriteStateAsync(cancellationToken);
        }

        return true;
    }

    public async Task MissAsync(Guid listener, MissedTime missed, CancellationToken cancellationToken)
    {
        var from = missed.From ?? state.State.ListenedAt ?? DateTimeOffset.MinValue;
        var now = time.GetUtcNow();
        var others = _listeners.Where(other => other.Key != listener && other.Value.ReportedAt + Freshness >= now && other.Value.Since is not null).ToList();

        // Who begins to listen beside another has missed nothing that the other did not have.
        var wasCovered = missed.From is null ? others.Count > 0 : others.Exists(other => other.Value.Since <= missed.From);
        if (wasCovered && !missed.WasSilent) return;
        await _mirror.Changes.AppendAsync([new GapFact { From = from, ReadAt = missed.To }], cancellationToken);
        if (from > DateTimeOffset.MinValue) LogGap(_mirror.Name, from, missed.To);
    }

    public Task DescribeAsync(Guid listener, SiloReport report, CancellationToken cancellationToken)
    {
        _silos[listener] = report with { ReportedAt = time.GetUtcNow() };
        ForgetSilent();
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<SiloReport>> GetSilosAsync(CancellationToken cancellationToken)
    {
        ForgetSilent();
        return Task.FromResult<ImmutableArray<SiloReport>>([.. _silos.Values.OrderBy(silo => silo.Silo, StringComparer.Ordinal)]);
    }

    private void ForgetSilent()
    {
        var now = time.GetUtcNow();
        foreach (var silent in _silos.Where(silo => silo.Value.ReportedAt + Freshness < now).Select(silo => silo.Key).ToList()) _silos.Remove(silent);
    }

    [LoggerMessage(8002, LogLevel.Warning, "Nobody listened to the events of organization {Organization} from {From} to {To}: what may have changed is compared with DingTalk")]
    private partial void LogGap(string organization, DateTimeOffset from, DateTimeOffset to);
}
