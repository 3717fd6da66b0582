using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Guards;
using DingTalk.Mirror.Loading;
using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Storage;
using DingTalk.Mirror.Views;
using DingTalk.OpenPlatform.Telemetry;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Users;

/// <summary>One person, read on the first question and kept.</summary>
[GrainType("dingtalk.user")]
internal sealed partial class UserGrain(
    [PersistentState("user", StorageNames.Mirror)] IPersistentState<UserState> state,
    IServiceProvider services,
    TimeProvider time,
    ILogger<UserGrain> logger) : Grain, IUserGrain
{
    private readonly SharedLoads<string> _loads = new();
    private readonly Dictionary<Guid, Task> _refreshes = [];
    private SiloMirror _mirror = null!;
    private UserReader _reader = null!;
    private WaysUp _waysUp = null!;
    private PersonSnapshot _current = new();
    private PersonProblem? _failure;
    private OrganizationView? _lastView;
    private DateTimeOffset? _absentAt;
    private string _userId = "";

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        _mirror = services.GetRequiredKeyedService<SiloMirror>(MirrorKeys.OfGrain(key).Organization);
        _reader = new(_mirror.Platform, time);
        _waysUp = new(_mirror, time);
        _userId = MirrorKeys.IdOf(key);
        _current = state.State.Snapshot ?? new();
        return Task.CompletedTask;
    }

    public async Task<PersonSnapshot> GetAsync(CancellationToken cancellationToken)
    {
        await FollowViewAsync(cancellationToken);
        if (_current.Person is not null || _current.GoneSince is not null) return _current;
        return await AnswerAsync(_loads.Join(_userId, LoadAsync), cancellationToken);
    }

    public async Task<PersonSnapshot> RefreshAsync(Guid request, CancellationToken cancellationToken)
    {
        await FollowViewAsync(cancellationToken);
        if (!_refreshes.TryGetValue(request, out var load)) _refreshes[request] = load = _loads.JoinNext(_userId, LoadAsync);
        var answer = await AnswerAsync(load, cancellationToken);
        if (!answer.IsPending) _refreshes.Remove(request);
        return answer;
    }

    private async Task<PersonSnapshot> AnswerAsync(Task load, CancellationToken cancellationToken) =>
        await LoadWait.EndsInTimeAsync(load, time, cancellationToken)
            ? _current with { Problem = _failure, GoneSince = _absentAt ?? _current.GoneSince }
            : _current with { IsPending = true };

    // A department's list tells of its people too; the view has the latest word.
    private async ValueTask FollowViewAsync(CancellationToken cancellationToken)
    {
        var view = await _mirror.Views.ReachAsync(default, cancellationToken);
        if (ReferenceEquals(view, _lastView)) return;
        if (_current.Version.LogId != view.Version.LogId) _current = new();
        if (!view.Version.Includes(_current.Version))
        {
            if (_lastView is not null) return;

            // The row does not say who it is.
            view = await _mirror.NewestViewAsync(cancellationToken);
        }

        _lastView = view;
        _current = view.TryGetPerson(_userId, out var person)
            ? new() { Person = person, Version = view.Version }
            : new() { GoneSince = view.People.TryGetDeparture(_userId, out var departure) ? GoneSince(departure) : null, Version = view.Version };
    }

    // Who is out of scope now may be seen again at any time, and no event would tell.
    private static DateTimeOffset? GoneSince(Departure departure) => departure.Evidence is DepartureEvidence.NotFound ? departure.GoneAt : null;

    private Task LoadAsync(string userId) => _mirror.Metrics.LoadAsync("person", () => TryLoadAsync(userId));

    private async Task<string?> TryLoadAsync(string userId)
    {
        try
        {
            // Not a caller's token: one who gives up must not fail those who wait.
            var fact = await _reader.ReadAsync(userId, CancellationToken.None);
            await CommitAsync(fact);
            _failure = fact is PersonGoneFact { IsOutOfScope: true } ? new(MissingReason.OutOfScope, Code: null, Words: null) : null;
            return null;
        }
        catch (DingTalkApiException exception)
        {
            _absentAt = null;
            _failure = PlatformErrors.ToProblem(exception);
            LogLoadFailed(exception.Endpoint, exception.Code);
            return DingTalkTelemetry.NameOf(exception.Kind);
        }
    }

    private async Task CommitAsync(Fact fact)
    {
        // A userid that nobody listed is somebody's slip: it leaves no trace in the log and is asked again next time.
        var isUnheardOf = fact is PersonGoneFact && _current.Person is null;
        _absentAt = isUnheardOf && fact is PersonGoneFact { IsOutOfScope: false } ? fact.ReadAt : null;
        if (isUnheardOf) return;

        var version = await _mirror.Changes.AppendAsync(await Departures.WithEventsAsync(_mirror, await _waysUp.CompleteAsync([fact])), CancellationToken.None);
        var next = fact switch
        {
            PersonFact said => new PersonSnapshot { Person = said.Person, Version = version },
            PersonGoneFact { IsOutOfScope: true } => new PersonSnapshot { Version = version },
            _ => new PersonSnapshot { GoneSince = fact.ReadAt, Version = version },
        };

        // Who they are stands in the log and its views: a row would keep it of those who leave.
        await state.WriteAsync(new() { Snapshot = next with { Person = null } }, this);
        _current = next;
    }

    [LoggerMessage(5001, LogLevel.Warning, "A person could not be read: {Endpoint} failed with {Code}")]
    private partial void LogLoadFailed(string endpoint, string code);
}
