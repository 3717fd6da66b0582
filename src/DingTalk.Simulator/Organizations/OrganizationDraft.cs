using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DingTalk.Simulator.Organizations;

/// <summary>The next state while it is being written. Keeps every index and both ends of every edge in step.</summary>
internal sealed class OrganizationDraft(OrganizationState state, DateTimeOffset now)
{
    private readonly ImmutableDictionary<long, DepartmentNode>.Builder _departments = state.Departments.ToBuilder();
    private readonly ImmutableDictionary<string, SimulatedUser>.Builder _users = state.Users.ToBuilder();
    private readonly ImmutableDictionary<UniqueKey, string>.Builder _keys = state.UserIdsByKey.ToBuilder();
    private readonly ImmutableDictionary<SiblingName, long>.Builder _siblings = state.Siblings.ToBuilder();
    private readonly ImmutableList<Leaver>.Builder _leavers = state.Leavers.ToBuilder();
    private readonly List<OrganizationChange> _changes = [];

    public IReadOnlyList<OrganizationChange> Changes => _changes;

    public int DepartmentCount => _departments.Count;

    public DepartmentNode? FindDepartment(long id) => _departments.GetValueOrDefault(id);

    public SimulatedUser? FindUser(string userId) => _users.GetValueOrDefault(userId);

    /// <summary>The department that has this name under this parent.</summary>
    public long? FindSibling(long parent, string name) => _siblings.TryGetValue(new(parent, name), out var id) ? id : null;

    /// <summary>Whether <paramref name="department"/> is <paramref name="above"/> or hangs below it.</summary>
    public bool IsBelow(long department, long above)
    {
        var seen = new HashSet<long>();
        for (var id = department; FindDepartment(id) is { } node && seen.Add(id); id = node.Department.ParentId)
        {
            if (id == above)
                return true;
        }

        return false;
    }

    /// <summary>1 for the root.</summary>
    public int DepthOf(long department)
    {
        var depth = 0;
        for (var node = FindDepartment(department); node is not null && depth < _departments.Count; node = FindDepartment(node.Department.ParentId))
            depth++;
        return depth;
    }

    /// <summary>A person other than <paramref name="user"/> who has one of the values that only one may have.</summary>
    public (UniqueField Field, string UserId)? OtherOwnerOf(SimulatedUser user)
    {
        foreach (var key in KeysOf(user))
        {
            if (_keys.TryGetValue(key, out var owner) && !string.Equals(owner, user.UserId, StringComparison.Ordinal))
                return (key.Field, owner);
        }

        return null;
    }

    public OrganizationState Finish() => new(
        state.Version + 1, _departments.ToImmutable(), _users.ToImmutable(), _keys.ToImmutable(), _siblings.ToImmutable(), _leavers.ToImmutable());

    public void Put(SimulatedDepartment department)
    {
        var before = FindDepartment(department.Id);
        if (before is not null)
            Unhang(before.Department);
        _departments[department.Id] = before is null ? new DepartmentNode(department) : before with { Department = department };
        Hang(department);
        Tell(before is null ? OrganizationChangeKind.DepartmentCreated : OrganizationChangeKind.DepartmentModified, department.Id);
    }

    public void RemoveDepartment(long id)
    {
        Unhang(_departments[id].Department);
        _departments.Remove(id);
        Tell(OrganizationChangeKind.DepartmentRemoved, id);
    }

    public void Put(SimulatedUser user)
    {
        if (FindUser(user.UserId) is { } before)
        {
            Detach(before);
            StopLeading(user.UserId, before.Departments.Except(user.Departments));
            Tell(OrganizationChangeKind.UserModified, user.UserId);
        }
        else
        {
            Tell(OrganizationChangeKind.UserAdded, user.UserId);
        }

        _users[user.UserId] = user;
        Attach(user);
    }

    /// <summary>Adds many new people at once: each department is written once and not once for each person.</summary>
    public void AddAll(IEnumerable<SimulatedUser> users)
    {
        var joining = new Dictionary<long, List<MemberKey>>();
        foreach (var user in users)
        {
            _users.Add(user.UserId, user);
            foreach (var key in KeysOf(user))
                _keys.Add(key, user.UserId);
            foreach (var id in user.Departments)
                (CollectionsMarshal.GetValueRefOrAddDefault(joining, id, out _) ??= []).Add(new(user.OrderIn(id), user.Name, user.UserId));
            Tell(OrganizationChangeKind.UserAdded, user.UserId);
        }

        foreach (var (id, members) in joining)
            _departments[id] = _departments[id] with { Members = _departments[id].Members.Union(members) };
    }

    public void RemoveUser(string userId, string reason)
    {
        var user = _users[userId];
        Detach(user);
        StopLeading(userId, user.Departments);
        _users.Remove(userId);
        _leavers.Add(new Leaver(user, now, reason));
        Tell(OrganizationChangeKind.UserLeft, userId);
    }

    private void Tell(OrganizationChangeKind kind, long department) =>
        Tell(kind, department.ToString(CultureInfo.InvariantCulture));

    private void Tell(OrganizationChangeKind kind, string id) =>
        _changes.Add(new OrganizationChange(kind, id, state.Version + 1, now));

    private void Hang(SimulatedDepartment department)
    {
        _siblings[new(department.ParentId, department.Name)] = department.Id;
        if (FindDepartment(department.ParentId) is { } parent)
            _departments[department.ParentId] = parent with { Children = parent.Children.Add(new(department.Place, department.Id)) };
    }

    private void Unhang(SimulatedDepartment department)
    {
        if (FindSibling(department.ParentId, department.Name) == department.Id)
            _siblings.Remove(new SiblingName(department.ParentId, department.Name));
        if (FindDepartment(department.ParentId) is { } parent)
            _departments[department.ParentId] = parent with { Children = parent.Children.Remove(new(department.Place, department.Id)) };
    }

    private void Attach(SimulatedUser user)
    {
        foreach (var key in KeysOf(user))
            _keys[key] = user.UserId;
        foreach (var id in user.Departments)
            _departments[id] = _departments[id] with { Members = _departments[id].Members.Add(new(user.OrderIn(id), user.Name, user.UserId)) };
    }

    private void Detach(SimulatedUser user)
    {
        _keys.RemoveRange(KeysOf(user));
        foreach (var id in user.Departments)
            _departments[id] = _departments[id] with { Members = _departments[id].Members.Remove(new(user.OrderIn(id), user.Name, user.UserId)) };
    }

    private void StopLeading(string userId, IEnumerable<long> departments)
    {
        foreach (var department in departments.Select(id => _departments[id].Department))
        {
            if (department.Leaders.Contains(userId, StringComparer.Ordinal))
                Put(department with { Leaders = [.. department.Leaders.Where(leader => !string.Equals(leader, userId, StringComparison.Ordinal))] });
        }
    }

    private static IEnumerable<UniqueKey> KeysOf(SimulatedUser user)
    {
        if (user.GivenUnionId is { } unionId)
            yield return new(UniqueField.UnionId, unionId);
        if (user.Mobile is { } mobile)
            yield return new(UniqueField.Mobile, mobile);
        if (user.Email is { } email)
            yield return new(UniqueField.Email, email);
        if (user.Telephone is { } telephone)
            yield return new(UniqueField.Telephone, telephone);
    }
}
