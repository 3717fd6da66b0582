using DingTalk.Mirror.Quotas;

namespace DingTalk.Mirror.Tests.Quotas;

/// <summary>Grants from a window as the quota grain does, without a cluster around it.</summary>
internal sealed class QuotaOwner(int limit, TimeProvider time) : IQuotaGrain
{
    private readonly long _origin = time.GetTimestamp();
    private readonly SendWindow _window = new(limit, QuotaModel.Window);
    private long _leases;

    /// <summary>How many of the next requests are answered by an exception.</summary>
    public int Failures { get; set; }

    /// <summary>Permits that were granted, interactive and background.</summary>
    public List<(int Interactive, int Background)> Granted { get; } = [];

    public Task<QuotaLease> LeaseAsync(QuotaRequest request, CancellationToken cancellationToken)
    {
        if (Failures-- > 0) return Task.FromException<QuotaLease>(new TimeoutException("no answer"));
        var now = time.GetElapsedTime(_origin);
        foreach (var settled in request.Settled) _window.Settle(settled.LeaseId, settled.SentAgo.Select(ago => now - ago));
        var room = Math.Max(_window.RoomAt(now), 0);
        var interactive = Math.Min(request.Interactive, room);
        var background = Math.Min(request.Background, room - interactive);
        if (interactive + background == 0) return Task.FromResult(new QuotaLease { AskAgainIn = Soon(_window.RoomGrowsAt(now) - now) });

        _window.Lease(++_leases, interactive + background, now, now + QuotaModel.Validity);
        Granted.Add((interactive, background));
        return Task.FromResult(new QuotaLease
        {
            Id = _leases,
            Interactive = interactive,
            Background = background,
            Validity = QuotaModel.Validity,
            AskAgainIn = Soon(_window.RoomGrowsAt(now) - now),
        });
    }

    public Task RefusedAsync(string api, TimeSpan pause, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PeopleLease> ReachAsync(int people, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<QuotaUsage> GetUsageAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    private static TimeSpan Soon(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 1, 1_050));
}
