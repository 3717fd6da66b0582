using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace DingTalk.Simulator.Organizations;

/// <summary>
/// The organization at one moment. Immutable: a reader keeps a consistent picture without a lock, and an old picture costs
/// nothing to keep, which is how a read can be made to show the state before a change.
/// </summary>
internal sealed record OrganizationState(
    long Version,
    ImmutableDictionary<long, DepartmentNode> Departments,
    ImmutableDictionary<string, SimulatedUser> Users,
    ImmutableDictionary<UniqueKey, string> UserIdsByKey,
    ImmutableDictionary<SiblingName, long> Siblings,
    ImmutableList<Leaver> Leavers)
{
    public static OrganizationState Empty { get; } = new(
        0,
        ImmutableDictionary<long, DepartmentNode>.Empty,
        ImmutableDictionary.Create<string, SimulatedUser>(StringComparer.Ordinal),
        ImmutableDictionary<UniqueKey, string>.Empty,
        ImmutableDictionary<SiblingName, long>.Empty,
        []);

    public DepartmentNode? FindDepartment(long id) => Departments.GetValueOrDefault(id);

    public SimulatedUser? FindUser(string userId) => Users.GetValueOrDefault(userId);

    public SimulatedUser? FindUser(UniqueField field, string value)
    {
        if (UserIdsByKey.TryGetValue(new UniqueKey(field, value), out var userId))
            return Users[userId];
        return field is UniqueField.UnionId
            && DerivedUnionId.UserIdOf(value) is { } derived
            && FindUser(derived) is { GivenUnionId: null } user ? user : null;
    }

    /// <summary>The same departments, in which nobody is.</summary>
    public OrganizationState WithoutMembers() =>
        this with { Departments = Departments.ToImmutableDictionary(department => department.Key, department => department.Value with { Members = [] }) };

    /// <summary>The department itself, then upward, the root last.</summary>
    public IEnumerable<long> PathToRoot(long department)
    {
        var seen = new HashSet<long>();
        for (var node = FindDepartment(department); node is not null && seen.Add(node.Department.Id); node = FindDepartment(node.Department.ParentId))
            yield return node.Department.Id;
    }

    /// <summary>The department and everything below it, parents before children.</summary>
    public IEnumerable<DepartmentNode> Subtree(long department)
    {
        var seen = new HashSet<long>();
        var waiting = new Stack<long>([department]);
        while (waiting.TryPop(out var id))
        {
            if (!seen.Add(id))
                continue;
            var node = Departments[id];
            yield return node;
            foreach (var child in node.Children.Reverse())
                waiting.Push(child.Id);
        }
    }

    /// <summary>Distinct people of the department and everything below it.</summary>
    public HashSet<string> PeopleUnder(long department)
    {
        var people = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in Subtree(department))
            people.UnionWith(node.Members.Select(member => member.UserId));
        return people;
    }
}

/// <summary>A department with what hangs on it, both in the order in which the platform lists them.</summary>
internal sealed record DepartmentNode(
    SimulatedDepartment Department,
    ImmutableSortedSet<ChildKey> Children,
    ImmutableSortedSet<MemberKey> Members)
{
    public DepartmentNode(SimulatedDepartment department)
        : this(department, [], [])
    {
    }
}

/// <summary>Siblings: smaller order first.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ChildKey(long Order, long Id) : IComparable<ChildKey>
{
    public int CompareTo(ChildKey other) => (Order, Id).CompareTo((other.Order, other.Id));

    public static bool operator <(ChildKey left, ChildKey right) => left.CompareTo(right) < 0;

    public static bool operator >(ChildKey left, ChildKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(ChildKey left, ChildKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ChildKey left, ChildKey right) => left.CompareTo(right) >= 0;
}

/// <summary>People of a department: larger order first, then by name.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MemberKey(long Order, string Name, string UserId) : IComparable<MemberKey>
{
    public int CompareTo(MemberKey other) =>
        other.Order.CompareTo(Order) is var byOrder and not 0 ? byOrder
        : string.CompareOrdinal(Name, other.Name) is var byName and not 0 ? byName
        : string.CompareOrdinal(UserId, other.UserId);

    public static bool operator <(MemberKey left, MemberKey right) => left.CompareTo(right) < 0;

    public static bool operator >(MemberKey left, MemberKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(MemberKey left, MemberKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(MemberKey left, MemberKey right) => left.CompareTo(right) >= 0;
}

/// <summary>A field whose value one person in the organization may have.</summary>
internal enum UniqueField
{
    UnionId,
    Mobile,
    Email,
    Telephone,
}

[StructLayout(LayoutKind.Auto)]
internal readonly record struct SiblingName(long Parent, string Name);

[StructLayout(LayoutKind.Auto)]
internal readonly record struct UniqueKey(UniqueField Field, string Value);

/// <summary>Somebody who left, as <c>/v1.0/contact/empLeaveRecords</c> tells it.</summary>
internal sealed record Leaver(SimulatedUser User, DateTimeOffset LeftAt, string Reason);
