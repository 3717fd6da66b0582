using System.Net;
using System.Text.Json;
using DingTalk.Mirror.Host.Tests.Hosting;

namespace DingTalk.Mirror.Host.Tests.Front;

[Collection(FrontTests.Name)]
public sealed class DepartureTests(FrontFixture front)
{
    [Fact]
    public async Task Who_left_is_listed_with_when_and_the_problem_that_they_are_not_found_says_it_too()
    {
        front.Platform.Organization.User("leaver", "要走的人", SmallCompany.West);
        await front.GetAsync("/people/leaver");
        await AssertNotFoundAsync("/departures/leaver");
        front.Platform.Organization.RemoveUser("leaver");

        var gone = await AssertNotFoundAsync("/people/leaver/refresh", isPost: true);
        var told = await front.GetAsync("/departures/leaver");
        var listed = (await front.GetAsync("/departures")).GetProperty("items").EnumerateArray().Single(left => left.GetProperty("userId").GetString() == "leaver");
        var after = Uri.EscapeDataString(told.GetProperty("goneAt").GetDateTimeOffset().AddSeconds(1).ToString("O"));

        Assert.Equal("urn:dingtalk-mirror:person-not-found", gone.GetProperty("type").GetString());
        Assert.Equal(listed.GetRawText(), gone.GetProperty("departure").GetRawText());
        Assert.Equal(listed.GetProperty("goneAt").GetString(), told.GetProperty("goneAt").GetString());
        Assert.True(told.GetProperty("stamp").TryGetProperty("currentAsOf", out _));
        Assert.Equal("NotFound", told.GetProperty("evidence").GetString());
        Assert.Empty((await front.GetAsync($"/departures?since={after}")).GetProperty("items").EnumerateArray());
    }

    private async Task<JsonElement> AssertNotFoundAsync(string path, bool isPost = false)
    {
        using var request = new HttpRequestMessage(isPost ? HttpMethod.Post : HttpMethod.Get, new Uri(path, UriKind.Relative));
        using var response = await front.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
