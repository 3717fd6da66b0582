using System.Diagnostics.CodeAnalysis;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Views;

/// <summary>The people by handle, by userid and by unionid.</summary>
internal sealed class PeopleIndex
{
    private readonly ChunkedArray<Person?> _people;

    // Beside each person: one more than the ordinal of the only department, or 0.
    private readonly ChunkedArray<int> _onlyDepartments;

    // Grows with the log; a view knows only the handles below its own count.
    private readonly UserIdIndex _handles;

    // Made when somebody asks, then carried on.
    private readonly Lazy<ShardedDictionary<int>> _byUnionId;

    private readonly ShardedDictionary<Departure> _departures;

    private PeopleIndex(
        ChunkedArray<Person?> people,
        ChunkedArray<int> onlyDepartments,
        int count,
        UserIdIndex handles,
        Lazy<ShardedDictionary<int>> byUnionId,
        ShardedDictionary<Departure> departures) =>
        (_people, _onlyDepartments, Count, _handles, _byUnionId, _departures) = (people, onlyDepartments, count, handles, byUnionId, departures);

    public int Count { get; }

    /// <summary>Null for who is gone.</summary>
    public Person? this[int handle] => _people[handle];

    /// <summary>The handles that were ever given.</summary>
    public int HandleCount => _people.Length;

    /// <summary>Nobody of one log.</summary>
    public static PeopleIndex Empty() =>
        new(ChunkedArray<Person?>.Empty, ChunkedArray<int>.Empty, 0, new(), new(ShardedDictionary<int>.Empty), ShardedDictionary<Departure>.Empty);

    public bool TryGet(string userId, [NotNullWhen(true)] out Person? person)
    {
        person = TryGetHandle(userId, out var handle) ? _people[handle] : null;
        return person is not null;
    }

    /// <summary>The handle of somebody who may be gone.</summary>
    public bool TryGetHandle(string userId, out int handle) => _handles.TryGetHandle(userId, out handle) && handle < _people.Length;

    /// <summary>The ordinal of the only department of a person, told without a look at the person; -1 for who has several or is gone.</summary>
    public int OnlyDepartmentOf(int handle) => _onlyDepartments[handle] - 1;

    public bool TryGetByUnionId(string unionId, [NotNullWhen(true)] out Person? person)
    {
        person = _byUnionId.Value.TryGetValue(unionId, out var handle) ? _people[handle] : null;
        return person is not null;
    }

    /// <summary>Whoever has left, those who are there again among them.</summary>
    public IEnumerable<Departure> Departures => _departures.Values;

    public bool TryGetDeparture(string userId, [NotNullWhen(true)] out Departure? departure) => _departures.TryGetValue(userId, out departure);

    /// <summary>Whether a handle means the same person as in <paramref name="former"/>: both are of one fold of the log.</summary>
    public bool Continues(PeopleIndex former) => ReferenceEquals(_handles, former._handles);

    /// <summary>The handles of whom something else is known than in a former view, those who are new and gone among them.</summary>
    public IEnumerable<int> DifferencesFrom(PeopleIndex former) => _people.DifferencesFrom(former._people);

    /// <summary>The successor after these people have changed.</summary>
    public PeopleIndex With(Ledger ledger, IReadOnlyCollection<int> changed)
    {
        if (changed.Count == 0) return this;
        var entries = ledger.PeopleByHandle;
        var handles = _people.Length > 0 ? _handles : new();
        if (_people.Length < entries.Count) handles.Add(entries, _people.Length);

        var builder = _people.ToBuilder(entries.Count);
        var onlyDepartments = _onlyDepartments.ToBuilder(entries.Count);
        var count = Count;
        var isSameUnionIds = true;
        foreach (var handle in changed)
        {
            var (former, person) = (builder[handle], entries[handle].Person);
            builder[handle] = person;
            onlyDepartments[handle] = person?.DepartmentIds is [var only] ? ledger.Departments[only].Ordinal + 1 : 0;
            count += (person is null ? 0 : 1) - (former is null ? 0 : 1);
            isSameUnionIds &= former?.UnionId == person?.UnionId;
        }

        var people = builder.ToImmutable();
        return new(
            people, onlyDepartments.ToImmutable(), count, handles, isSameUnionIds ? _byUnionId : IndexUnionIds(people, changed), DeparturesWith(entries, changed));
    }

    private ShardedDictionary<Departure> DeparturesWith(IReadOnlyList<PersonEntry> entries, IReadOnlyCollection<int> changed)
    {
        ShardedDictionary<Departure>.Builder? builder = null;
        foreach (var handle in changed)
        {
            if (entries[handle].Departure is not { } departure || (TryGetDeparture(departure.UserId, out var known) && ReferenceEquals(known, departure))) continue;
            (builder ??= _departures.ToBuilder()).Set(departure.UserId, departure);
        }

        return builder?.ToImmutable() ?? _departures;
    }

    private Lazy<ShardedDictionary<int>> IndexUnionIds(ChunkedArray<Person?> people, IReadOnlyCollection<int> changed)
    {
        if (!_byUnionId.IsValueCreated) return new(() => Index(ShardedDictionary<int>.Empty.ToBuilder(), people, Enumerable.Range(0, people.Length)));
        var builder = _byUnionId.Value.ToBuilder();
        foreach (var handle in changed)
        {
            if (handle < _people.Length && _people[handle]?.UnionId is { } former) builder.Remove(former);
        }

        return new(Index(builder, people, changed));
    }

    private static ShardedDictionary<int> Index(ShardedDictionary<int>.Builder builder, ChunkedArray<Person?> people, IEnumerable<int> handles)
    {
        foreach (var handle in handles)
        {
            if (people[handle]?.UnionId is { } unionId) builder.Set(unionId, handle);
        }

        return builder.ToImmutable();
    }
}
