using System.Net.ServerSentEvents;
using System.Text.Json;

namespace DingTalk.Mirror.Host.Tests.Front;

public sealed record ServerEvent(string Type, JsonElement Data);

public static class ServerEvents
{
    public static async Task<IReadOnlyList<ServerEvent>> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var events = new List<ServerEvent>();
        await foreach (var item in SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken))
            events.Add(new(item.EventType, JsonElement.Parse(item.Data)));
        return events;
    }
}
