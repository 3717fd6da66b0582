using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Telemetry;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Notices;

/// <summary>
/// Drives one notice, a small step at a time: complete and freeze the list, send each batch, follow each batch to its result.
/// What it will do stands in its rows before it does it, so whoever takes over after a crash knows where it stood.
/// </summary>
[GrainType("dingtalk.notice")]
internal sealed partial class NoticeGrain(
    [PersistentState("notice", StorageNames.Mirror)] IPersistentState<NoticePlan> plan,
    [PersistentState("notice-progress", StorageNames.Mirror)] IPersistentState<NoticeProgressRow> progress,
    IServiceProvider services,
    TimeProvider time,
    ILogger<NoticeGrain> logger) : Grain, INoticeGrain, IRemindable
{
    private const string Reminder = "drive";

    // The shortest period that Orleans allows: how long a notice may rest after its silo died.
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private readonly Dictionary<int, DateTimeOffset> _dueAt = [];
    private SiloMirror _mirror = null!;
    private NoticeSender _sender = null!;
    private IGrainTimer? _timer;

    private bool Exists => plan.State.Notice is not null;

    private bool HasEnded => progress.State.EndedAt is not null;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _mirror = services.GetRequiredKeyedService<SiloMirror>(MirrorKeys.OfGrain(this.GetPrimaryKeyString()).Organization);
        _sender = new(_mirror.Platform, _mirror.Options.Notices);
        if (Exists && !HasEnded) Drive(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public async Task<NoticeStatus> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        var key = notice.Key ?? throw new InvalidNoticeException("A notice is sent under a key; SendNoticeAsync gives one to those that have none.");
        if (plan.State.Notice is { } known)
        {
            if (Difference(known, notice) is { } difference) throw new NoticeConflictException(key, difference);
            return Status();
        }

        // The reminder first: a notice that is written down is then sure to be driven, and one that is not is forgotten by the next tick.
        await this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod, cancellationToken);
        plan.State = new() { Key = key, Notice = notice, CreatedAt = time.GetUtcNow() };
        await plan.WriteStateAsync(cancellationToken);
        TellState(NoticeState.Planning);
        Drive(TimeSpan.Zero);
        return Status();
    }

    public Task<NoticeStatus?> GetStatusAsync(CancellationToken cancellationToken) => Task.FromResult(Exists ? Status() : null);

    public Task<ImmutableArray<RecipientResult>> GetResultsAsync(CancellationToken cancellationToken) => Task.FromResult<ImmutableArray<RecipientResult>>(
        [.. progress.State.Batches.SelectMany(ResultsOf)]);

    public async Task<NoticeStatus> RefreshAsync(CancellationToken cancellationToken)
    {
        // Until then the results are fetched anyway, and by one hand only.
        if (!HasEnded) return Status();
        for (var i = 0; i < progress.State.Batches.Length; i++)
        {
            if (progress.State.Batches[i] is not { State: BatchState.Finished, TaskId: { } task } batch) continue;
            try
            {
                await WriteBatchAsync(i, batch with { Results = await FetchResultsAsync(batch, task, cancellationToken) }, cancellationToken);
            }
            catch (DingTalkApiException exception)
            {
                throw PlatformErrors.ToMirror(exception);
            }
        }

        return Status();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (!Exists || HasEnded) await ForgetReminderAsync();
        else if (_timer is null) Drive(TimeSpan.Zero);
    }

    // One step at a time: the next is due only when this one has ended. Callers interleave, and only read.
    private void Drive(TimeSpan after)
    {
        _timer ??= this.RegisterGrainTimer(
            static (grain, cancellationToken) => grain.StepAsync(cancellationToken),
            this,
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { KeepAlive = true, Interleave = true });
        _timer.Change(after, Timeout.InfiniteTimeSpan);
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        var pause = await NextStepAsync(cancellationToken);
        if (pause is { } wait)
        {
            Drive(wait);
            return;
        }

        _timer?.Dispose();
        _timer = null;
        await ForgetReminderAsync();
    }

    /// <returns>When to go on; null at the end.</returns>
    private async Task<TimeSpan?> NextStepAsync(CancellationToken cancellationToken)
    {
        if (HasEnded) return null;
        if (plan.State.Recipients.IsDefault) return await FreezeAsync(cancellationToken);
        if (progress.State.Batches.IsEmpty) return await CutAsync(cancellationToken);

        var now = time.GetUtcNow();
        TimeSpan? next = null;
        for (var i = 0; i < progress.State.Batches.Length; i++)
        {
            var batch = progress.State.Batches[i];
            if (batch.State is BatchState.Finished) continue;
            var due = _dueAt.GetValueOrDefault(i) - now;
            if (due <= TimeSpan.Zero)
            {
                due = batch.State is BatchState.Sent ? await FollowAsync(i, batch, cancellationToken) : await SendAsync(i, batch, cancellationToken);
                if (HasEnded) return null;
                if (due <= TimeSpan.Zero) return TimeSpan.Zero;
                _dueAt[i] = now + due;
            }

            next = next < due ? next : due;

            // Batches go one after another: what holds one up holds up the next.
            if (batch.State is BatchState.Planned or BatchState.Sending) break;
        }

        return next ?? await EndAsync(problem: null, isStopped: false, cancellationToken);
    }

    private async Task<TimeSpan?> EndAsync(string? problem, bool isStopped, CancellationToken cancellationToken)
    {
        await WriteProgressAsync(
            progress.State.Batches, row => (row.EndedAt, row.IsStopped, row.Problem) = (time.GetUtcNow(), isStopped, problem), cancellationToken);
        foreach (var (outcome, people) in Status().Outcomes) _mirror.Metrics.Reached(MirrorMetrics.NameOf(outcome), people);
        if (isStopped) LogStopped(this.GetPrimaryKeyString(), problem);
        else LogFinished(this.GetPrimaryKeyString(), plan.State.Recipients.Length);
        return null;
    }

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private static string? Difference(Notice known, Notice notice)
    {
        if (known.MessageJson != notice.MessageJson) return "its words differ";
        if (!known.Subtrees.SequenceEqual(notice.Subtrees) || !known.UserIds.SequenceEqual(notice.UserIds, StringComparer.Ordinal)) return "its recipients differ";
        return known.AllowsIncomplete == notice.AllowsIncomplete ? null : "one may be incomplete and the other not";
    }

    private void TellState(NoticeState state) => _mirror.Metrics.Noticed(MirrorMetrics.NameOf(state));

    private NoticeState State() => (progress.State.EndedAt, progress.State.IsStopped) switch
    {
        (not null, true) => NoticeState.Stopped,
        (not null, false) => NoticeState.Finished,
        _ when progress.State.Batches.IsEmpty => NoticeState.Planning,
        _ => progress.State.Batches.All(batch => batch.State >= BatchState.Sent) ? NoticeState.Following : NoticeState.Sending,
    };

    private NoticeStatus Status()
    {
        var row = progress.State;
        var outcomes = row.Batches.SelectMany(ResultsOf).CountBy(result => result.Outcome).ToDictionary();
        return new()
        {
            Key = plan.State.Key,
            State = State(),
            Recipients = plan.State.Recipients.IsDefault ? 0 : plan.State.Recipients.Length,
            Outcomes = outcomes,
            Batches = row.Batches.Length,
            BatchesSent = row.Batches.Count(batch => batch.State >= BatchState.Sent),
            BatchesFinished = row.Batches.Count(batch => batch.State is BatchState.Finished),
            PercentProcessed = row.Batches.IsEmpty ? 0 : row.Batches.Sum(batch => batch.Percent) / row.Batches.Length,
            Problem = row.Problem,
            CreatedAt = plan.State.CreatedAt,
            EndedAt = row.EndedAt,
            RecipientsVersion = plan.State.RecipientsVersion,
        };
    }

    private IEnumerable<RecipientResult> ResultsOf(NoticeBatch batch) => batch.Results.IsDefault
        ? UserIdsOf(batch).Select(userId => new RecipientResult(userId, RecipientOutcome.Pending))
        : batch.Results;

    private ImmutableArray<string> UserIdsOf(NoticeBatch batch) => plan.State.Recipients.Slice(batch.Start, batch.Count);

    private Task WriteBatchAsync(int index, NoticeBatch batch, CancellationToken cancellationToken, string? problem = null) =>
        WriteProgressAsync(progress.State.Batches.SetItem(index, batch), row => row.Problem = problem, cancellationToken);

    // A conflict leaves as an exception and ends this activation: another one drives the notice.
    private async Task WriteProgressAsync(ImmutableArray<NoticeBatch> batches, Action<NoticeProgressRow> change, CancellationToken cancellationToken)
    {
        var (former, formerState) = (progress.State, State());
        progress.State = new() { Batches = batches, IsStopped = former.IsStopped, Problem = former.Problem, EndedAt = former.EndedAt };
        change(progress.State);
        try
        {
            await progress.WriteStateAsync(cancellationToken);
        }
        catch
        {
            progress.State = former;
            throw;
        }

        if (State() is var state && state != formerState) TellState(state);
    }

    [LoggerMessage(7001, LogLevel.Information, "Notice {Key} finished: {Recipients} recipients")]
    private partial void LogFinished(string key, int recipients);

    [LoggerMessage(7002, LogLevel.Warning, "Notice {Key} stopped: {Problem}")]
    private partial void LogStopped(string key, string? problem);

    [LoggerMessage(7003, LogLevel.Warning, "Notice {Key}, batch {Batch}: {Endpoint} failed with {Code}")]
    private partial void LogCallFailed(string key, int batch, string endpoint, string code);
}
