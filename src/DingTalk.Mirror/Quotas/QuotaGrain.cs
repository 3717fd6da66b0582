using DingTalk.Mirror.Telemetry;
using DingTalk.OpenPlatform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DingTalk.Mirror.Quotas;

/// <summary>
/// Promises that in any sliding second no more calls of one API leave the cluster than the platform allows, though silos freeze, resume and
/// die, and though this grain itself may briefly exist twice.
/// </summary>
[GrainType("dingtalk.quota")]
internal sealed partial class QuotaGrain(
    [PersistentState("quota", StorageNames.Mirror)] IPersistentState<QuotaState> state,
    IOptionsMonitor<DingTalkAppOptions> appOptions,
    IOptionsMonitor<MirrorOptions> mirrorOptions,
    TimeProvider time,
    ILogger<QuotaGrain> logger) : Grain, IQuotaGrain
{
    /// <summary>How long an epoch holds without being renewed, and so how long the next activation may have to wait.</summary>
    internal static readonly TimeSpan EpochLength = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // Asking more often gains less than one part in a hundred and keeps a processor busy.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    // How far the clocks of two silos may be apart when the age of another silo's epoch is judged by the wall clock.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly long _origin = time.GetTimestamp();
    private readonly Dictionary<string, ApiQuota> _apis = new(StringComparer.Ordinal);
    private DingTalkAppOptions _app = null!;
    private MirrorOptions _mirror = null!;
    private MirrorMetrics _metrics = null!;
    private Spent _spent = new("", 0);
    private long _lastLease;
    private TimeSpan _grantsFrom;
    private TimeSpan? _epochUntil;

    private TimeSpan Now => time.GetElapsedTime(_origin);

    // Also asked for outside of the grain's own turns.
    private long MeteredCalls => _spent is var spent && spent.Month == ChinaCalendar.MonthOf(time.GetUtcNow()) ? spent.MeteredCalls : 0;

    private TimeSpan Window => Second + _app.JitterAllowance;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var organization = MirrorKeys.OfGrain(this.GetPrimaryKeyString()).Organization;
        _app = appOptions.Get(organization);
        _mirror = mirrorOptions.Get(organization);
        _metrics = ServiceProvider.GetRequiredKeyedService<MirrorMetrics>(organization);
        _spent = new(state.State.Month, state.State.MeteredCalls);
        _metrics.MonthCalls = () => MeteredCalls;
        _grantsFrom = WaitForFormerEpoch();
        if (_grantsFrom > TimeSpan.Zero) LogWaitsForEpoch(this.GetPrimaryKeyString(), state.State.Epoch, _grantsFrom);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _metrics.MonthCalls = null;
        if (_epochUntil is null || reason.ReasonCode is DeactivationReasonCode.ApplicationError) return;
        await WriteAsync(next => next.IsReleased = true, cancellationToken);
    }

    public async Task<QuotaLease> LeaseAsync(QuotaRequest request, CancellationToken cancellationToken)
    {
        var api = QuotaOf(request.Api);
        var asked = Now;
        var share = api.Share(request, asked);
        if (_grantsFrom > asked) return Nothing(_grantsFrom - asked);
        if (share is (0, 0)) return Nothing(api.GrowsAt(asked) - asked);

        await HoldEpochAsync(request.IsMetered ? share.Interactive + share.Background : 0, cancellationToken);
        var lease = api.Grant(++_lastLease, request, share, Now);
        _metrics.Granted(request.Api, share.Interactive + share.Background);
        return lease with { AskAgainIn = Soon(lease.AskAgainIn) };
    }

    public Task RefusedAsync(string api, TimeSpan pause, CancellationToken cancellationToken)
    {
        QuotaOf(api).Pause(Now + pause);
        _metrics.Refused(api);
        return Task.CompletedTask;
    }

    public async Task<PeopleLease> ReachAsync(int people, CancellationToken cancellationToken)
    {
        if (_grantsFrom > Now) return new(Granted: false, _grantsFrom - Now);
        var now = time.GetUtcNow();
        var recent = state.State.People.Where(reached => reached.At > now - Minute - Second).ToList();
        var room = _mirror.Notices.PeoplePerMinute - recent.Sum(reached => reached.People);
        if (room < people) return new(Granted: false, recent[0].At + Minute + Second - now);

        await HoldEpochAsync(metered: 0, cancellationToken);
        await WriteAsync(next => next.People = [.. recent, new(now, people)], cancellationToken);
        return new(Granted: true, TimeSpan.Zero);
    }

    public Task<QuotaUsage> GetUsageAsync(CancellationToken cancellationToken) => Task.FromResult(new QuotaUsage
    {
        Month = ChinaCalendar.MonthOf(time.GetUtcNow()),
        MeteredCalls = MeteredCalls,
        MonthForecast = (long)Math.Round(MeteredCalls / ChinaCalendar.ShareOfMonth(time.GetUtcNow())),
        CallsThisSecondByApi = _apis.Select(api => (api.Key, Used: api.Value.UsedAt(Now))).Where(api => api.Used > 0)
            .ToDictionary(api => api.Key, api => api.Used, StringComparer.Ordinal),
        CallsByApi = _apis.ToDictionary(api => api.Key, api => api.Value.Granted, StringComparer.Ordinal),
        RefusalsByApi = _apis.Where(api => api.Value.Refused > 0)
            .ToDictionary(api => api.Key, api => api.Value.Refused, StringComparer.Ordinal),
    });

    // A released epoch may still have permits in the air; a lost one may still be granting until it ends.
    private TimeSpan WaitForFormerEpoch()
    {
        if (!state.RecordExists || state.State.Epoch == 0) return TimeSpan.Zero;
        var inTheAir = ApiQuota.LeaseValidity + Window;
        var age = time.GetUtcNow() - state.State.RenewedAt;
        if (state.State.IsReleased) return age > inTheAir + ClockSkew ? TimeSpan.Zero : inTheAir;
        return age > EpochLength + inTheAir + ClockSkew ? TimeSpan.Zero : EpochLength + inTheAir;
    }

    private async Task HoldEpochAsync(int metered, CancellationToken cancellationToken)
    {
        if (metered == 0 && _epochUntil - (EpochLength / 2) > Now) return;
        var begun = Now;
        await WriteAsync(
            next =>
            {
                if (_epochUntil is null) next.Epoch++;
                var now = time.GetUtcNow();
                next.RenewedAt = now;
                next.IsReleased = false;
                if (next.Month != ChinaCalendar.MonthOf(now)) (next.Month, next.MeteredCalls) = (ChinaCalendar.MonthOf(now), 0);
                next.MeteredCalls += metered;
            },
            cancellationToken);
        _epochUntil = begun + EpochLength;
    }

    // A conflict leaves the call as an exception and ends this activation: another one owns the row.
    private async Task WriteAsync(Action<QuotaState> change, CancellationToken cancellationToken)
    {
        var former = state.State;
        state.State = new()
        {
            Epoch = former.Epoch,
            RenewedAt = former.RenewedAt,
            IsReleased = former.IsReleased,
            Month = former.Month,
            MeteredCalls = former.MeteredCalls,
            People = former.People,
        };
        change(state.State);
        try
        {
            await state.WriteStateAsync(cancellationToken);
            _spent = new(state.State.Month, state.State.MeteredCalls);
        }
        catch
        {
            state.State = former;
            throw;
        }
    }

    private ApiQuota QuotaOf(string api)
    {
        if (!_apis.TryGetValue(api, out var quota)) _apis.Add(api, quota = new(_app.CallsPerSecond, Window));
        return quota;
    }

    private QuotaLease Nothing(TimeSpan askAgainIn) => new() { AskAgainIn = Soon(askAgainIn) };

    private TimeSpan Soon(TimeSpan wait) => wait < Tick ? Tick : wait > Window ? Window : wait;

    [LoggerMessage(2001, LogLevel.Information, "Quota {Key} waits {Wait} for what epoch {Epoch} may still have promised")]
    private partial void LogWaitsForEpoch(string key, long epoch, TimeSpan wait);

    private sealed record Spent(string Month, long MeteredCalls);
}
