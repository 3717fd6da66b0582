using System.Text.Json.Nodes;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary><c>GET /v1.0/microApp/allInnerApps</c>: the corp's internal apps, of which there is one here.</summary>
internal sealed class AppsApi(SimulatorOptions options)
{
    private const int Enabled = 1;
    private const int Disabled = 0;

    public IEnumerable<ApiEndpoint> Endpoints =>
        [new(ApiStyle.Modern, "GET", "/v1.0/microApp/allInnerApps", "qyapi_get_microapp_list", List) { Metered = true }];

    private JsonObject List(ApiCall call) => new()
    {
        ["appList"] = new JsonArray(new JsonObject
        {
            ["agentId"] = options.AgentId,
            ["name"] = "Simulated app",
            ["appStatus"] = options.AppState is SimulatedAppState.Stopped ? Disabled : Enabled,
        }),
    };
}
