using DingTalk.Mirror.Hosting;
using DingTalk.OpenPlatform;
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
    /// <summary>How long a permit is good. Short, for a silo that dies with permits blocks them that long and a window more.</summary>
    internal static readonly TimeSpan LeaseValidity = TimeSpan.FromMilliseconds(250);

    /// <summary>How long an epoch holds without being renewed, and so how long the next activation may have to wait.</summary>
    internal static readonly TimeSpan EpochLength = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // Asking more often gains less than one part in a hundred and keeps a processor busy.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan DemandMemory = TimeSpan.FromMilliseconds(300);

    // How far the clocks of two silos may be apart when the age of another silo's epoch is judged by the wall clock.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly long _origin = time.GetTimestamp();
    private readonly Dictionary<string, ApiQuota> _lanes = new(StringComparer.Ordinal);
    private DingTalkAppOptions _app = null!;
    private MirrorOptions _mirror = null!;
    private long _lastLease;
    private TimeSpan _grantsFrom;
    private TimeSpan? _epochUntil;

    private TimeSpan Now => time.GetElapsedTime(_origin);

    private TimeSpan Window => Second + _app.JitterAllowance;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var organization = MirrorKeys.OfGrain(this.GetPrimaryKeyString()).Organization;
        _app = appOptions.Get(organization);
        _mirror = mirrorOptions.Get(organization);
        _grantsFrom = WaitForFormerEpoch();
        if (_grantsFrom > TimeSpan.Zero) LogWaitsForEpoch(this.GetPrimaryKeyString(), state.State.Epoch, _grantsFrom);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_epochUntil is null || reason.ReasonCode is DeactivationReasonCode.ApplicationError) return;
        await WriteAsync(next => next.IsReleased = true, cancellationToken);
    }

    public async Task<QuotaLease> LeaseAsync(QuotaRequest request, CancellationToken cancellationToken)
    {
        var lane = LaneOf(request.Api);
        var asked = Now;
        foreach (var settled in request.Settled) lane.Window.Settle(settled.LeaseId, settled.SentAgo.Select(ago => asked - ago));
        lane.Demand[request.Holder] = (asked, request.Interactive);

        var opensAt = Max(_grantsFrom, lane.PausedUntil);
        if (opensAt > asked) return Nothing(opensAt - asked);
        var (interactive, background) = Share(lane, request, asked);
        if (interactive + background == 0) return Nothing(lane.GrowsAt(asked) - asked);

        await HoldEpochAsync(request.IsMetered ? interactive + background : 0, cancellationToken);
        var now = Now;
        lane.Window.Lease(++_lastLease, interactive + background, now, now + LeaseValidity);
        lane.Demand[request.Holder] = (now, request.Interactive - interactive);
        lane.Grant(interactive + background, now, leavesDemand: interactive + background < request.Interactive + request.Background);
        return new()
        {
            Id = _lastLease,
            Interactive = interactive,
            Background = background,
            Validity = LeaseValidity,
            AskAgainIn = Soon(lane.GrowsAt(now) - now),
        };
    }

    public Task RefusedAsync(string api, TimeSpan pause, CancellationToken cancellationToken)
    {
        var lane = LaneOf(api);
        lane.Refused++;
        lane.PausedUntil = Max(lane.PausedUntil, Now + pause);
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
        MeteredCalls = state.State.Month == ChinaCalendar.MonthOf(time.GetUtcNow()) ? state.State.MeteredCalls : 0,
        CallsByApi = _lanes.ToDictionary(lane => lane.Key, lane => lane.Value.Granted, StringComparer.Ordinal),
        RefusalsByApi = _lanes.Where(lane => lane.Value.Refused > 0)
            .ToDictionary(lane => lane.Key, lane => lane.Value.Refused, StringComparer.Ordinal),
    });

    private static (int Interactive, int Background) Share(ApiQuota lane, QuotaRequest request, TimeSpan now)
    {
        var room = Math.Max(lane.RoomAt(now), 0);
        var interactive = Math.Min(request.Interactive, room);
        var elsewhere = lane.Demand.Where(demand => demand.Key != request.Holder && demand.Value.At + DemandMemory > now)
            .Sum(demand => demand.Value.Interactive);
        return (interactive, Math.Clamp(room - interactive - elsewhere, 0, request.Background));
    }

    // A released epoch may still have permits in the air; a lost one may still be granting until it ends.
    private TimeSpan WaitForFormerEpoch()
    {
        if (!state.RecordExists || state.State.Epoch == 0) return TimeSpan.Zero;
        var inTheAir = LeaseValidity + Window;
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
        }
        catch
        {
            state.State = former;
            throw;
        }
    }

    private ApiQuota LaneOf(string api)
    {
        if (!_lanes.TryGetValue(api, out var lane)) _lanes.Add(api, lane = new(new(_app.CallsPerSecond, Window), Window / _app.CallsPerSecond));
        return lane;
    }

    private QuotaLease Nothing(TimeSpan askAgainIn) => new() { AskAgainIn = Soon(askAgainIn) };

    private TimeSpan Soon(TimeSpan wait) => wait < Tick ? Tick : wait > Window ? Window : wait;

    private static TimeSpan Max(TimeSpan first, TimeSpan second) => first > second ? first : second;

    [LoggerMessage(2001, LogLevel.Information, "Quota {Key} waits {Wait} for what epoch {Epoch} may still have promised")]
    private partial void LogWaitsForEpoch(string key, long epoch, TimeSpan wait);
}
