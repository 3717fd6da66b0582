using DingTalk.Simulator.Organizations;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>Creates, updates and deletes departments by the platform's rules, each refusal with its code.</summary>
internal sealed class DepartmentWriter(SimulatorOptions options, SimulatedOrganization organization)
{
    private const int MaxPermits = 50;
    private const int MaxCode = 30;

    public long Create(FieldReader fields)
    {
        var id = 0L;
        organization.Change(draft =>
        {
            var name = fields.Text("name") ?? throw ApiRefusal.Of(40035);
            var parent = fields.Number("parent_id") ?? throw ApiRefusal.Of(40035);
            if (draft.DepartmentCount >= options.Limits.Departments)
                throw ApiRefusal.Of(60110);
            var department = Merge(new() { Id = organization.NextDepartmentId(), Name = name, ParentId = parent }, fields);
            CheckPermits(department, 600109, summed: false);
            CheckPlace(draft, department);
            id = department.Id;
            draft.Put(department);
        });
        return id;
    }

    public void Update(long id, FieldReader fields, Action<OrganizationState> guard) => organization.Change(draft =>
    {
        if (id < SimulatedDepartment.RootId)
            throw ApiRefusal.Of(40009);
        if (id == SimulatedDepartment.RootId)
            throw ApiRefusal.Of(60018);
        var node = draft.FindDepartment(id) ?? throw ApiRefusal.Of(60003);
        guard(organization.State);
        var department = WithManagers(draft, Merge(node.Department, fields), fields);
        CheckPermits(department, 60109, summed: true);
        CheckPlace(draft, department);
        draft.Put(department);
    });

    public void Delete(long id, Action<OrganizationState> guard) => organization.Change(draft =>
    {
        var node = draft.FindDepartment(id) ?? throw ApiRefusal.Of(60003);
        if (id == SimulatedDepartment.RootId)
            throw ApiRefusal.Of(60007);
        guard(organization.State);
        if (!node.Members.IsEmpty)
            throw ApiRefusal.Of(60005);
        if (!node.Children.IsEmpty)
            throw ApiRefusal.Of(60006);
        draft.RemoveDepartment(id);
    });

    private static SimulatedDepartment Merge(SimulatedDepartment before, FieldReader fields) => before with
    {
        Name = fields.Text("name") ?? before.Name,
        ParentId = fields.Number("parent_id") ?? before.ParentId,
        Order = fields.Number("order") ?? before.Order,
        SourceIdentifier = fields.Text("source_identifier") ?? before.SourceIdentifier,
        Code = fields.Text("code", MaxCode) ?? before.Code,
        CreateDeptGroup = fields.Flag("create_dept_group") ?? before.CreateDeptGroup,
        AutoAddUser = fields.Flag("auto_add_user") ?? before.AutoAddUser,
        AutoApproveApply = fields.Flag("auto_approve_apply") ?? before.AutoApproveApply,
        GroupContainSubDept = fields.Flag("group_contain_sub_dept") ?? before.GroupContainSubDept,
        HideDept = fields.Flag("hide_dept") ?? before.HideDept,
        DeptPermits = fields.Numbers("dept_permits", 600109) ?? before.DeptPermits,
        UserPermits = fields.Texts("user_permits") ?? before.UserPermits,
        OuterDept = fields.Flag("outer_dept") ?? before.OuterDept,
        OuterPermitDepts = fields.Numbers("outer_permit_depts", 600109) ?? before.OuterPermitDepts,
        OuterPermitUsers = fields.Texts("outer_permit_users") ?? before.OuterPermitUsers,
    };

    private static SimulatedDepartment WithManagers(OrganizationDraft draft, SimulatedDepartment department, FieldReader fields)
    {
        if (fields.Texts("dept_manager_userid_list") is { } managers)
        {
            if (Array.Exists(managers, userId => draft.FindUser(userId) is null))
                throw ApiRefusal.Of(40031);
            if (Array.Exists(managers, userId => !IsMember(draft, userId, department.Id)))
                throw ApiRefusal.Of(60111);
            department = department with { Leaders = managers };
        }

        if (fields.Texts("force_update_fields")?.Contains("dept_manager_userid_list", StringComparer.Ordinal) is true)
            department = department with { Leaders = [] };
        if (fields.Text("org_dept_owner") is not { } owner)
            return department;
        return IsMember(draft, owner, department.Id) ? department with { OrgDeptOwner = owner } : throw ApiRefusal.Of(40093);
    }

    private static bool IsMember(OrganizationDraft draft, string userId, long department) =>
        draft.FindUser(userId)?.Departments.Contains(department) is true;

    private void CheckPlace(OrganizationDraft draft, SimulatedDepartment department)
    {
        if (department.Name is "" or { Length: > OrganizationRules.MaxDepartmentName })
            throw ApiRefusal.Of(60001);
        if (ContactRules.HasForbiddenCharacter(department.Name))
            throw ApiRefusal.Of(60009);
        if (department.Order < 0)
            throw ApiRefusal.Of(40011);
        if (draft.FindDepartment(department.ParentId) is null)
            throw ApiRefusal.Of(60004);
        if (draft.IsBelow(department.ParentId, department.Id))
            throw ApiRefusal.Of(60010);
        if (draft.FindSibling(department.ParentId, department.Name) is { } sibling && sibling != department.Id)
            throw ApiRefusal.Of(60021);
        if (draft.DepthOf(department.ParentId) >= options.Limits.DepartmentDepth)
            throw ApiRefusal.Of(60002);
    }

    // At most 50 for each list on create, 50 for both together on update.
    private static void CheckPermits(SimulatedDepartment department, int refusal, bool summed)
    {
        (int, int)[] pairs =
        [
            (department.DeptPermits.Count, department.UserPermits.Count),
            (department.OuterPermitDepts.Count, department.OuterPermitUsers.Count),
        ];
        if (Array.Exists(pairs, pair => (summed ? pair.Item1 + pair.Item2 : Math.Max(pair.Item1, pair.Item2)) > MaxPermits))
            throw ApiRefusal.Of(refusal);
    }
}
