using Microsoft.AspNetCore.Http;

namespace DingTalk.Simulator.Control;

internal sealed partial class ControlApi
{
    private async Task<bool> RouteEventsAsync(HttpContext http, string route)
    {
        switch (route)
        {
            case "GET /events":
                await WriteAsync(http, Events(http), ControlJson.Default.IReadOnlyListSimulatedEvent);
                return true;
            case "GET /events/connections":
                await WriteAsync(http, simulator.Events.Connections, ControlJson.Default.IReadOnlyListStreamConnectionStatus);
                return true;
            case "POST /events/pause":
                simulator.Events.Pause();
                return Done(http);
            case "POST /events/resume":
                simulator.Events.Resume();
                return Done(http);
            case "POST /events/disconnect":
                var order = await ReadAsync(http, ControlJson.Default.DisconnectOrder);
                simulator.Events.Disconnect(order.How, order.Connection);
                return Done(http);
            case "GET /event-rules":
                await WriteAsync(http, simulator.Options.Events, ControlJson.Default.EventOptions);
                return true;
            case "PATCH /event-rules":
                simulator.Options.Events = await MergeAsync(http, simulator.Options.Events, ControlJson.Default.EventOptions);
                return Done(http);
            case "PUT /callback":
                await simulator.Events.RegisterCallbackAsync(await ReadAsync(http, ControlJson.Default.CallbackOptions), http.RequestAborted);
                return Done(http);
            case "DELETE /callback":
                simulator.Options.Callback = null;
                return Done(http);
            default:
                return false;
        }
    }

    private IReadOnlyList<SimulatedEvent> Events(HttpContext http)
    {
        var type = http.Request.Query["type"].ToString();
        var fate = http.Request.Query["fate"].ToString() is { Length: > 0 } name ? Enum.Parse<EventFate>(name, ignoreCase: true) : (EventFate?)null;
        return [.. simulator.Events.All.Where(born =>
            (type is "" || string.Equals(born.Type, type, StringComparison.Ordinal)) && (fate is null || born.Fate == fate))];
    }
}
