using System.Text.Json.Nodes;
using DingTalk.Simulator.Organizations;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>The v2 reads of departments.</summary>
internal sealed class DepartmentsApi(SimulatorOptions options, ScopeGuard scope)
{
    private const string Permission = "qyapi_get_department_list";
    private const long HomeSchoolId = -7;

    public IEnumerable<ApiEndpoint> Endpoints =>
    [
        Post("listsub", ListSub),
        Post("listsubid", ListSubId),
        Post("get", Get),
        Post("listparentbydept", ListParentByDepartment),
        Post("listparentbyuser", ListParentByUser),
    ];

    private JsonObject ListSub(ApiCall call)
    {
        var node = scope.VisibleDepartment(call.State, call.Parameters.Number("dept_id") ?? SimulatedDepartment.RootId);
        var items = new JsonArray([.. node.Children.Select(child => Item(call.State.Departments[child.Id].Department))]);
        if (ShowsHomeSchool(node))
            items.Add((JsonNode)Item(new() { Id = HomeSchoolId, Name = "家校通讯录" }));
        return new() { ["result"] = items };
    }

    private JsonObject ListSubId(ApiCall call)
    {
        var node = ScopeGuard.Department(call.State, call.Parameters.RequiredNumber("dept_id"));
        var ids = node.Children.Select(child => child.Id);
        return Result(new() { ["dept_id_list"] = WireJson.Array(ShowsHomeSchool(node) ? ids.Append(HomeSchoolId) : ids) });
    }

    private JsonObject Get(ApiCall call)
    {
        var id = call.Parameters.RequiredNumber("dept_id");
        if (id < SimulatedDepartment.RootId)
            throw ApiRefusal.Of(40009);
        return Result(DepartmentJson.Detail(call.State, scope.VisibleDepartment(call.State, id)));
    }

    private static JsonObject ListParentByDepartment(ApiCall call)
    {
        var id = call.Parameters.RequiredNumber("dept_id");
        ScopeGuard.Department(call.State, id);
        return Result(new() { ["parent_id_list"] = WireJson.Array(call.State.PathToRoot(id)) });
    }

    private static JsonObject ListParentByUser(ApiCall call)
    {
        var user = ScopeGuard.User(call.State, call.Parameters.RequiredText("userid"));
        var paths = user.Departments.Select(id => (JsonNode)new JsonObject { ["parent_dept_id_list"] = WireJson.Array(call.State.PathToRoot(id)) });
        return Result(new() { ["parent_list"] = new JsonArray([.. paths]) });
    }

    private bool ShowsHomeSchool(DepartmentNode node) => options.HomeSchoolTree && node.Department.Id == SimulatedDepartment.RootId;

    private static JsonObject Item(SimulatedDepartment department) => new()
    {
        ["dept_id"] = department.Id,
        ["name"] = department.Name,
        ["parent_id"] = department.ParentId,
        ["create_dept_group"] = department.CreateDeptGroup,
        ["auto_add_user"] = department.AutoAddUser,
    };

    private static JsonObject Result(JsonObject result) => new() { ["result"] = result };

    private static ApiEndpoint Post(string name, Func<ApiCall, JsonObject> answer) =>
        new(ApiStyle.TopApi, "POST", "/topapi/v2/department/" + name, Permission, answer);
}
