using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Events;
using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Storage;
using DingTalk.Mirror.Views;
using DingTalk.OpenPlatform;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Sweeps;

/// <summary>
/// Goes through the loaded departments in the order of their ids, one at a time, with calls that nobody waits for. What differs is marked like
/// anything that was heard, so it is mended on the same path; a comparison that finds nothing writes nothing into the log.
/// </summary>
[GrainType("dingtalk.sweep")]
internal sealed partial class SweepGrain(
    [PersistentState("sweep", StorageNames.Mirror)] IPersistentState<SweepState> state,
    IServiceProvider services,
    TimeProvider time,
    ILogger<SweepGrain> logger) : Grain, ISweepGrain, IDisposable
{
    /// <summary>Of what has not changed lately, each pass takes one part in so many.</summary>
    internal const int Parts = 4;

    // A list of ids is one call, details are one for each hundred people: from here on the ids come first.
    private const int DetailsAtOneCall = 100;

    private const int Tries = 3;
    private const int ChecksPerWrite = 50;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ScopeInterval = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _stop = new();
    private SiloMirror _mirror = null!;
    private DingTalkClient _platform = null!;
    private DepartmentReader _reader = null!;
    private Task _run = Task.CompletedTask;
    private int _left;

    private SweepOptions Options => _mirror.Options.Sweep;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _mirror = services.GetRequiredKeyedService<SiloMirror>(MirrorKeys.OfGrain(this.GetPrimaryKeyString()).Organization);
        _platform = _mirror.Platform.InBackground();
        _reader = new(_platform, time);
        if (Options.Share > 0) _run = RunAsync();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _run;
    }

    public void Dispose() => _stop.Dispose();

    public Task<SweepStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var now = state.State;
        return Task.FromResult(new SweepStatus
        {
            Pass = now.Pass,
            PassBeganAt = now.BeganAt,
            IsUnderWay = now.IsUnderWay,
            IsWhole = now.IsWhole,
            Checked = now.Checked,
            Left = _left,
            WholeSince = now.WholeSince,
            Drift = now.Drift,
            Failed = now.Failed,
        });
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                // The first pass is an interval away from the beginning of the store: what is loaded then is fresh.
                if (state.State.BeganAt is null) await WriteAsync(next => next.BeganAt = time.GetUtcNow());
                var view = await _mirror.Views.ReachAsync(default, _stop.Token);
                if (IsDue(view)) await BeginAsync(view);
                if (state.State.IsUnderWay) await PassAsync();
                await PauseAsync(Rest < Options.Interval ? Rest : Options.Interval);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The sweep goes on where it stood, whatever failed.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception, _mirror.Name);
                await PauseAsync(PauseAfterFailure);
            }
        }
    }

    private bool IsDue(OrganizationView view)
    {
        // A time in which nobody listened is swept at once, from the beginning.
        if (view.Doubts.Gaps.Any(gap => !(state.State.BeganAt >= gap.ReadAt) || !(state.State.IsWhole && state.State.IsUnderWay))) return true;
        return !state.State.IsUnderWay && state.State.BeganAt + Options.Interval <= time.GetUtcNow();
    }

    private async Task BeginAsync(OrganizationView view)
    {
        var former = state.State;
        var now = time.GetUtcNow();
        var pass = former.Pass + 1;
        await WriteAsync(next => (next.Pass, next.BeganAt, next.FormerBeganAt, next.IsUnderWay, next.IsWhole, next.Cursor, next.Checked, next.Failed) =
            (pass, now, former.BeganAt, true, view.Doubts.Gaps.Length > 0 || pass == 1, 0, 0, 0));
        LogBegun(_mirror.Name, pass, state.State.IsWhole);
    }

    private async Task PassAsync()
    {
        await CheckScopeAsync();
        while (!_stop.IsCancellationRequested)
        {
            var view = await _mirror.Views.ReachAsync(default, _stop.Token);
            if (view.Doubts.Gaps.Any(gap => gap.ReadAt > state.State.BeganAt)) return;
            var todo = Todo(view);
            _left = todo.Count;
            if (todo.Count == 0)
            {
                await EndAsync(view);
                return;
            }

            await CheckAsync(todo.Min());
            var share = view.Doubts.Gaps.Length > 0 ? Math.Max(Options.Share, Options.ShareAfterGap) : Options.Share;
            await PauseAsync(TimeSpan.FromSeconds(1 / (share * _mirror.CallsPerSecond)));
        }
    }

    // After a time in which nobody listened: what was read before its end. Otherwise what was read since the former pass, for it has changed or is
    // new, and of the rest each pass takes its part.
    private List<long> Todo(OrganizationView view)
    {
        var structure = view.Structure;
        var doubtfulUntil = EndOfGaps(view);
        var todo = new List<long>();
        for (var position = 0; position < structure.Ids.Length; position++)
        {
            var id = structure.Ids[position];
            if (id <= state.State.Cursor) continue;
            var known = view.Departments[position];
            if (known is { ChildGap: not null, MemberGap: not null }) continue;
            if (doubtfulUntil is { } until)
            {
                if (known.ChildrenReadAt < until || known.MembersReadAt < until) todo.Add(id);
                continue;
            }

            var isLively = known.ChildrenReadAt > state.State.FormerBeganAt || known.MembersReadAt > state.State.FormerBeganAt;
            if (state.State.IsWhole || isLively || id % Parts == state.State.Pass % Parts) todo.Add(id);
        }

        return todo;
    }

    private static DateTimeOffset? EndOfGaps(OrganizationView view) => view.Doubts.Gaps.IsEmpty ? null : view.Doubts.Gaps.Max(gap => gap.ReadAt);

    private async Task CheckAsync(long id)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var drift = await CompareAsync(id);
                if (drift.Count > 0) await ReportAsync(id, drift);
                break;
            }
            catch (DingTalkApiException exception) when (exception.Kind is DingTalkErrorKind.NotFound or DingTalkErrorKind.OutOfScope)
            {
                await ReportAsync(id, [Subject.Department(id)]);
                break;
            }
            catch (DingTalkApiException exception) when (attempt < Tries)
            {
                await PauseAsync(exception.RetryAfter ?? PauseAfterFailure);
            }
            catch (DingTalkApiException exception)
            {
                LogUnread(id, exception.Endpoint, exception.Code);
                state.State.Failed++;
                break;
            }
        }

        state.State.Cursor = id;
        state.State.Checked++;
        if (state.State.Checked % ChecksPerWrite == 0) await WriteAsync(_ => { });
    }

    private async Task<HashSet<Subject>> CompareAsync(long id)
    {
        var began = time.GetUtcNow();
        var facts = new List<Fact>();
        IReadOnlyCollection<string>? ids = null;
        var view = await _mirror.Views.ReachAsync(default, _stop.Token);
        if (!view.Structure.TryFind(id, out var position)) return [];
        var known = view.Departments[position];
        if (known.ChildGap is null) facts.AddRange(await _reader.ReadAsync(id, DepartmentParts.Children, _stop.Token));
        if (known.MemberGap is null)
        {
            if (view.CountMembers(id, MemberScope.Direct) <= DetailsAtOneCall || state.State.Pass % Parts == 0)
                facts.AddRange(await _reader.ReadAsync(id, DepartmentParts.Members, _stop.Token));
            else
                ids = await _platform.Users.ListIdsAsync(id, _stop.Token);
        }

        // Compared with what is known after the read: what an event has told meanwhile is no drift, nor is what was read later.
        view = await _mirror.NewestViewAsync(_stop.Token);
        var drift = Drift.Between(view, id, facts);
        if (ids is not null) drift.UnionWith(Drift.Between(view, id, ids));
        if (view.Structure.TryFind(id, out position))
        {
            var newcomers = view.Structure.Children(position).Select(child => view.Structure.Ids[child])
                .Where(child => Newcomers.WantedOf(view, child).Ids.Count > 0);
            drift.UnionWith(newcomers.Select(Subject.Department));
        }

        drift.RemoveWhere(subject => view.Doubts.IsMarked(subject)
            || (subject.UserId is { } userId && view.Doubts.IsHeld(userId))
            || Rereader.ReadAt(view, subject) > began);
        return drift;
    }

    private async Task ReportAsync(long id, HashSet<Subject> drift)
    {
        state.State.Drift += drift.Count;
        LogDrift(_mirror.Name, id, drift.Count);
        var people = drift.Count(subject => subject.UserId is not null);
        _mirror.Metrics.Drifted(drift.Count - people, people);
        await _mirror.Rereads.MarkAsync([.. drift], byEvent: false, _stop.Token);
    }

    private async Task CheckScopeAsync()
    {
        var view = await _mirror.Views.ReachAsync(default, _stop.Token);
        if (view.Scope is not { } known || (state.State.ScopeReadAt ?? known.ReadAt) + ScopeInterval > time.GetUtcNow()) return;
        var readAt = time.GetUtcNow();
        var scope = await _platform.Scopes.GetAsync(_stop.Token);
        if (!known.DepartmentIds.SequenceEqual(scope.DepartmentIds) || !known.UserIds.SequenceEqual(scope.UserIds, StringComparer.Ordinal))
        {
            await _mirror.Changes.AppendAsync([new ScopeFact { ReadAt = readAt, DepartmentIds = [.. scope.DepartmentIds], UserIds = [.. scope.UserIds] }], _stop.Token);
        }

        await WriteAsync(next => next.ScopeReadAt = readAt);
    }

    private async Task EndAsync(OrganizationView view)
    {
        var pass = state.State;
        var isWhole = pass.IsWhole && pass.Failed == 0;
        if (isWhole && view.Doubts.Gaps.Length > 0)
        {
            var version = await _mirror.Changes.AppendAsync([new SweptFact { ReadAt = pass.BeganAt!.Value }], _stop.Token);
            await _mirror.Views.ReachAsync(version, _stop.Token);
        }

        await WriteAsync(next =>
        {
            next.IsUnderWay = false;
            if (isWhole) next.WholeSince = EndOfGaps(view) ?? pass.BeganAt;
        });
        LogEnded(_mirror.Name, pass.Pass, pass.Checked, pass.Failed);
    }

    private Task WriteAsync(Action<SweepState> change)
    {
        change(state.State);
        return state.WriteAsync(state.State, this);
    }

    private async Task PauseAsync(TimeSpan pause) =>
        await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    [LoggerMessage(8101, LogLevel.Information, "Organization {Organization}: pass {Pass} of the sweep begins (over everything: {IsWhole})")]
    private partial void LogBegun(string organization, int pass, bool isWhole);

    [LoggerMessage(8102, LogLevel.Information, "Organization {Organization}: pass {Pass} of the sweep has compared {Checked} departments; {Failed} could not be read")]
    private partial void LogEnded(string organization, int pass, int @checked, int failed);

    [LoggerMessage(8103, LogLevel.Warning, "Organization {Organization}: at department {DepartmentId} DingTalk differs in {Drift} departments or people of which no event told; they are read again")]
    private partial void LogDrift(string organization, long departmentId, int drift);

    [LoggerMessage(8104, LogLevel.Warning, "The sweep could not read department {DepartmentId}: {Endpoint} failed with {Code}")]
    private partial void LogUnread(long departmentId, string endpoint, string code);

    [LoggerMessage(8105, LogLevel.Warning, "The sweep of organization {Organization} has stopped short; it goes on where it stood")]
    private partial void LogFailed(Exception exception, string organization);
}
