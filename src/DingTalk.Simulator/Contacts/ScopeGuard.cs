using DingTalk.Simulator.Organizations;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>Finds what a call asks for, and refuses what does not exist or lies outside the app's contact scope.</summary>
internal sealed class ScopeGuard(SimulatorOptions options)
{
    /// <summary>A department that exists, whatever the scope.</summary>
    public static DepartmentNode Department(OrganizationState state, long id) => state.FindDepartment(id) ?? throw ApiRefusal.Of(60003);

    /// <summary>A person who exists, whatever the scope.</summary>
    public static SimulatedUser User(OrganizationState state, string userId) => state.FindUser(userId) ?? throw ApiRefusal.Of(60121);

    /// <summary>A department that exists and is in scope.</summary>
    public DepartmentNode VisibleDepartment(OrganizationState state, long id)
    {
        var node = Department(state, id);
        return Sees(state, id) ? node : throw ApiRefusal.Of(50004);
    }

    /// <summary>A person who exists and is in scope.</summary>
    public SimulatedUser VisibleUser(OrganizationState state, string userId) => Visible(state, User(state, userId));

    /// <summary>The person, if in scope.</summary>
    public SimulatedUser Visible(OrganizationState state, SimulatedUser user) => Sees(state, user) ? user : throw ApiRefusal.Of(50002);

    /// <summary>Whether the department or one above it is granted.</summary>
    public bool Sees(OrganizationState state, long department) =>
        SeesAll || state.PathToRoot(department).Any(options.Scope.Departments.Contains);

    /// <summary>Whether the person or one of the person's departments is granted.</summary>
    public bool Sees(OrganizationState state, SimulatedUser user) =>
        SeesAll || options.Scope.Users.Contains(user.UserId, StringComparer.Ordinal) || user.Departments.Any(id => Sees(state, id));

    private bool SeesAll => options.Scope.Departments.Contains(SimulatedDepartment.RootId);
}
