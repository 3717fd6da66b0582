using System.Text.Json.Nodes;
using DingTalk.Simulator.Organizations;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>A person as the v2 calls tell it. A field that has no value, or that the app may not read, is absent.</summary>
internal sealed class UserJson(SimulatorOptions options)
{
    /// <summary>As <c>/topapi/v2/user/get</c>.</summary>
    public JsonObject Detail(OrganizationState state, SimulatedUser user)
    {
        var json = Common(user);
        Set(json, "manager_userid", user.ManagerUserId);
        json["dept_order_list"] = EachDepartment(user, id => ("order", user.OrderIn(id)));
        json["leader_in_dept"] = EachDepartment(user, id => ("leader", Leads(state, user, id)));
        json["role_list"] = new JsonArray();
        json["real_authed"] = user.RealAuthed;
        json["senior"] = user.Senior;
        return json;
    }

    /// <summary>As an item of <c>/topapi/v2/user/list</c> for one department.</summary>
    public JsonObject Item(DepartmentNode department, SimulatedUser user)
    {
        var json = Common(user);
        json["dept_order"] = user.OrderIn(department.Department.Id);
        json["leader"] = department.Department.Leaders.Contains(user.UserId, StringComparer.Ordinal);
        return json;
    }

    public static bool Leads(OrganizationState state, SimulatedUser user, long department) =>
        state.FindDepartment(department) is { } node && node.Department.Leaders.Contains(user.UserId, StringComparer.Ordinal);

    private JsonObject Common(SimulatedUser user)
    {
        var json = new JsonObject
        {
            ["userid"] = user.UserId,
            ["unionid"] = user.UnionId,
            ["name"] = user.Name,
            ["avatar"] = user.Avatar,
        };
        if (options.MobileFieldPermission && user.Mobile is not null)
        {
            json["state_code"] = user.StateCode;
            json["mobile"] = user.Mobile;
        }

        json["hide_mobile"] = user.HideMobile;
        Set(json, "telephone", user.Telephone);
        Set(json, "job_number", user.JobNumber);
        Set(json, "title", user.Title);
        if (options.PersonalFieldPermission)
            AddPersonal(json, user);
        if (user.HiredDate is { } hired)
            json["hired_date"] = hired;
        json["dept_id_list"] = WireJson.Array(user.Departments);
        json["active"] = user.Active;
        json["admin"] = user.AdminLevel > 0;
        json["boss"] = user.Boss;
        json["exclusive_account"] = false;
        return json;
    }

    private static void AddPersonal(JsonObject json, SimulatedUser user)
    {
        Set(json, "email", user.Email);
        Set(json, "org_email", user.OrgEmail);
        Set(json, "work_place", user.WorkPlace);
        Set(json, "remark", user.Remark);
        Set(json, "extension", user.Extension);
    }

    private static void Set(JsonObject json, string name, string? value)
    {
        if (value is { Length: > 0 })
            json[name] = value;
    }

    private static JsonArray EachDepartment(SimulatedUser user, Func<long, (string Name, JsonNode Value)> field) =>
    [
        .. user.Departments.Select(id =>
        {
            var (name, value) = field(id);
            return (JsonNode)new JsonObject { ["dept_id"] = id, [name] = value };
        }),
    ];
}
