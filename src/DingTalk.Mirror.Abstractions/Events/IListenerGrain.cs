using Orleans.Concurrency;

namespace DingTalk.Mirror.Events;

/// <summary>
/// Knows who in the cluster listens to DingTalk's events, and since when somebody always did. The platform sends each event to one of an app's
/// connections, so what one of them misses the others may have had. Key: <c>org/listeners</c>.
/// </summary>
[Alias("dingtalk.listener-grain")]
public interface IListenerGrain : IGrainWithStringKey
{
    /// <summary>A silo says how it stands; every few seconds, for what it said holds no longer than that.</summary>
    /// <param name="listener">Names one run of a silo.</param>
    /// <param name="since">Since when it has listened without a break; null if it does not.</param>
    /// <param name="cancellationToken">Frees the caller.</param>
    /// <returns>Whether somebody in the cluster listens.</returns>
    [AlwaysInterleave, Alias("report")]
    Task<bool> ReportAsync(Guid listener, DateTimeOffset? since, CancellationToken cancellationToken);

    /// <summary>
    /// A silo may have missed events. Unless another listened all the while, what was read before is in doubt from then on, until it is compared
    /// with the platform again.
    /// </summary>
    [Alias("miss")]
    Task MissAsync(Guid listener, MissedTime missed, CancellationToken cancellationToken);

    /// <summary>A silo says how it stands, every few seconds.</summary>
    /// <param name="listener">Names one run of a silo.</param>
    /// <param name="report">How it stands.</param>
    /// <param name="cancellationToken">Frees the caller.</param>
    [AlwaysInterleave, Alias("describe")]
    Task DescribeAsync(Guid listener, SiloReport report, CancellationToken cancellationToken);

    /// <summary>What the silos said of themselves; those that have fallen silent are left out.</summary>
    [AlwaysInterleave, Alias("silos")]
    Task<ImmutableArray<SiloReport>> GetSilosAsync(CancellationToken cancellationToken);
}

/// <summary>A time in which a silo received no events.</summary>
/// <param name="From">The last sign of life before; null if the silo has only just begun to listen.</param>
/// <param name="To">When it listened again.</param>
/// <param name="WasSilent">Whether its connection stood and nothing came through: then DingTalk may have taken what it sent for delivered.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.missed-time")]
public sealed record MissedTime([property: Id(0)] DateTimeOffset? From, [property: Id(1)] DateTimeOffset To, [property: Id(2)] bool WasSilent);
