using System.Text.Json.Nodes;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>The v2 writes of departments and people.</summary>
internal sealed class WritesApi(DepartmentWriter departments, UserWriter users, ScopeGuard scope)
{
    public IEnumerable<ApiEndpoint> Endpoints =>
    [
        Post("department/create", call => new() { ["result"] = new JsonObject { ["dept_id"] = departments.Create(Fields(call)) } }),
        Post("department/update", UpdateDepartment),
        Post("department/delete", DeleteDepartment),
        Post("user/create", CreateUser),
        Post("user/update", UpdateUser),
        Post("user/delete", DeleteUser),
    ];

    private JsonObject UpdateDepartment(ApiCall call)
    {
        var id = call.Parameters.RequiredNumber("dept_id");
        departments.Update(id, Fields(call), state => scope.VisibleDepartment(state, id));
        return [];
    }

    private JsonObject DeleteDepartment(ApiCall call)
    {
        var id = call.Parameters.RequiredNumber("dept_id");
        departments.Delete(id, state => scope.VisibleDepartment(state, id));
        return [];
    }

    private JsonObject CreateUser(ApiCall call)
    {
        var user = users.Create(Fields(call));
        return new() { ["result"] = new JsonObject { ["userid"] = user.UserId, ["unionId"] = user.UnionId } };
    }

    private JsonObject UpdateUser(ApiCall call)
    {
        var userId = call.Parameters.RequiredText("userid");
        users.Update(userId, Fields(call), state => scope.VisibleUser(state, userId));
        return [];
    }

    private JsonObject DeleteUser(ApiCall call)
    {
        var userId = call.Parameters.RequiredText("userid");
        users.Delete(userId, state => scope.VisibleUser(state, userId));
        return [];
    }

    private static FieldReader Fields(ApiCall call) => new(call.Parameters, legacy: false);

    private static ApiEndpoint Post(string name, Func<ApiCall, JsonObject> answer) =>
        new(ApiStyle.TopApi, "POST", "/topapi/v2/" + name, "qyapi_manage_addresslist", answer);
}
