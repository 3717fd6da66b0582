namespace DingTalk.Simulator.Organizations;

/// <summary>What keeps an organization well formed, for those who write it in code or load it from a file.</summary>
/// <remarks>The API's own refusals, each with its error code, are in <c>Contacts</c>.</remarks>
internal static class OrganizationRules
{
    public const int MaxDepartmentName = 64;
    public const int MaxUserName = 80;
    public const int MaxUserId = 64;

    /// <summary>What is wrong with the department, in one sentence that names it; null if nothing is.</summary>
    public static string? FaultOf(OrganizationDraft draft, SimulatedDepartment department)
    {
        if (department.Id < SimulatedDepartment.RootId)
            return $"Department id {department.Id} is not positive.";
        if (department.Name is null or "" or { Length: > MaxDepartmentName })
            return $"The name of department {department.Id} has {department.Name?.Length ?? 0} characters; 1 to {MaxDepartmentName} are allowed.";
        if (department.Id == SimulatedDepartment.RootId)
            return department.ParentId == 0 ? null : "The root department 1 has no parent: its parent must be 0.";
        if (draft.FindDepartment(department.ParentId) is null)
            return $"The parent {department.ParentId} of department {department.Id} does not exist.";
        if (draft.IsBelow(department.ParentId, department.Id))
            return $"Department {department.Id} cannot hang below itself: {department.ParentId} is in its subtree.";
        return draft.FindSibling(department.ParentId, department.Name) is { } sibling && sibling != department.Id
            ? $"Departments {sibling} and {department.Id} have the same parent {department.ParentId} and the same name."
            : null;
    }

    /// <summary>What is wrong with the person, in one sentence that names them; null if nothing is.</summary>
    public static string? FaultOf(OrganizationDraft draft, SimulatedUser user)
    {
        if (user.UserId is null or "" or { Length: > MaxUserId })
            return $"User id '{user.UserId}' has {user.UserId?.Length ?? 0} characters; 1 to {MaxUserId} are allowed.";
        if (user.Name is null or "" or { Length: > MaxUserName })
            return $"The name of user '{user.UserId}' has {user.Name?.Length ?? 0} characters; 1 to {MaxUserName} are allowed.";
        if (user.Departments is [])
            return $"User '{user.UserId}' is in no department.";
        if (user.Departments.Count > 1 && user.Departments.Count != user.Departments.Distinct().Count())
            return $"User '{user.UserId}' is in the same department twice.";
        foreach (var department in user.Departments)
        {
            if (draft.FindDepartment(department) is null)
                return $"Department {department} of user '{user.UserId}' does not exist.";
        }

        return draft.OtherOwnerOf(user) is var (field, owner)
            ? $"Users '{owner}' and '{user.UserId}' have the same {field}."
            : null;
    }
}

/// <summary>Values of <c>leaveReason</c>.</summary>
internal static class LeaveReason
{
    public const string Api = "oapi";
    public const string Console = "delete";
}
