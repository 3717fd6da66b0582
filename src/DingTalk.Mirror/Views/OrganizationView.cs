using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Views;

/// <summary>One version of the mirror, indexed for questions. Immutable, and shared by all who ask.</summary>
internal sealed class OrganizationView : DirectoryView, IOrganizationView
{
    private OrganizationView(
        MirrorVersion version, ScopeFact? scope, Doubts doubts, DepartmentIndex departments, Membership membership, PeopleIndex people)
        : base(version, departments.Structure, membership)
    {
        Doubts = doubts;
        Scope = scope;
        Departments = departments;
        People = people;
    }

    /// <summary>Where the app's contact scope begins; null until somebody asked.</summary>
    public ScopeFact? Scope { get; }

    /// <summary>What may have changed since it was read.</summary>
    public Doubts Doubts { get; }

    public DepartmentIndex Departments { get; }

    public PeopleIndex People { get; }

    public override int PersonCount => People.Count;

    public override DateTimeOffset? DoubtfulSince => Doubts.Since(DateTimeOffset.MinValue);

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

    public override bool TryGetDepartmentName(long departmentId, [NotNullWhen(true)] out string? name)
    {
        name = TryGetDepartment(departmentId, out var department) ? department.Name : null;
        return name is not null;
    }

    public bool TryGetPerson(string userId, [NotNullWhen(true)] out Person? person)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return People.TryGet(userId, out person);
    }

    public override bool TryGetPersonName(string userId, [NotNullWhen(true)] out string? name)
    {
        name = TryGetPerson(userId, out var person) ? person.Name : null;
        return name is not null;
    }

    public Person GetPerson(int handle) =>
        People[handle] ?? throw new ArgumentOutOfRangeException(nameof(handle), handle, "No person of this view has this handle.");

    public int CopyMembers(long departmentId, MemberScope scope, Span<int> handles)
    {
        if (!TryFindRun(departmentId, scope, out var run)) return 0;
        var count = Membership.Copy(run.Position, run.End, handles);
        return count >= 0 ? count : throw BufferTooShort(nameof(handles), handles.Length);
    }

    /// <summary>The oldest read behind anything that it shows; null while nothing is loaded.</summary>
    public DateTimeOffset? FindOldestRead()
    {
        DateTimeOffset? oldest = null;
        for (var position = 0; position < Structure.Ids.Length; position++)
        {
            var known = Departments[position];
            if (oldest is null || known.ChildrenReadAt < oldest) oldest = known.ChildrenReadAt ?? oldest;
            if (oldest is null || known.MembersReadAt < oldest) oldest = known.MembersReadAt ?? oldest;
        }

        return oldest;
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

    protected override bool KnowsTree(int position) => Departments.KnowsTree(position);

    protected override bool KnowsMembers(int position, MemberScope scope) => Departments.KnowsMembers(position, scope);

    protected override Placement PlacementOf(string userId, int position)
    {
        if (!People.TryGetHandle(userId, out var handle)) return Placement.NotKnown;
        if (Structure.PositionOfOrdinal(People.OnlyDepartmentOf(handle)) is >= 0 and var own) return PlacementAt(own, position);
        return People[handle] is { } person ? PlacementAmong(person.DepartmentIds, position) : Placement.NotKnown;
    }

    protected override ImmutableArray<long> IdsNamed(string name) => Departments.IdsNamed(name);

    private OrganizationView With(
        MirrorVersion version, Ledger ledger, DepartmentIndex departments, PeopleIndex people, LedgerChanges changes) =>
        new(version, ledger.Scope, Doubts.Of(ledger), departments, Membership.With(departments, people, changes.DepartmentIds), people);
}
