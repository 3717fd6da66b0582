using DingTalk.Simulator.Organizations;

namespace DingTalk.Simulator;

public sealed partial class SimulatedOrganization
{
    /// <summary>Adds a department, or replaces the one that has this id.</summary>
    /// <param name="id">Positive; 1 is the root, whose parent is ignored.</param>
    /// <param name="name">1–64 characters.</param>
    /// <param name="parent">A department that exists.</param>
    /// <param name="leaders">User ids of the managers; the people may be added later.</param>
    public SimulatedOrganization Department(long id, string name, long parent = SimulatedDepartment.RootId, params string[] leaders) =>
        Department(new SimulatedDepartment { Id = id, Name = name, ParentId = parent, Leaders = leaders });

    /// <summary>Adds a department, or replaces the one that has this id.</summary>
    public SimulatedOrganization Department(SimulatedDepartment department)
    {
        ArgumentNullException.ThrowIfNull(department);
        Change(draft => Put(draft, department.Id == SimulatedDepartment.RootId ? department with { ParentId = 0 } : department));
        return this;
    }

    /// <summary>Adds a person, or replaces the one who has this user id.</summary>
    /// <param name="userId">1–64 characters.</param>
    /// <param name="name">1–80 characters.</param>
    /// <param name="departments">Departments that exist; the root if none is given.</param>
    public SimulatedOrganization User(string userId, string name, params long[] departments)
    {
        ArgumentNullException.ThrowIfNull(departments);
        return User(new SimulatedUser { UserId = userId, Name = name, Departments = departments is [] ? [SimulatedDepartment.RootId] : departments });
    }

    /// <summary>Adds a person, or replaces the one who has this user id.</summary>
    public SimulatedOrganization User(SimulatedUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        Change(draft => Put(draft, user));
        return this;
    }

    /// <summary>Changes a department; a new parent moves it with everything below it.</summary>
    public void UpdateDepartment(long id, Func<SimulatedDepartment, SimulatedDepartment> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Change(draft =>
        {
            var before = draft.FindDepartment(id) ?? throw new ArgumentException($"There is no department {id}.", nameof(id));
            Put(draft, change(before.Department) with { Id = id });
        });
    }

    /// <summary>Changes a person; other departments move the person.</summary>
    public void UpdateUser(string userId, Func<SimulatedUser, SimulatedUser> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Change(draft =>
        {
            var before = draft.FindUser(userId) ?? throw new ArgumentException($"There is no user '{userId}'.", nameof(userId));
            Put(draft, change(before) with { UserId = userId });
        });
    }

    /// <summary>Moves a department with everything below it.</summary>
    public void MoveDepartment(long id, long parent) => UpdateDepartment(id, department => department with { ParentId = parent });

    /// <summary>
    /// Sets a parent that the platform would refuse, such as one that closes a cycle or one that does not exist: what a
    /// client can see that reads while somebody else writes.
    /// </summary>
    public void TearDepartment(long id, long parent) => Change(draft =>
    {
        var node = draft.FindDepartment(id) ?? throw new ArgumentException($"There is no department {id}.", nameof(id));
        draft.Put(node.Department with { ParentId = parent });
    });

    /// <summary>Removes a department that has neither people nor sub-departments.</summary>
    public void RemoveDepartment(long id) => Change(draft =>
    {
        var node = draft.FindDepartment(id) ?? throw new ArgumentException($"There is no department {id}.", nameof(id));
        if (id == SimulatedDepartment.RootId)
            throw new ArgumentException("The root department cannot be removed.", nameof(id));
        if (!node.Members.IsEmpty || !node.Children.IsEmpty)
            throw new ArgumentException($"Department {id} still has people or sub-departments.", nameof(id));
        draft.RemoveDepartment(id);
    });

    /// <summary>Removes a department with all its sub-departments, none of which has people: one event tells them all.</summary>
    public void RemoveSubtree(long id) => Change(draft =>
    {
        if (draft.FindDepartment(id) is null)
            throw new ArgumentException($"There is no department {id}.", nameof(id));
        if (id == SimulatedDepartment.RootId)
            throw new ArgumentException("The root department cannot be removed.", nameof(id));
        // The present state is the draft's own as long as nothing is written.
        var subtree = _state.Subtree(id).ToList();
        if (subtree.Find(node => !node.Members.IsEmpty) is { } peopled)
            throw new ArgumentException($"Department {peopled.Department.Id} still has people.", nameof(id));
        foreach (var node in Enumerable.Reverse(subtree))
            draft.RemoveDepartment(node.Department.Id);
    });

    /// <summary>Removes a person from the organization; as a manager too.</summary>
    public void RemoveUser(string userId) => Change(draft =>
    {
        if (draft.FindUser(userId) is null)
            throw new ArgumentException($"There is no user '{userId}'.", nameof(userId));
        draft.RemoveUser(userId, LeaveReason.Console);
    });

    internal void Put(OrganizationDraft draft, SimulatedDepartment department)
    {
        if (OrganizationRules.FaultOf(draft, department) is { } fault)
            throw new ArgumentException(fault, nameof(department));
        draft.Put(department);
        NeverGive(department.Id);
    }

    private static void Put(OrganizationDraft draft, SimulatedUser user)
    {
        if (OrganizationRules.FaultOf(draft, user) is { } fault)
            throw new ArgumentException(fault, nameof(user));
        draft.Put(user);
    }

    // Called within a write, so there is no race with another.
    private void NeverGive(long id)
    {
        if (id > Interlocked.Read(ref _lastDepartmentId))
            Interlocked.Exchange(ref _lastDepartmentId, id);
    }
}
