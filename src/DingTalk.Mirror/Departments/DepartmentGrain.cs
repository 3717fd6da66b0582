using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Guards;
using DingTalk.Mirror.Loading;
using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Storage;
using DingTalk.Mirror.Telemetry;
using DingTalk.Mirror.Users;
using DingTalk.Mirror.Views;
using DingTalk.OpenPlatform.Telemetry;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Departments;

/// <summary>
/// One department, each part loaded on the first question and kept. Reads interleave over one immutable snapshot;
/// it is replaced only after the change log has accepted what was read and the row is written.
/// </summary>
[GrainType("dingtalk.department")]
internal sealed partial class DepartmentGrain(
    [PersistentState("department", StorageNames.Mirror)] IPersistentState<DepartmentState> state,
    IServiceProvider services,
    TimeProvider time,
    ILogger<DepartmentGrain> logger) : Grain, IDepartmentGrain
{
    private readonly SharedLoads<DepartmentParts> _loads = new();
    private readonly Dictionary<Guid, Task> _refreshes = [];
    private readonly WriteLane _writes = new();
    private readonly Dictionary<DepartmentParts, MissingPart> _failures = [];
    private SiloMirror _mirror = null!;
    private DepartmentReader _departmentReader = null!;
    private UserReader _userReader = null!;
    private DisappearanceGuard _guard = null!;
    private WaysUp _waysUp = null!;
    private DepartmentSnapshot _current = null!;
    private OrganizationView? _lastView;
    private DateTimeOffset? _absentAt;

    private long Id => _current.Id;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        _mirror = services.GetRequiredKeyedService<SiloMirror>(MirrorKeys.OfGrain(key).Organization);
        _departmentReader = new(_mirror.Platform, time);
        _userReader = new(_mirror.Platform, time);
        _guard = new(_mirror, time);
        _waysUp = new(_mirror, time);
        _current = state.State.Snapshot ?? new()
        {
            Id = long.Parse(MirrorKeys.IdOf(key), System.Globalization.CultureInfo.InvariantCulture),
        };
        return Task.CompletedTask;
    }

    public async Task<DepartmentSnapshot> GetAsync(DepartmentParts parts, CancellationToken cancellationToken)
    {
        await FollowViewAsync(cancellationToken);
        var missing = Each(parts & ~_current.Settled());
        if (missing.Count == 0) return _current;
        var loads = Task.WhenAll(missing.Select(part => _loads.Join(part, LoadAsync)));
        return await AnswerAsync(loads, missing, cancellationToken);
    }

    public async Task<DepartmentSnapshot> RefreshAsync(DepartmentParts parts, Guid request, CancellationToken cancellationToken)
    {
        await FollowViewAsync(cancellationToken);
        var wanted = Each(parts);
        if (!_refreshes.TryGetValue(request, out var loads))
        {
            _refreshes[request] = loads = Task.WhenAll(wanted.Select(part => _loads.JoinNext(part, LoadAsync)));
        }

        var answer = await AnswerAsync(loads, wanted, cancellationToken);
        if (answer.Pending is DepartmentParts.None) _refreshes.Remove(request);
        return answer;
    }

    private async Task<DepartmentSnapshot> AnswerAsync(Task loads, List<DepartmentParts> asked, CancellationToken cancellationToken)
    {
        if (!await LoadWait.EndsInTimeAsync(loads, time, cancellationToken))
        {
            return _current with { Pending = asked.Aggregate(DepartmentParts.None, (all, part) => all | part) };
        }

        if (_absentAt is not null) return _current with { GoneSince = _absentAt };
        return asked.Where(_failures.ContainsKey).Aggregate(_current, (answer, part) => answer.WithProblem(_failures[part]));
    }

    // What others read may concern this department too: somebody moved, a parent listed it under a new name. The view knows.
    private async ValueTask FollowViewAsync(CancellationToken cancellationToken)
    {
        var view = await _mirror.Views.ReachAsync(default, cancellationToken);
        if (ReferenceEquals(view, _lastView)) return;
        if (_current.Version.LogId != view.Version.LogId) _current = new() { Id = Id };
        if (!view.Version.Includes(_current.Version))
        {
            if (_lastView is not null) return;

            // The row does not name people.
            view = await _mirror.NewestViewAsync(cancellationToken);
        }

        _lastView = view;
        var told = view.Describe(Id);
        if (told is not null) _current = told with { Ancestors = told.Ancestors ?? _current.Ancestors };
    }

    private Task LoadAsync(DepartmentParts part) => _mirror.Metrics.LoadAsync(MirrorMetrics.NameOf(part), () => TryLoadAsync(part));

    private async Task<string?> TryLoadAsync(DepartmentParts part)
    {
        try
        {
            // Not a caller's token: one who gives up must not fail those who wait.
            var facts = await _guard.PassAsync(await ReadAsync(part), () => ReadAsync(part));
            await _writes.RunAsync(() => CommitAsync(facts));
            _failures.Remove(part);
            return null;
        }
        catch (DingTalkApiException exception)
        {
            _absentAt = null;
            _failures[part] = PlatformErrors.ToMissing(exception, Id, part);
            LogLoadFailed(Id, part, exception.Endpoint, exception.Code);
            return DingTalkTelemetry.NameOf(exception.Kind);
        }
    }

    private async Task<ImmutableArray<Fact>> ReadAsync(DepartmentParts part)
    {
        var facts = await _departmentReader.ReadAsync(Id, part, CancellationToken.None);
        return await _waysUp.CompleteAsync([.. facts, .. await ReadDisappearedAsync(facts)]);
    }

    // Whoever is no longer in a list is asked themselves where they are, so that nobody who moved is nowhere.
    private async Task<IReadOnlyList<Fact>> ReadDisappearedAsync(ImmutableArray<Fact> facts)
    {
        var told = new List<Fact>();
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case ChildrenFact children:
                    await ReadDepartmentsAsync(_current.Children?.Items.Except(children.ChildIds) ?? [], told);
                    break;
                case MembersFact members:
                    var listed = members.Members.Select(member => member.UserId);
                    told.AddRange(await FindPeopleAsync(PeopleOf(_current).Except(listed, StringComparer.Ordinal)));
                    break;
                case DepartmentGoneFact:
                    await ReadDepartmentsAsync(_current.Children?.Items ?? [], told);
                    told.AddRange(await FindPeopleAsync(PeopleOf(_current)));
                    break;
            }
        }

        return told;
    }

    // A department that is gone had people and departments, who must be somewhere now.
    private async Task ReadDepartmentsAsync(IEnumerable<long> ids, List<Fact> told)
    {
        var open = ids.ToList();
        while (open.Count > 0)
        {
            var facts = await new Whereabouts(_departmentReader, _userReader).FindDepartmentsAsync(open, CancellationToken.None);
            told.AddRange(facts);
            var gone = facts.OfType<DepartmentGoneFact>().Select(fact => _mirror.Views.Current?.Describe(fact.DepartmentId)).OfType<DepartmentSnapshot>().ToList();
            told.AddRange(await FindPeopleAsync(gone.SelectMany(PeopleOf)));
            open = [.. gone.SelectMany(known => known.Children?.Items ?? [])];
        }
    }

    private Task<List<Fact>> FindPeopleAsync(IEnumerable<string> userIds) =>
        new Whereabouts(_departmentReader, _userReader).FindPeopleAsync(userIds, CancellationToken.None);

    private static IEnumerable<string> PeopleOf(DepartmentSnapshot snapshot) =>
        snapshot.Members?.Items.Select(member => member.Person.UserId) ?? [];

    private async Task CommitAsync(ImmutableArray<Fact> facts)
    {
        // An id that nobody lists is somebody's slip: it leaves no trace in the log and is asked again next time.
        _absentAt = facts is [DepartmentGoneFact gone] && await IsUnheardOfAsync() ? gone.ReadAt : null;
        if (_absentAt is not null) return;

        facts = await Departures.WithEventsAsync(_mirror, facts);
        var version = await _mirror.Changes.AppendAsync(facts, CancellationToken.None);
        var next = _current.With(facts, version);

        // Who the people are stands in the log and its views: a row would keep it of those who leave.
        await state.WriteAsync(new() { Snapshot = next with { Members = null } }, this);
        _current = next;
    }

    private async Task<bool> IsUnheardOfAsync() => (await _mirror.NewestViewAsync(CancellationToken.None)).Describe(Id) is null;

    private static List<DepartmentParts> Each(DepartmentParts parts) =>
        [.. Enum.GetValues<DepartmentParts>().Where(part => part is not DepartmentParts.None && parts.HasFlag(part))];

    [LoggerMessage(4001, LogLevel.Warning, "{Part} of department {DepartmentId} could not be read: {Endpoint} failed with {Code}")]
    private partial void LogLoadFailed(long departmentId, DepartmentParts part, string endpoint, string code);
}
