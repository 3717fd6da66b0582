using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using DingTalk.Mirror.Host.Tests.Hosting;

namespace DingTalk.Mirror.Host.Tests.Front;

[Collection(FrontTests.Name)]
public sealed class ChangeTests(FrontFixture front)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_state_comes_first_and_then_what_changes()
    {
        await front.GetAsync($"/departments/{SmallCompany.West}");
        await using var events = await WatchAsync("/changes");

        var first = await events.NextAsync();
        Assert.Equal("snapshot", first.EventType);
        Assert.Equal("NoVersion", first.Data.GetProperty("snapshotReason").GetString());

        await RenameAsync("西南区");
        var change = (await events.NextAsync("departmentRenamed")).Data;
        Assert.Equal("华西区", change.GetProperty("formerName").GetString());
        Assert.Equal("西南区", change.GetProperty("department").GetProperty("name").GetString());
        await RenameAsync("华西区");
    }

    [Fact]
    public async Task An_event_source_that_connects_again_goes_on_where_it_was_cut_off()
    {
        await front.GetAsync($"/departments/{SmallCompany.West}");
        string id;
        await using (var events = await WatchAsync("/changes")) id = (await events.NextWithIdAsync()).EventId!;

        await RenameAsync("西南区");
        await using var again = await WatchAsync("/changes?since=00000000000000000000000000000000:0", id);
        var missed = await again.NextAsync();
        Assert.Equal("changes", missed.EventType);
        Assert.True(missed.Data.GetProperty("isReplay").GetBoolean());
        await RenameAsync("华西区");
    }

    [Fact]
    public async Task A_subtree_is_watched_alone()
    {
        await front.GetAsync($"/departments/{SmallCompany.Research}/members?scope=subtree");
        await using var events = await WatchAsync($"/changes?department={SmallCompany.FirstLab}");

        var kinds = (await events.NextAsync()).Data.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("kind").GetString()).ToList();

        Assert.Equal(1, kinds.Count(kind => kind == "departmentEnteredSubtree"));
        Assert.Equal(14, kinds.Count(kind => kind == "personEnteredSubtree"));
    }

    [Fact]
    public async Task What_is_no_version_is_refused_with_what_it_should_be()
    {
        using var response = await front.Client.GetAsync(new Uri("/changes?since=yesterday", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("the id of an event of this feed", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private async Task RenameAsync(string name)
    {
        front.Platform.Organization.UpdateDepartment(SmallCompany.West, department => department with { Name = name });
        await front.PostAsync($"/departments/{SmallCompany.West}/refresh");
    }

    private async Task<EventStream> WatchAsync(string address, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await front.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var body = await response.Content.ReadAsStreamAsync(Ct);
        return new(response, SseParser.Create(body, (_, data) => JsonElement.Parse(data)).EnumerateAsync(Ct).GetAsyncEnumerator(Ct));
    }

    private sealed class EventStream(HttpResponseMessage response, IAsyncEnumerator<SseItem<JsonElement>> events) : IAsyncDisposable
    {
        public async Task<SseItem<JsonElement>> NextAsync()
        {
            Assert.True(await events.MoveNextAsync());
            return events.Current;
        }

        public async Task<(string Kind, JsonElement Data)> NextAsync(string kind)
        {
            while (true)
            {
                foreach (var change in (await NextAsync()).Data.GetProperty("changes").EnumerateArray())
                {
                    if (change.GetProperty("kind").GetString() == kind) return (kind, change);
                }
            }
        }

        public async Task<SseItem<JsonElement>> NextWithIdAsync()
        {
            SseItem<JsonElement> item;
            do item = await NextAsync();
            while (string.IsNullOrEmpty(item.EventId));
            return item;
        }

        public async ValueTask DisposeAsync()
        {
            await events.DisposeAsync();
            response.Dispose();
        }
    }
}
