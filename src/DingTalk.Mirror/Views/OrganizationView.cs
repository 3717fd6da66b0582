using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Views;

/// <summary>One version of the mirror, indexed for questions. Immutable, and shared by all who ask.</summary>
internal sealed class OrganizationView : IOrganizationView
{
    private readonly ConcurrentDictionary<string, int> _handles;
    private readonly Lazy<Dictionary<string, int>> _byUnionId;

    private OrganizationView(
        MirrorVersion version, ScopeFact? scope, Doubts doubts, Structure structure, Membership membership, ConcurrentDictionary<string, int> handles)
    {
        Version = version;
        Doubts = doubts;
        Scope = scope;
        Structure = structure;
        Membership = membership;
        _handles = handles;
        _byUnionId = new(() => IndexUnionIds(membership));
    }

    public MirrorVersion Version { get; }

    /// <summary>Where the app's contact scope begins; null until somebody asked.</summary>
    public ScopeFact? Scope { get; }

    /// <summary>What may have changed since it was read.</summary>
    public Doubts Doubts { get; }

    public Structure Structure { get; }

    public Membership Membership { get; }

    public int DepartmentCount => Structure.Ids.Length;

    public int PersonCount => Membership.PersonCount;

    // The handles grow with the log and are shared by its views; a view knows only those below its own count of people.
    public static OrganizationView Build(MirrorVersion version, Ledger ledger, ConcurrentDictionary<string, int> handles)
    {
        for (var handle = handles.Count; handle < ledger.PeopleByHandle.Count; handle++)
        {
            handles.TryAdd(ledger.PeopleByHandle[handle].UserId, handle);
        }

        var structure = Structure.Build(ledger);
        return new(version, ledger.Scope, Doubts.Of(ledger), structure, Membership.Build(ledger, structure), handles);
    }

    public static OrganizationView Empty() => Build(default, new(), new(StringComparer.Ordinal));

    public bool TryGetDepartment(long departmentId, [NotNullWhen(true)] out Department? department)
    {
        department = Structure.TryFind(departmentId, out var position) && !Structure.Gone.ContainsKey(departmentId)
            ? Structure.Departments[position]
            : null;
        return department is not null;
    }

    public bool TryGetPerson(string userId, [NotNullWhen(true)] out Person? person)
    {
        ArgumentNullException.ThrowIfNull(userId);
        person = TryFind(userId, out var handle) ? Membership.People[handle] : null;
        return person is not null;
    }

    public bool TryFindByUnionId(string unionId, [NotNullWhen(true)] out Person? person)
    {
        person = _byUnionId.Value.TryGetValue(unionId, out var handle) ? Membership.People[handle] : null;
        return person is not null;
    }

    public Person GetPerson(int handle) =>
        Membership.People[handle] ?? throw new ArgumentOutOfRangeException(nameof(handle), handle, "No person of this view has this handle.");

    public bool Covers(long departmentId, MemberScope scope) =>
        Structure.TryFind(departmentId, out var position) && Structure.KnowsMembers(position, scope);

    public int CountMembers(long departmentId, MemberScope scope)
    {
        if (!TryFindRun(departmentId, scope, out var run)) return 0;
        var count = 0;
        foreach (var previous in run.Previous) count += previous < run.Position ? 1 : 0;
        return count;
    }

    public int CopyMembers(long departmentId, MemberScope scope, Span<int> handles)
    {
        if (!TryFindRun(departmentId, scope, out var run)) return 0;
        var count = 0;
        for (var i = 0; i < run.Previous.Length; i++)
        {
            if (run.Previous[i] >= run.Position) continue;
            if (count == handles.Length) throw BufferTooShort(nameof(handles), handles.Length);
            handles[count++] = run.Handles[i];
        }

        return count;
    }

    public int CopyMemberIds(long departmentId, MemberScope scope, Span<string> userIds)
    {
        if (!TryFindRun(departmentId, scope, out var run)) return 0;
        var people = Membership.People;
        var count = 0;
        for (var i = 0; i < run.Previous.Length; i++)
        {
            if (run.Previous[i] >= run.Position) continue;
            if (count == userIds.Length) throw BufferTooShort(nameof(userIds), userIds.Length);
            userIds[count++] = people[run.Handles[i]]!.UserId;
        }

        return count;
    }

    /// <summary>Copies these people, each once, into a buffer of at least <see cref="CountMembers"/>.</summary>
    public void CopyPeople(long departmentId, MemberScope scope, Span<Person> people)
    {
        if (!TryFindRun(departmentId, scope, out var run)) return;
        var count = 0;
        for (var i = 0; i < run.Previous.Length; i++)
        {
            if (run.Previous[i] < run.Position) people[count++] = Membership.People[run.Handles[i]]!;
        }
    }

    public int ReadMembers(long departmentId, MemberScope scope, ref int position, Span<int> handles)
    {
        if (!TryFindRun(departmentId, scope, out var run)) return 0;
        var count = 0;
        for (; position < run.Previous.Length && count < handles.Length; position++)
        {
            if (run.Previous[position] < run.Position) handles[count++] = run.Handles[position];
        }

        return count;
    }

    public int CountSubDepartments(long departmentId) =>
        Structure.TryFind(departmentId, out var position) ? Structure.End[position] - position - 1 : 0;

    public int CopySubDepartmentIds(long departmentId, Span<long> departmentIds)
    {
        if (!Structure.TryFind(departmentId, out var position)) return 0;
        var below = Structure.Ids.AsSpan(position + 1, Structure.End[position] - position - 1);
        if (!below.TryCopyTo(departmentIds)) throw BufferTooShort(nameof(departmentIds), departmentIds.Length);
        return below.Length;
    }

    public Placement IsMember(string userId, long departmentId)
    {
        if (!TryGetPerson(userId, out var person) || !Structure.TryFind(departmentId, out var position)) return Placement.NotKnown;
        var decided = true;
        foreach (var id in person.DepartmentIds)
        {
            if (!Structure.TryFind(id, out var own))
            {
                decided = false;
                continue;
            }

            if (position <= own && own < Structure.End[position]) return Placement.Inside;

            // A way up that is certain to its end, or up to a department above the one asked about, has passed it by.
            decided &= Structure.IsRooted[own] || Structure.Fragment[own] == Structure.Fragment[position];
        }

        // A subtree that is known to its leaves holds nobody else, wherever the person's departments may belong.
        return decided || Structure.KnowsTree(position) ? Placement.Outside : Placement.NotKnown;
    }

    private bool TryFind(string userId, out int handle) =>
        _handles.TryGetValue(userId, out handle) && handle < Membership.People.Length;

    private bool TryFindRun(long departmentId, MemberScope scope, out Run run)
    {
        if (!Structure.TryFind(departmentId, out var position))
        {
            run = default;
            return false;
        }

        var start = Membership.Start[position];
        var length = Membership.Start[scope is MemberScope.Direct ? position + 1 : Structure.End[position]] - start;
        run = new(position, Membership.Handles.AsSpan(start, length), Membership.Previous.AsSpan(start, length));
        return true;
    }

    private static Dictionary<string, int> IndexUnionIds(Membership membership)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var handle = 0; handle < membership.People.Length; handle++)
        {
            if (membership.People[handle]?.UnionId is { } unionId) index[unionId] = handle;
        }

        return index;
    }

    private static ArgumentException BufferTooShort(string name, int length) =>
        new($"The buffer holds {length} entries and there are more. Size it with the view's count.", name);

    private readonly ref struct Run(int position, ReadOnlySpan<int> handles, ReadOnlySpan<int> previous)
    {
        public int Position { get; } = position;

        public ReadOnlySpan<int> Handles { get; } = handles;

        public ReadOnlySpan<int> Previous { get; } = previous;
    }
}
