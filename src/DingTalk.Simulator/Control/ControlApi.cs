using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using DingTalk.Simulator.Organizations;
using Microsoft.AspNetCore.Http;

namespace DingTalk.Simulator.Control;

/// <summary>What a test in the same process does with the simulator's properties, for other processes over HTTP.</summary>
internal sealed partial class ControlApi(DingTalkSimulator simulator)
{
    public const string Path = "/_simulator";

    private const string MisconfigurationRoute = "POST /misconfigurations/";

    private const string Json = "application/json;charset=UTF-8";

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            if (!await RouteAsync(http, $"{http.Request.Method} {http.Request.Path.Value![Path.Length..].TrimEnd('/')}"))
                await RefuseAsync(http, StatusCodes.Status404NotFound, $"The control API has no {http.Request.Method} {http.Request.Path}.");
        }
        catch (Exception bad) when (bad is JsonException or ArgumentException or InvalidOrganizationException or FormatException)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, bad.Message);
        }
    }

    private async Task<bool> RouteAsync(HttpContext http, string route)
    {
        switch (route)
        {
            case "GET ":
                await WriteAsync(http, Status(), ControlJson.Default.SimulatorStatus);
                return true;
            case "GET /organization":
                await WriteOrganizationAsync(http);
                return true;
            case "GET /changes":
                await WriteAsync(http, simulator.Organization.ChangesSince(Number(http, "since") ?? 0), ControlJson.Default.IReadOnlyListOrganizationChange);
                return true;
            case "GET /deliveries":
                await WriteAsync(http, Deliveries(http), ControlJson.Default.IReadOnlyListDelivery);
                return true;
            case "POST /deliveries/read":
                var opened = await ReadAsync(http, ControlJson.Default.NoticeOpened);
                simulator.Deliveries.MarkRead(opened.TaskId, opened.Userid);
                return Done(http);
            case "GET /calls":
                await WriteAsync(http, Calls(), ControlJson.Default.CallReport);
                return true;
            case "DELETE /calls":
                simulator.Calls.Reset();
                return Done(http);
            case "POST /tokens/revoke":
                simulator.RevokeTokens();
                return Done(http);
            case "POST /clock":
                simulator.Clock.Advance(TimeSpan.FromSeconds((await ReadAsync(http, ControlJson.Default.ClockMove)).AdvanceSeconds));
                return Done(http);
            default:
                return await RouteBehaviourAsync(http, route);
        }
    }

    private async Task<bool> RouteBehaviourAsync(HttpContext http, string route)
    {
        switch (route)
        {
            case "GET /faults":
                await WriteAsync(http, simulator.Faults.Active, ControlJson.Default.IReadOnlyListFault);
                return true;
            case "POST /faults":
                simulator.Faults.Add(await MergeAsync(http, new Fault { Kind = FaultKind.Latency }, ControlJson.Default.Fault, required: "kind"));
                return Done(http);
            case "DELETE /faults":
                simulator.Faults.Clear();
                return Done(http);
            case "GET /limits":
                await WriteAsync(http, simulator.Options.Limits, ControlJson.Default.LimitOptions);
                return true;
            case "PATCH /limits":
                simulator.Options.Limits = await MergeAsync(http, simulator.Options.Limits, ControlJson.Default.LimitOptions);
                return Done(http);
            case "GET /notice-rules":
                await WriteAsync(http, simulator.Options.Notices, ControlJson.Default.NoticeOptions);
                return true;
            case "PATCH /notice-rules":
                simulator.Options.Notices = await MergeAsync(http, simulator.Options.Notices, ControlJson.Default.NoticeOptions);
                return Done(http);
            case "GET /scope":
                await WriteAsync(http, simulator.Options.Scope, ControlJson.Default.ContactScope);
                return true;
            case "PATCH /scope":
                simulator.Options.Scope = await MergeAsync(http, simulator.Options.Scope, ControlJson.Default.ContactScope);
                return Done(http);
            case "GET /misconfigurations":
                await WriteAsync(http, new(Enum.GetValues<Misconfiguration>(), simulator.Misconfigurations), ControlJson.Default.MisconfigurationReport);
                return true;
            case "DELETE /misconfigurations":
                simulator.Repair();
                return Done(http);
            case { } name when name.StartsWith(MisconfigurationRoute, StringComparison.Ordinal):
                simulator.Misconfigure(MisconfigurationOf(name[MisconfigurationRoute.Length..]));
                return Done(http);
            default:
                return await RouteEventsAsync(http, route);
        }
    }

    // By name only: a number would pass for any of them.
    private static Misconfiguration MisconfigurationOf(string name) => Array.Find(Enum.GetNames<Misconfiguration>(), known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) is { } found
        ? Enum.Parse<Misconfiguration>(found)
        : throw new ArgumentException($"There is no misconfiguration '{name}'. GET {Path}/misconfigurations lists them.", nameof(name));

    private SimulatorStatus Status() => new(
        simulator.Address.ToString(),
        simulator.AppKey,
        simulator.AgentId,
        simulator.Options.CorpId,
        simulator.Clock.Now,
        simulator.Organization.Version,
        simulator.Organization.DepartmentCount,
        simulator.Organization.UserCount,
        simulator.TokensIssued,
        simulator.MeteredCalls);

    private CallReport Calls() => new(
        simulator.Calls.Total, simulator.Calls.Refused, simulator.Calls.ByEndpoint, simulator.Calls.Peaks, simulator.Calls.RefusedByCode);

    private IReadOnlyList<Delivery> Deliveries(HttpContext http)
    {
        var user = http.Request.Query["userid"].ToString();
        var task = Number(http, "task_id");
        return [.. simulator.Deliveries.All.Where(delivery =>
            (user is "" || string.Equals(delivery.UserId, user, StringComparison.Ordinal)) && (task is null || delivery.TaskId == task))];
    }

    private async Task WriteOrganizationAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        OrganizationWriter.Write(buffer, simulator.Organization.State);
        buffer.Position = 0;
        http.Response.ContentType = Json;
        await buffer.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    /// <summary>What is sent replaces those fields; the others stay.</summary>
    private static async Task<T> MergeAsync<T>(HttpContext http, T present, JsonTypeInfo<T> type, string? required = null)
    {
        var merged = JsonSerializer.SerializeToNode(present, type)!.AsObject();
        var sent = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject
            ?? throw new JsonException("The body is no JSON object.");
        if (required is not null && !sent.ContainsKey(required))
            throw new JsonException($"The body has no '{required}'.");
        foreach (var (name, value) in sent)
            merged[name] = value?.DeepClone();
        return merged.Deserialize(type)!;
    }

    private static async Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type) =>
        await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted) ?? throw new JsonException("The body is no JSON object.");

    private static Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type)
    {
        http.Response.ContentType = Json;
        return JsonSerializer.SerializeAsync(http.Response.Body, value, type, http.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext http, int status, string error)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = Json;
        return http.Response.Body.WriteAsync(Wire.WireJson.Bytes(new JsonObject { ["error"] = error }), http.RequestAborted).AsTask();
    }

    private static bool Done(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }

    private static long? Number(HttpContext http, string name) =>
        http.Request.Query[name].ToString() is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}
