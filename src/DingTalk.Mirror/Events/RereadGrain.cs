using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Views;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Events;

/// <summary>
/// The marks themselves are in the log, so a new activation finds them in its silo's view; here is only what is being done about them.
/// </summary>
[GrainType("dingtalk.rereads")]
internal sealed partial class RereadGrain(IServiceProvider services, TimeProvider time, ILogger<RereadGrain> logger) : Grain, IRereadGrain, IDisposable
{
    // Enough to use the platform's calls a second at half a second each, and few enough to leave room for those who wait.
    private const int AtOnce = 12;

    // From here on one list of the department they are in costs less than asking each.
    private const int WorthAList = 8;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    // Longer than any load under way that may still bring the former state of something that is not covered yet.
    private static readonly TimeSpan Expiry = TimeSpan.FromMinutes(10);

    private readonly Dictionary<Subject, Followed> _followed = [];
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SiloMirror _mirror = null!;
    private MirrorVersion _version;
    private Task _run = Task.CompletedTask;
    private Rereader _rereader = null!;
    private int _reading;
    private long _readCount;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _mirror = services.GetRequiredKeyedService<SiloMirror>(MirrorKeys.OfGrain(this.GetPrimaryKeyString()).Organization);
        _rereader = new(_mirror, time);
        _run = RunAsync();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _run;
    }

    public void Dispose() => _stop.Dispose();

    public async Task<MirrorVersion> MarkAsync(ImmutableArray<Subject> subjects, bool byEvent, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var version = await _mirror.Changes.AppendAsync(
            [.. subjects.Distinct().Select(subject => new DirtyFact { ReadAt = now, Subject = subject, ByEvent = byEvent })], cancellationToken);
        _version = MirrorVersion.Max(_version, version);
        _wake.TrySetResult();
        return version;
    }

    public async Task<RereadStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        // A new activation knows no version yet, and its silo's view may be a moment behind.
        var head = (await _mirror.Changes.ReadAsync(long.MaxValue, cancellationToken)).Head;
        var marks = (await _mirror.Views.ReachAsync(head, cancellationToken)).Doubts.Marks;
        return new() { Marked = marks.Count, OldestMark = marks.Count == 0 ? null : marks.Min(mark => mark.HeardAt), Reads = _readCount };
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
                var view = await _mirror.Views.ReachAsync(_version, _stop.Token);
                Follow(view);
                await SettleAsync(view);
                Start(view);
                await WaitAsync();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The marks stand until they are settled, so whatever failed is tried again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception, _mirror.Name);
                _version = default; // of a log that is another one now, it would never be reached
                await Task.Delay(LookAgain, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private void Follow(OrganizationView view)
    {
        var now = time.GetUtcNow();
        foreach (var mark in view.Doubts.Marks)
        {
            if (!_followed.TryGetValue(mark.Subject, out var followed)) _followed.Add(mark.Subject, new(mark, view));
            else if (followed.Mark.LastNumber < mark.LastNumber) followed.Hear(mark, view, now);
        }

        foreach (var subject in _followed.Keys.Where(subject => !view.Doubts.IsMarked(subject)).ToList()) _followed.Remove(subject);
        if (_followed.Count > 0) DelayDeactivation(TimeSpan.FromMinutes(5));
    }

    // Whoever was read since, by whomever, may be settled by it: a list tells of many.
    private async Task SettleAsync(OrganizationView view)
    {
        var now = time.GetUtcNow();
        var settled = _followed.Values.Where(followed => !followed.IsReading && IsSettled(followed)).ToList();
        if (settled.Count == 0) return;
        _version = await _mirror.Changes.AppendAsync(
            [.. settled.Select(followed => new CleanFact { ReadAt = now, Subject = followed.Subject, UpTo = followed.Mark.LastNumber })], _stop.Token);
        foreach (var followed in settled) _followed.Remove(followed.Subject);

        bool IsSettled(Followed followed)
        {
            if (Later(followed.ReadAt, Rereader.ReadAt(view, followed.Subject)) is not { } readAt) return followed.Mark.LastHeardAt + Expiry < now;
            if (!followed.IsSettledBy(view, readAt, _mirror.Options.RereadAfter)) return false;

            // What is around it may have been loaded since it was read.
            if (followed.Subject.UserId is not null || Newcomers.WantedOf(view, followed.Subject.DepartmentId).Ids.Count == 0) return true;
            followed.Postpone(now);
            return false;
        }
    }

    private void Start(OrganizationView view)
    {
        var now = time.GetUtcNow();
        var due = _followed.Values.Where(followed => !followed.IsReading && followed.DueAt <= now).OrderBy(followed => followed.Mark.HeardAt).ToList();
        foreach (var followed in due.Where(followed => !Rereader.Concerns(view, followed.Subject))) followed.Postpone(now + LookAgain);
        due.RemoveAll(followed => followed.DueAt > now);
        foreach (var home in due.GroupBy(followed => followed.Subject.UserId is { } userId ? Rereader.HomeOf(view, userId) : null))
        {
            if (home.Key is { } id && home.Count() >= WorthAList) Start([.. home], () => _rereader.ReadHomeAsync(id, [.. home], _stop.Token));
        }

        foreach (var followed in due.Where(followed => !followed.IsReading))
        {
            Start([followed], followed.Subject.UserId is null
                ? () => _rereader.ReadDepartmentAsync(followed, _stop.Token)
                : () => _rereader.ReadPersonAsync(followed, _stop.Token));
        }
    }

    private void Start(Followed[] those, Func<Task<MirrorVersion>> read)
    {
        if (_reading >= AtOnce) return;
        foreach (var followed in those) followed.IsReading = true;
        _reading++;
        _ = ReadAsync();

        async Task ReadAsync()
        {
            try
            {
                _version = MirrorVersion.Max(_version, await read());
                _readCount++;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
            }
#pragma warning disable CA1031 // One read that fails is tried again and holds up no other.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception, _mirror.Name);
                foreach (var followed in those) followed.Fail(time.GetUtcNow(), retryAfter: null);
            }
            finally
            {
                foreach (var followed in those) followed.IsReading = false;
                _reading--;
                _wake.TrySetResult();
            }
        }
    }

    private async Task WaitAsync()
    {
        var now = time.GetUtcNow();
        var due = _followed.Values.Where(followed => !followed.IsReading && _reading < AtOnce).Select(followed => followed.DueAt - now).DefaultIfEmpty(LookAgain).Min();
        var wait = TimeSpan.FromMilliseconds(Math.Clamp(due.TotalMilliseconds, 10, LookAgain.TotalMilliseconds));
        await _wake.Task.WaitAsync(wait, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private static DateTimeOffset? Later(DateTimeOffset? first, DateTimeOffset? second) => first > second || second is null ? first : second;

    [LoggerMessage(8001, LogLevel.Warning, "What was heard of organization {Organization} could not be followed up; trying again")]
    private partial void LogFailed(Exception exception, string organization);
}
