using System.Text.Json.Nodes;
using DingTalk.Simulator.Organizations;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>The v2 reads of people.</summary>
internal sealed class UsersApi(UserJson json, ScopeGuard scope)
{
    private const string MemberPermission = "qyapi_get_department_member";
    private const string UserPermission = "qyapi_get_member";

    public IEnumerable<ApiEndpoint> Endpoints =>
    [
        Post("v2/user/list", MemberPermission, List),
        Post("user/listsimple", MemberPermission, ListSimple),
        Post("user/listid", UserPermission, ListId),
        Post("v2/user/get", UserPermission, Get),
        Post("v2/user/getbymobile", "qyapi_get_member_by_mobile", GetByMobile),
        Post("user/getbyunionid", UserPermission, GetByUnionId),
        Post("user/count", UserPermission, Count),
        Post("user/listadmin", UserPermission, ListAdmin),
        Post("user/get_admin_scope", UserPermission, GetAdminScope),
        Post("v2/user/getuserinfo", "qyapi_base", _ => throw ApiRefusal.Of(40078)),
    ];

    private JsonObject List(ApiCall call)
    {
        var page = MemberPage.Read(call.Parameters, badCursor: 40035, badSize: 40035, badOrder: 40035);
        var node = scope.VisibleDepartment(call.State, call.Parameters.RequiredNumber("dept_id"));
        return Result(page.Cut(node, userId => json.Item(node, call.State.Users[userId])));
    }

    private JsonObject ListSimple(ApiCall call)
    {
        var page = MemberPage.Read(call.Parameters, badCursor: 40068, badSize: 40069, badOrder: 40035);
        var node = scope.VisibleDepartment(call.State, call.Parameters.RequiredNumber("dept_id"));
        return Result(page.Cut(node, userId => new() { ["userid"] = userId, ["name"] = call.State.Users[userId].Name }));
    }

    private static JsonObject ListId(ApiCall call)
    {
        var node = ScopeGuard.Department(call.State, call.Parameters.RequiredNumber("dept_id"));
        return Result(new() { ["userid_list"] = WireJson.Array(node.Members.Select(member => member.UserId)) });
    }

    private JsonObject Get(ApiCall call) =>
        Result(json.Detail(call.State, scope.VisibleUser(call.State, call.Parameters.RequiredText("userid"))));

    private JsonObject GetByMobile(ApiCall call)
    {
        var mobile = call.Parameters.RequiredText("mobile");
        if (!ContactRules.IsMobile(mobile))
            throw ApiRefusal.Of(40104);
        var user = call.State.FindUser(UniqueField.Mobile, mobile) ?? throw ApiRefusal.Of(60121);
        return Result(new() { ["userid"] = scope.Visible(call.State, user).UserId });
    }

    private JsonObject GetByUnionId(ApiCall call)
    {
        var user = call.State.FindUser(UniqueField.UnionId, call.Parameters.RequiredText("unionid")) ?? throw ApiRefusal.Of(60121);
        return Result(new() { ["contact_type"] = 0, ["userid"] = scope.Visible(call.State, user).UserId });
    }

    private static JsonObject Count(ApiCall call)
    {
        var onlyActive = call.Parameters.Flag("only_active") ?? throw ApiRefusal.Of(40035);
        return Result(new() { ["count"] = onlyActive ? call.State.Users.Values.Count(user => user.Active) : call.State.Users.Count });
    }

    private static JsonObject ListAdmin(ApiCall call)
    {
        var admins = call.State.Users.Values
            .Where(user => user.AdminLevel > 0)
            .OrderBy(user => user.AdminLevel).ThenBy(user => user.UserId, StringComparer.Ordinal)
            .Select(user => (JsonNode)new JsonObject { ["sys_level"] = user.AdminLevel, ["userid"] = user.UserId });
        return new() { ["result"] = new JsonArray([.. admins]) };
    }

    private static JsonObject GetAdminScope(ApiCall call)
    {
        var user = ScopeGuard.User(call.State, call.Parameters.Text("userid") ?? throw ApiRefusal.Of(40036));
        return new() { ["dept_ids"] = WireJson.Array(user.AdminLevel switch { 1 => [SimulatedDepartment.RootId], 2 => user.Departments, _ => [] }) };
    }

    private static JsonObject Result(JsonObject result) => new() { ["result"] = result };

    private static ApiEndpoint Post(string name, string permission, Func<ApiCall, JsonObject> answer) =>
        new(ApiStyle.TopApi, "POST", "/topapi/" + name, permission, answer);
}
