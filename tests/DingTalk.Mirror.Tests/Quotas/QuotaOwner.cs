using DingTalk.Mirror.Quotas;

namespace DingTalk.Mirror.Tests.Quotas;

/// <summary>The quota of one API without the grain around it: no cluster and no row, on a clock of the test's own.</summary>
internal sealed class QuotaOwner(int limit, TimeProvider time) : IQuotaGrain
{
    private readonly long _origin = time.GetTimestamp();
    private readonly ApiQuota _api = new(limit, QuotaModel.Window);
    private long _leases;

    /// <summary>How many of the next requests are answered by an exception.</summary>
    public int Failures { get; set; }

    /// <summary>Permits that were granted, interactive and background.</summary>
    public List<(int Interactive, int Background)> Granted { get; } = [];

    public Task<QuotaLease> LeaseAsync(QuotaRequest request, CancellationToken cancellationToken)
    {
        if (Failures-- > 0) return Task.FromException<QuotaLease>(new TimeoutException("no answer"));
        var now = time.GetElapsedTime(_origin);
        var share = _api.Share(request, now);
        if (share is (0, 0)) return Task.FromResult(new QuotaLease { AskAgainIn = Soon(_api.GrowsAt(now) - now) });

        Granted.Add(share);
        var lease = _api.Grant(++_leases, request, share, now);
        return Task.FromResult(lease with { AskAgainIn = Soon(lease.AskAgainIn) });
    }

    public Task RefusedAsync(string api, TimeSpan pause, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PeopleLease> ReachAsync(int people, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<QuotaUsage> GetUsageAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    private static TimeSpan Soon(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 1, 1_050));
}
