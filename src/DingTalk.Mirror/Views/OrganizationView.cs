using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Views;

/// <summary>One version of the mirror, indexed for questions. Immutable, and shared by all who ask.</summary>
internal sealed class OrganizationView : IOrganizationView
{
    private OrganizationView(
        MirrorVersion version, ScopeFact? scope, Doubts doubts, DepartmentIndex departments, Membership membership, PeopleIndex people)
    {
        Version = version;
        Doubts = doubts;
        Scope = scope;
        Departments = departments;
        Membership = membership;
        People = people;
    }

    public MirrorVersion Version { get; }

    /// <summary>Where the app's contact scope begins; null until somebody asked.</summary>
    public ScopeFact? Scope { get; }

    /// <summary>What may have changed since it was read.</summary>
    public Doubts Doubts { get; }

    public Structure Structure => Departments.Structure;

    public DepartmentIndex Departments { get; }

    public Membership Membership { get; }

    public PeopleIndex People { get; }

    public int DepartmentCount => Structure.Ids.Length;

    public int PersonCount => People.Count;

    public static OrganizationView Empty() => new(default, scope: null, Doubts.None, DepartmentIndex.Empty, Membership.Empty, PeopleIndex.Empty());

    /// <summary>The whole ledger, indexed anew.</summary>
    public static OrganizationView Build(MirrorVersion version, Ledger ledger) =>
        Empty().Rebuild(version, ledger, new([.. ledger.Departments.Keys], [.. Enumerable.Range(0, ledger.PeopleByHandle.Count)]));

    /// <summary>The successor after these changes; null if departments lie differently since, which only <see cref="Rebuild"/> can show.</summary>
    public OrganizationView? TryWith(MirrorVersion version, Ledger ledger, LedgerChanges changes) =>
        Structure.Fits(ledger, changes.DepartmentIds)
            ? With(version, ledger, Departments.With(ledger, Structure, changes.DepartmentIds), People.With(ledger, changes.Handles), changes)
            : null;

    /// <summary>The successor after these changes, its departments put in order anew.</summary>
    public OrganizationView Rebuild(MirrorVersion version, Ledger ledger, LedgerChanges changes)
    {
        // Neither knows of the other, and after a start both are large.
        var (departments, people) = (Departments, People);
        Parallel.Invoke(
            () => departments = Departments.With(ledger, Structure.Build(ledger), changes.DepartmentIds),
            () => people = People.With(ledger, changes.Handles));
        return With(version, ledger, departments, people, changes);
    }

    public bool TryGetDepartment(long departmentId, [NotNullWhen(true)] out Department? department)
    {
        department = Structure.TryFind(departmentId, out var position) && !Structure.Gone.ContainsKey(departmentId)
            ? Departments[position].Fields
            : null;
        return department is not null;
    }

    public bool TryGetPerson(string userId, [NotNullWhen(true)] out Person? person)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return People.TryGet(userId, out person);
    }

    public Person GetPerson(int handle) =>
        People[handle] ?? throw new ArgumentOutOfRangeException(nameof(handle), handle, "No person of this view has this handle.");

    public bool Covers(long departmentId, MemberScope scope) =>
        Structure.TryFind(departmentId, out var position) && Departments.KnowsMembers(position, scope);

    public int CountMembers(long departmentId, MemberScope scope) =>
        TryFindRun(departmentId, scope, out var run) ? Membership.Count(run.Position, run.End) : 0;

    public int CopyMembers(long departmentId, MemberScope scope, Span<int> handles)
    {
        if (!TryFindRun(departmentId, scope, out var run)) return 0;
        var count = Membership.Copy(run.Position, run.End, handles);
        return count >= 0 ? count : throw BufferTooShort(nameof(handles), handles.Length);
    }

    public int CopyMemberIds(long departmentId, MemberScope scope, Span<string> userIds)
    {
        if (!TryFindRun(departmentId, scope, out var run)) return 0;
        var count = Membership.CopyIds(run.Position, run.End, userIds);
        return count >= 0 ? count : throw BufferTooShort(nameof(userIds), userIds.Length);
    }

    /// <summary>These people, each once.</summary>
    public Person[] ListPeople(long departmentId, MemberScope scope)
    {
        var handles = ArrayPool<int>.Shared.Rent(CountMembers(departmentId, scope));
        var people = new Person[CopyMembers(departmentId, scope, handles)];
        for (var i = 0; i < people.Length; i++) people[i] = People[handles[i]]!;
        ArrayPool<int>.Shared.Return(handles);
        return people;
    }

    public int ReadMembers(long departmentId, MemberScope scope, ref int position, Span<int> handles) =>
        TryFindRun(departmentId, scope, out var run) ? Membership.Read(run.Position, run.End, ref position, handles) : 0;

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
        return decided || Departments.KnowsTree(position) ? Placement.Outside : Placement.NotKnown;
    }

    private OrganizationView With(
        MirrorVersion version, Ledger ledger, DepartmentIndex departments, PeopleIndex people, LedgerChanges changes) =>
        new(version, ledger.Scope, Doubts.Of(ledger), departments, Membership.With(departments, people, changes.DepartmentIds), people);

    private bool TryFindRun(long departmentId, MemberScope scope, out (int Position, int End) run)
    {
        var isFound = Structure.TryFind(departmentId, out var position);
        run = (position, !isFound || scope is MemberScope.Direct ? position + 1 : Structure.End[position]);
        return isFound;
    }

    private static ArgumentException BufferTooShort(string name, int length) =>
        new($"The buffer holds {length} entries and there are more. Size it with the view's count.", name);
}
