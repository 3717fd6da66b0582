using System.Text.Json.Nodes;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>The 1.0-era department calls: frozen, still working. Lists of ids are joined by a vertical bar.</summary>
internal sealed class LegacyDepartmentsApi(DepartmentWriter writer, ScopeGuard scope)
{
    public IEnumerable<ApiEndpoint> Endpoints =>
    [
        Get("list", List),
        Get("list_ids", ListIds),
        Get("get", Read),
        Get("list_parent_depts_by_dept", ListParentsByDepartment),
        Get("list_parent_depts", ListParents),
        new(ApiStyle.Classic, "POST", "/department/create", null, call => new() { ["id"] = writer.Create(Fields(call)) }),
        new(ApiStyle.Classic, "POST", "/department/update", null, Update),
        Get("delete", Delete),
    ];

    private JsonObject List(ApiCall call)
    {
        var id = call.Parameters.Number("id") ?? SimulatedDepartment.RootId;
        var node = scope.VisibleDepartment(call.State, id);
        var departments = call.Parameters.Flag("fetch_child") is true
            ? call.State.Subtree(id).Skip(1)
            : node.Children.Select(child => call.State.Departments[child.Id]);
        return new() { ["department"] = new JsonArray([.. departments.Select(JsonNode (node) => Item(node.Department))]) };
    }

    private static JsonObject ListIds(ApiCall call)
    {
        var node = ScopeGuard.Department(call.State, call.Parameters.RequiredNumber("id"));
        return new() { ["sub_dept_id_list"] = WireJson.Array(node.Children.Select(child => child.Id)) };
    }

    private JsonObject Read(ApiCall call)
    {
        var department = scope.VisibleDepartment(call.State, call.Parameters.RequiredNumber("id")).Department;
        var json = new JsonObject { ["id"] = department.Id, ["name"] = department.Name };
        if (department.Id != SimulatedDepartment.RootId)
            json["parentid"] = department.ParentId;
        json["order"] = department.Place;
        json["createDeptGroup"] = department.CreateDeptGroup;
        json["autoAddUser"] = department.AutoAddUser;
        json["autoApproveApply"] = department.AutoApproveApply;
        json["groupContainSubDept"] = department.GroupContainSubDept;
        json["deptManagerUseridList"] = string.Join('|', department.Leaders);
        json["outerDept"] = department.OuterDept;
        json["outerPermitUsers"] = string.Join('|', department.OuterPermitUsers);
        json["outerPermitDepts"] = Joined(department.OuterPermitDepts);
        json["deptHiding"] = department.HideDept;
        json["deptPermits"] = Joined(department.DeptPermits);
        json["userPermits"] = string.Join('|', department.UserPermits);
        json["orgDeptOwner"] = department.OrgDeptOwner ?? "";
        if (department.SourceIdentifier is { } source)
            json["sourceIdentifier"] = source;
        return json;
    }

    private static JsonObject ListParentsByDepartment(ApiCall call)
    {
        var id = call.Parameters.RequiredNumber("id");
        ScopeGuard.Department(call.State, id);
        return new() { ["parentIds"] = WireJson.Array(call.State.PathToRoot(id)) };
    }

    // The page's text speaks of one array for each department, its table and sample of one array of numbers: the sample it is.
    private static JsonObject ListParents(ApiCall call)
    {
        var user = ScopeGuard.User(call.State, call.Parameters.RequiredText("userId"));
        return new() { ["department"] = WireJson.Array(user.Departments.SelectMany(call.State.PathToRoot).Distinct()) };
    }

    private JsonObject Update(ApiCall call)
    {
        var id = call.Parameters.RequiredNumber("id");
        writer.Update(id, Fields(call), state => scope.VisibleDepartment(state, id));
        return new() { ["id"] = id };
    }

    private JsonObject Delete(ApiCall call)
    {
        var id = call.Parameters.RequiredNumber("id");
        writer.Delete(id, state => scope.VisibleDepartment(state, id));
        return [];
    }

    private static JsonObject Item(SimulatedDepartment department)
    {
        var json = new JsonObject
        {
            ["id"] = department.Id,
            ["name"] = department.Name,
            ["parentid"] = department.ParentId,
            ["createDeptGroup"] = department.CreateDeptGroup,
            ["autoAddUser"] = department.AutoAddUser,
        };
        if (department.SourceIdentifier is { } source)
            json["sourceIdentifier"] = source;
        return json;
    }

    private static string Joined(IReadOnlyList<long> ids) => string.Join('|', ids.Select(id => Invariant($"{id}")));

    private static FieldReader Fields(ApiCall call) => new(call.Parameters, legacy: true);

    private static ApiEndpoint Get(string name, Func<ApiCall, JsonObject> answer) =>
        new(ApiStyle.Classic, "GET", "/department/" + name, null, answer);
}
