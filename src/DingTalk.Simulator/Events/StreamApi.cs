using System.Text.Json;
using System.Text.Json.Nodes;
using DingTalk.Simulator.Wire;
using Microsoft.AspNetCore.Http;

namespace DingTalk.Simulator.Events;

/// <summary>Where a Stream client begins: its credentials for an address and a ticket.</summary>
internal sealed class StreamApi(SimulatorOptions options, StreamHub hub)
{
    public IEnumerable<ApiEndpoint> Endpoints =>
        [new(ApiStyle.Modern, "POST", "/v1.0/gateway/connections/open", null, Open) { Anonymous = true }];

    private JsonObject Open(ApiCall call)
    {
        if (!string.Equals(call.Parameters.Text("clientId"), options.AppKey, StringComparison.Ordinal)
            || !string.Equals(call.Parameters.Text("clientSecret"), options.AppSecret, StringComparison.Ordinal))
            throw new ApiRefusal("authFailed", "鉴权失败") { Status = StatusCodes.Status401Unauthorized };
        if (options.Callback is not null || !options.TakesStream || options.AppState is not SimulatedAppState.Running)
            throw new ApiRefusal("subscriptionModeMismatch", "应用未开启Stream模式");
        var ticket = hub.IssueTicket(WantsEvents(call.Parameters.Structure("subscriptions")), call.Parameters.Text("ua") ?? "");
        return new() { ["endpoint"] = $"ws://{WithPort(call.Http.Request.Host)}{StreamHub.Path}", ["ticket"] = ticket };
    }

    private static bool WantsEvents(JsonElement? subscriptions)
    {
        if (subscriptions is not { ValueKind: JsonValueKind.Array } || subscriptions.Value.GetArrayLength() == 0)
            throw ApiRefusal.Of(400002);
        var wanted = subscriptions.Value.EnumerateArray().Select(Read).ToList();
        return wanted.Exists(subscription => subscription.Type is "EVENT");
    }

    private static (string? Type, string? Topic) Read(JsonElement subscription)
    {
        if (subscription.ValueKind is not JsonValueKind.Object)
            throw ApiRefusal.Of(400002);
        var (type, topic) = (TextOf(subscription, "type"), TextOf(subscription, "topic"));
        return (type, topic) is ("EVENT", "*") or ("CALLBACK" or "SYSTEM", { Length: > 0 }) ? (type, topic) : throw ApiRefusal.Of(400002);
    }

    private static string? TextOf(JsonElement subscription, string name) =>
        subscription.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    // One SDK needs the port to be there.
    private static string WithPort(HostString host) => host.Port is null ? $"{host.Host}:80" : host.Value!;
}
