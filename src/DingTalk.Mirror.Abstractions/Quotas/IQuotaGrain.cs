using Orleans.Concurrency;

namespace DingTalk.Mirror.Quotas;

/// <summary>
/// The owner of one app's allowance: calls a second for each API, people a minute for notices, and a count of the month's metered calls.
/// Silos ask for short leases and answer with what they used. It never waits: what cannot be granted now is asked for again.
/// Key: <c>org/quota</c>.
/// </summary>
[Alias("dingtalk.quota-grain")]
public interface IQuotaGrain : IGrainWithStringKey
{
    /// <summary>Grants permits for calls of one API, as many of those wanted as the sliding second has room for.</summary>
    [Alias("lease")]
    Task<QuotaLease> LeaseAsync(QuotaRequest request, CancellationToken cancellationToken);

    /// <summary>The platform refused a call of <paramref name="api"/>: no permits for it until <paramref name="pause"/> has passed.</summary>
    [Alias("refused")]
    Task RefusedAsync(string api, TimeSpan pause, CancellationToken cancellationToken);

    /// <summary>Asks for the right to reach <paramref name="people"/> people by notices: all of them or, for now, none.</summary>
    [Alias("reach")]
    Task<PeopleLease> ReachAsync(int people, CancellationToken cancellationToken);

    /// <summary>What has been spent.</summary>
    [AlwaysInterleave, Alias("usage")]
    Task<QuotaUsage> GetUsageAsync(CancellationToken cancellationToken);
}

/// <summary>What a silo wants, and what became of its last lease for this API.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.quota-request")]
public sealed record QuotaRequest
{
    /// <summary>Tells one silo's run from another's.</summary>
    [Id(0)] public required Guid Holder { get; init; }

    /// <summary>Method and path, as <c>POST /topapi/v2/user/list</c>.</summary>
    [Id(1)] public required string Api { get; init; }

    /// <summary>Whether a call counts toward the month.</summary>
    [Id(2)] public bool IsMetered { get; init; }

    /// <summary>Calls that somebody waits for.</summary>
    [Id(3)] public int Interactive { get; init; }

    /// <summary>Calls that can wait; granted from what interactive demand leaves.</summary>
    [Id(4)] public int Background { get; init; }

    /// <summary>Earlier leases of which nothing will be sent any more.</summary>
    [Id(5)] public ImmutableArray<LeaseSettlement> Settled { get; init; } = [];
}

/// <summary>What became of a lease.</summary>
/// <param name="LeaseId">The lease.</param>
/// <param name="SentAgo">How long before the request each call under it left. Permits not listed here were not used and never will be.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.lease-settlement")]
public sealed record LeaseSettlement([property: Id(0)] long LeaseId, [property: Id(1)] ImmutableArray<TimeSpan> SentAgo);

/// <summary>Permits for calls of one API. They expire <see cref="Validity"/> after the request for them was sent.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.quota-lease")]
public sealed record QuotaLease
{
    /// <summary>Counts the leases of one quota grain; 0 if nothing was granted.</summary>
    [Id(0)] public long Id { get; init; }

    /// <summary>Permits for interactive calls.</summary>
    [Id(1)] public int Interactive { get; init; }

    /// <summary>Permits for background calls.</summary>
    [Id(2)] public int Background { get; init; }

    /// <summary>How long the permits are good, from the moment the silo sent its request.</summary>
    [Id(3)] public TimeSpan Validity { get; init; }

    /// <summary>When it is worth asking for more.</summary>
    [Id(4)] public TimeSpan AskAgainIn { get; init; }
}

/// <summary>The answer to a wish to reach people by notices.</summary>
/// <param name="Granted">Whether all of them may be reached within the next seconds.</param>
/// <param name="AskAgainIn">If not, when it is worth asking again.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.people-lease")]
public sealed record PeopleLease([property: Id(0)] bool Granted, [property: Id(1)] TimeSpan AskAgainIn);

/// <summary>What one app has spent of its allowance, as far as this cluster knows.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.quota-usage")]
public sealed record QuotaUsage
{
    /// <summary>The month that is counted, in China's time, as <c>2026-11</c>.</summary>
    [Id(0)] public required string Month { get; init; }

    /// <summary>Metered calls granted this month: a lower bound, for the allowance is the corp's and other apps draw on it too.</summary>
    [Id(1)] public long MeteredCalls { get; init; }

    /// <summary>Calls granted since the quota grain began, by API.</summary>
    [Id(2)] public IReadOnlyDictionary<string, long> CallsByApi { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Refusals by the platform (90018 and its like) since the quota grain began, by API.</summary>
    [Id(3)] public IReadOnlyDictionary<string, long> RefusalsByApi { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Calls that count against the sliding second now, by API: sent, or allowed and perhaps not sent yet.</summary>
    [Id(4)] public IReadOnlyDictionary<string, int> CallsThisSecondByApi { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Metered calls at the end of the month if they go on at the month's pace so far; of a month that has just begun it tells little.</summary>
    [Id(5)] public long MonthForecast { get; init; }
}
