using DingTalk.Mirror.Quotas;
using DingTalk.OpenPlatform.Transport;
using PlatformProgress = DingTalk.OpenPlatform.Notices.NoticeStatus;

namespace DingTalk.Mirror.Notices;

internal sealed partial class NoticeGrain
{
    // The platform answers for a task for 24 hours.
    private static readonly TimeSpan ResultWindow = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    // A repetition must reach the platform on the day of the first attempt: its rule of the same words is the only thing
    // that keeps a batch whose answer was lost from being delivered twice.
    private static readonly TimeSpan DayMargin = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstRepetition = TimeSpan.FromSeconds(2);
    private const int MostAttempts = 6;

    private async Task<TimeSpan> SendAsync(int index, NoticeBatch batch, CancellationToken cancellationToken)
    {
        if (batch.State is BatchState.Sending && !MayRepeat(batch)) return await SettleAsUnknownAsync(index, batch, cancellationToken);
        var userIds = UserIdsOf(batch);
        var reached = userIds.Count(userId => !_sender.Withholds(userId));
        if (reached > 0)
        {
            var lease = await _mirror.Grains.GetGrain<IQuotaGrain>(_mirror.Keys.Quota).ReachAsync(reached, cancellationToken);
            if (!lease.Granted) return lease.AskAgainIn;
        }

        batch = batch with { State = BatchState.Sending, Attempts = batch.Attempts + 1, FirstAttemptAt = batch.FirstAttemptAt ?? time.GetUtcNow() };
        await WriteBatchAsync(index, batch, cancellationToken, progress.State.Problem);
        try
        {
            var task = await _sender.SendAsync(plan.State.Notice!.MessageJson, userIds, cancellationToken);
            var sent = task is null
                ? batch with { State = BatchState.Finished, Percent = 100, Results = BatchResults.All(userIds, RecipientOutcome.Withheld, code: null, _sender.Withholds) }
                : batch with { State = BatchState.Sent, TaskId = task, SentAt = time.GetUtcNow() };
            await WriteBatchAsync(index, sent, cancellationToken);
            return TimeSpan.Zero;
        }
        catch (DingTalkApiException exception)
        {
            LogCallFailed(this.GetPrimaryKeyString(), index, exception.Endpoint, exception.Code);
            return await AfterFailedSendAsync(index, batch, exception, cancellationToken);
        }
    }

    private async Task<TimeSpan> AfterFailedSendAsync(int index, NoticeBatch batch, DingTalkApiException exception, CancellationToken cancellationToken)
    {
        var problem = $"Batch {index + 1} was not accepted: {exception.Message}";
        if (exception.MayHaveBeenDone)
        {
            await WriteBatchAsync(index, batch, cancellationToken, problem);
            return Longer(FirstRepetition, batch.Attempts - 1);
        }

        // The platform certainly did not take this attempt; whether an earlier one was taken stays as open as before.
        var attempts = batch.Attempts - 1;
        var next = batch with { Attempts = attempts, State = attempts == 0 ? BatchState.Planned : BatchState.Sending };
        if (exception.RetryAfter is { } pause)
        {
            await WriteBatchAsync(index, next, cancellationToken, problem);
            return pause > TimeSpan.Zero ? pause : FirstRepetition;
        }

        var batches = progress.State.Batches.Select((other, i) => i < index || other.State is BatchState.Finished ? other : Unsent(other, i, exception.Code));
        await WriteProgressAsync([.. batches], row => row.Problem = problem, cancellationToken);
        await EndAsync(problem + " What had been sent stays sent.", isStopped: true, cancellationToken);
        return TimeSpan.Zero;

        NoticeBatch Unsent(NoticeBatch other, int i, string code) => other with
        {
            Results = BatchResults.All(
                UserIdsOf(other), i == index && attempts > 0 ? RecipientOutcome.Unknown : RecipientOutcome.NotSent, i == index ? code : null, _sender.Withholds),
        };
    }

    private async Task<TimeSpan> SettleAsUnknownAsync(int index, NoticeBatch batch, CancellationToken cancellationToken)
    {
        await WriteBatchAsync(
            index,
            batch with { State = BatchState.Finished, Results = BatchResults.All(UserIdsOf(batch), RecipientOutcome.Unknown, code: null, _sender.Withholds) },
            cancellationToken,
            $"Batch {index + 1}: the platform's answer to its send was lost, and repeating it now might deliver it twice. Its people are reported as Unknown.");
        return TimeSpan.Zero;
    }

    private async Task<TimeSpan> FollowAsync(int index, NoticeBatch batch, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - batch.SentAt > ResultWindow) return await GiveUpResultAsync(index, batch, cancellationToken);
        if (batch.Polls == 0 && time.GetUtcNow() - batch.SentAt < _mirror.Options.Notices.FirstProgressAfter) return _mirror.Options.Notices.FirstProgressAfter;
        try
        {
            var told = await _mirror.Platform.Notices.GetProgressAsync(batch.TaskId!.Value, cancellationToken);
            batch = batch with { Percent = told.Percent, Polls = batch.Polls + 1 };
            if (told.Status is PlatformProgress.Finished)
            {
                var results = await FetchResultsAsync(batch, batch.TaskId.Value, cancellationToken);
                await WriteBatchAsync(index, batch with { State = BatchState.Finished, Percent = 100, Results = results }, cancellationToken);
                return TimeSpan.Zero;
            }

            await WriteBatchAsync(index, batch, cancellationToken);
            return Longer(_mirror.Options.Notices.FirstProgressAfter, batch.Polls);
        }
        catch (DingTalkApiException exception) when (exception.RetryAfter is not null)
        {
            LogCallFailed(this.GetPrimaryKeyString(), index, exception.Endpoint, exception.Code);
            await WriteBatchAsync(index, batch with { Polls = batch.Polls + 1 }, cancellationToken, $"The result of batch {index + 1} waits: {exception.Message}");
            return Longer(_mirror.Options.Notices.FirstProgressAfter, batch.Polls + 1);
        }
        catch (DingTalkApiException exception)
        {
            LogCallFailed(this.GetPrimaryKeyString(), index, exception.Endpoint, exception.Code);
            return await GiveUpResultAsync(index, batch, cancellationToken, exception.Message);
        }
    }

    private async Task<TimeSpan> GiveUpResultAsync(int index, NoticeBatch batch, CancellationToken cancellationToken, string? why = null)
    {
        await WriteBatchAsync(
            index,
            batch with { State = BatchState.Finished, Results = BatchResults.All(UserIdsOf(batch), RecipientOutcome.Unknown, code: null, _sender.Withholds) },
            cancellationToken,
            $"Batch {index + 1} was sent, and its result cannot be had: {why ?? "the platform answers for 24 hours only."}");
        return TimeSpan.Zero;
    }

    private async Task<ImmutableArray<RecipientResult>> FetchResultsAsync(NoticeBatch batch, long task, CancellationToken cancellationToken) =>
        BatchResults.Classify(
            UserIdsOf(batch), await _mirror.Platform.Notices.GetResultAsync(task, cancellationToken), wasRepeated: batch.Attempts > 1, _sender.Withholds);

    private bool MayRepeat(NoticeBatch batch) => batch.Attempts < MostAttempts
        && ChinaCalendar.DayOf(batch.FirstAttemptAt!.Value - DayMargin) == ChinaCalendar.DayOf(time.GetUtcNow() + DayMargin);

    private static TimeSpan Longer(TimeSpan first, int times)
    {
        var pause = first * Math.Pow(2, Math.Min(times, 10));
        return pause < LongestPause ? pause : LongestPause;
    }
}
