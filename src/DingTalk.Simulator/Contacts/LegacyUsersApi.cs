using System.Text.Json.Nodes;
using DingTalk.Simulator.Organizations;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>The 1.0-era calls about people: frozen, still working.</summary>
internal sealed class LegacyUsersApi(SimulatorOptions options, UserWriter writer, ScopeGuard scope)
{
    public IEnumerable<ApiEndpoint> Endpoints =>
    [
        Get("simplelist", SimpleList),
        Get("getDeptMember", GetDepartmentMember),
        Get("listbypage", ListByPage),
        Get("get", Read),
        Get("getUseridByUnionid", GetByUnionId),
        Get("get_by_mobile", GetByMobile),
        Get("get_org_user_count", Count),
        Get("get_admin", GetAdmin),
        new(ApiStyle.Classic, "POST", "/user/create", null, Create),
        new(ApiStyle.Classic, "POST", "/user/update", null, Update),
        Get("delete", Delete),
    ];

    // Pages only when both offset and size are given.
    private JsonObject SimpleList(ApiCall call)
    {
        var node = scope.VisibleDepartment(call.State, call.Parameters.RequiredNumber("department_id"));
        var paged = call.Parameters.Has("offset") && call.Parameters.Has("size");
        var (offset, size) = paged ? OffsetAndSize(call.Parameters) : (0, int.MaxValue);
        var json = new JsonObject();
        if (paged)
            json["hasMore"] = offset + size < node.Members.Count;
        json["userlist"] = Rows(node, offset, size, member => new() { ["userid"] = member.UserId, ["name"] = member.Name });
        return json;
    }

    private static JsonObject GetDepartmentMember(ApiCall call)
    {
        var node = ScopeGuard.Department(call.State, call.Parameters.RequiredNumber("deptId"));
        return new() { ["userIds"] = WireJson.Array(node.Members.Select(member => member.UserId)) };
    }

    private JsonObject ListByPage(ApiCall call)
    {
        var node = scope.VisibleDepartment(call.State, call.Parameters.RequiredNumber("department_id"));
        var (offset, size) = OffsetAndSize(call.Parameters);
        return new()
        {
            ["hasMore"] = offset + size < node.Members.Count,
            ["userlist"] = Rows(node, offset, size, member => ListItem(node, call.State.Users[member.UserId])),
        };
    }

    private JsonObject Read(ApiCall call)
    {
        var user = scope.VisibleUser(call.State, call.Parameters.RequiredText("userid"));
        var json = Common(user);
        json["realAuthed"] = user.RealAuthed;
        json["isSenior"] = user.Senior;
        if (user.ManagerUserId is { } manager)
            json["managerUserid"] = manager;
        json["orderInDepts"] = NumericKeys(user, id => Invariant($"{user.OrderIn(id)}"));
        json["isLeaderInDepts"] = NumericKeys(user, id => UserJson.Leads(call.State, user, id) ? "true" : "false");
        json["roles"] = new JsonArray();
        return json;
    }

    private JsonObject GetByUnionId(ApiCall call)
    {
        var user = call.State.FindUser(UniqueField.UnionId, call.Parameters.RequiredText("unionid")) ?? throw ApiRefusal.Of(60121);
        return new() { ["contactType"] = 0, ["userid"] = scope.Visible(call.State, user).UserId };
    }

    private JsonObject GetByMobile(ApiCall call)
    {
        var user = call.State.FindUser(UniqueField.Mobile, call.Parameters.RequiredText("mobile")) ?? throw ApiRefusal.Of(60121);
        return new() { ["userid"] = scope.Visible(call.State, user).UserId };
    }

    private static JsonObject Count(ApiCall call)
    {
        var onlyActive = call.Parameters.Flag("onlyActive") ?? throw ApiRefusal.Of(40035);
        return new() { ["count"] = onlyActive ? call.State.Users.Values.Count(user => user.Active) : call.State.Users.Count };
    }

    private static JsonObject GetAdmin(ApiCall call)
    {
        var admins = call.State.Users.Values
            .Where(user => user.AdminLevel > 0)
            .OrderBy(user => user.AdminLevel).ThenBy(user => user.UserId, StringComparer.Ordinal)
            .Select(user => (JsonNode)new JsonObject { ["sys_level"] = user.AdminLevel, ["userid"] = user.UserId });
        return new() { ["adminList"] = new JsonArray([.. admins]) };
    }

    private JsonObject Create(ApiCall call)
    {
        var user = writer.Create(Fields(call));
        return new() { ["userid"] = user.UserId, ["unionId"] = user.UnionId };
    }

    private JsonObject Update(ApiCall call)
    {
        var userId = call.Parameters.RequiredText("userid");
        writer.Update(userId, Fields(call), state => scope.VisibleUser(state, userId));
        return [];
    }

    private JsonObject Delete(ApiCall call)
    {
        var userId = call.Parameters.RequiredText("userid");
        writer.Delete(userId, state => scope.VisibleUser(state, userId));
        return [];
    }

    private JsonObject ListItem(DepartmentNode node, SimulatedUser user)
    {
        var json = Common(user);
        json["order"] = user.OrderIn(node.Department.Id);
        json["isLeader"] = node.Department.Leaders.Contains(user.UserId, StringComparer.Ordinal);
        return json;
    }

    private JsonObject Common(SimulatedUser user)
    {
        var json = new JsonObject
        {
            ["userid"] = user.UserId,
            ["unionid"] = user.UnionId,
            ["name"] = user.Name,
            ["department"] = WireJson.Array(user.Departments),
            ["avatar"] = user.Avatar,
            ["active"] = user.Active,
            ["isAdmin"] = user.AdminLevel > 0,
            ["isBoss"] = user.Boss,
            ["isHide"] = user.HideMobile,
            ["position"] = user.Title ?? "",
            ["jobnumber"] = user.JobNumber ?? "",
            ["tel"] = user.Telephone ?? "",
        };
        if (options.MobileFieldPermission && user.Mobile is { } mobile)
        {
            json["stateCode"] = user.StateCode;
            json["mobile"] = mobile;
        }

        if (options.PersonalFieldPermission)
        {
            json["email"] = user.Email ?? "";
            json["orgEmail"] = user.OrgEmail ?? "";
            json["workPlace"] = user.WorkPlace ?? "";
            json["remark"] = user.Remark ?? "";
            json["extattr"] = user.Extension is { } extension ? JsonNode.Parse(extension) : new JsonObject();
        }

        if (user.HiredDate is { } hired)
            json["hiredDate"] = hired;
        return json;
    }

    private static (int Offset, int Size) OffsetAndSize(Parameters parameters)
    {
        var offset = parameters.RequiredNumber("offset");
        var size = parameters.RequiredNumber("size");
        return offset is not (>= 0 and <= int.MaxValue / 2) ? throw ApiRefusal.Of(40068)
            : size is not (>= 1 and <= MemberPage.MaxSize) ? throw ApiRefusal.Of(40069)
            : ((int)offset, (int)size);
    }

    private static JsonArray Rows(DepartmentNode node, int offset, int size, Func<MemberKey, JsonObject> item)
    {
        var rows = new JsonArray();
        for (var i = offset; i < node.Members.Count && i - offset < size; i++)
            rows.Add((JsonNode)item(node.Members[i]));
        return rows;
    }

    // Keys without quotes, inside a text: no JSON, but what the platform sends.
    private static string NumericKeys(SimulatedUser user, Func<long, string> value) =>
        "{" + string.Join(',', user.Departments.Select(id => Invariant($"{id}:{value(id)}"))) + "}";

    private static FieldReader Fields(ApiCall call) => new(call.Parameters, legacy: true);

    private static ApiEndpoint Get(string name, Func<ApiCall, JsonObject> answer) =>
        new(ApiStyle.Classic, "GET", "/user/" + name, null, answer);
}
