using System.Text.Json.Nodes;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary><c>GET /auth/scopes</c>: what the app is authorised for.</summary>
internal sealed class ScopesApi(SimulatorOptions options)
{
    private static readonly string[] AlwaysReadable =
        ["userid", "name", "jobnumber", "isLeader", "isAdmin", "isHide", "position", "avatar", "department"];

    private static readonly string[] Personal = ["email", "orgEmail", "workPlace", "remark", "extattr"];

    public IEnumerable<ApiEndpoint> Endpoints => [new(ApiStyle.Classic, "GET", "/auth/scopes", "qyapi_base", Scopes) { Metered = true }];

    private JsonObject Scopes(ApiCall call)
    {
        var scope = options.Scope;
        IEnumerable<string> fields = AlwaysReadable;
        if (options.MobileFieldPermission)
            fields = fields.Append("mobile");
        if (options.PersonalFieldPermission)
            fields = fields.Concat(Personal);
        return new()
        {
            ["condition_field"] = new JsonArray(),
            ["auth_user_field"] = WireJson.Array(fields),
            ["auth_org_scopes"] = new JsonObject
            {
                ["authed_user"] = WireJson.Array(scope.Users),
                ["authed_dept"] = WireJson.Array(scope.Departments),
            },
        };
    }
}
