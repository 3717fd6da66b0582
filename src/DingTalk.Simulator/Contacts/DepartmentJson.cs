using System.Text.Json.Nodes;
using DingTalk.Simulator.Organizations;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>A department as <c>/topapi/v2/department/get</c> tells it.</summary>
internal static class DepartmentJson
{
    public static JsonObject Detail(OrganizationState state, DepartmentNode node)
    {
        var department = node.Department;
        var json = new JsonObject { ["dept_id"] = department.Id, ["name"] = department.Name };
        if (department.Id != SimulatedDepartment.RootId)
            json["parent_id"] = department.ParentId;
        json["order"] = department.Place;
        if (department.SourceIdentifier is { } source)
            json["source_identifier"] = source;
        if (department.Code is { } code)
            json["code"] = code;
        AddGroup(json, department);
        json["dept_manager_userid_list"] = WireJson.Array(department.Leaders);
        AddVisibility(json, department);
        json["member_count"] = state.PeopleUnder(department.Id).Count;
        json["owning_member_count"] = node.Members.Count;
        return json;
    }

    private static void AddGroup(JsonObject json, SimulatedDepartment department)
    {
        json["create_dept_group"] = department.CreateDeptGroup;
        if (department.CreateDeptGroup)
            json["dept_group_chat_id"] = Invariant($"chat{department.Id:x16}");
        json["group_contain_sub_dept"] = department.GroupContainSubDept;
        json["auto_add_user"] = department.AutoAddUser;
        json["auto_approve_apply"] = department.AutoApproveApply;
        if (department.OrgDeptOwner is { } owner)
            json["org_dept_owner"] = owner;
    }

    private static void AddVisibility(JsonObject json, SimulatedDepartment department)
    {
        json["outer_dept"] = department.OuterDept;
        if (department.OuterDept)
        {
            json["outer_permit_depts"] = WireJson.Array(department.OuterPermitDepts);
            json["outer_permit_users"] = WireJson.Array(department.OuterPermitUsers);
        }

        json["hide_dept"] = department.HideDept;
        if (department.HideDept)
        {
            json["dept_permits"] = WireJson.Array(department.DeptPermits);
            json["user_permits"] = WireJson.Array(department.UserPermits);
        }
    }
}
