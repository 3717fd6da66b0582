using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DingTalk.Mirror.Host.Tests.Hosting;

namespace DingTalk.Mirror.Host.Tests.Front;

[Collection(FrontTests.Name)]
public sealed class UpkeepTests(FrontFixture front)
{
    [Fact]
    public async Task The_status_says_who_listens_and_how_far_the_sweep_is()
    {
        var status = await front.GetAsync("/status");

        Assert.True(status.GetProperty("sweep").TryGetProperty("drift", out _));
        Assert.True(status.GetProperty("rereads").TryGetProperty("marked", out _));
        Assert.Equal(0, status.GetProperty("held").GetInt32());
    }

    [Fact]
    public async Task Nothing_held_is_an_empty_list_and_deciding_on_it_a_problem_that_names_the_number()
    {
        Assert.Equal(0, (await front.GetAsync("/held")).GetArrayLength());

        using var response = await front.Client.PostAsync(new Uri("/held/4711/accept", UriKind.Relative), content: null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("urn:dingtalk-mirror:held-change-not-found", problem.GetProperty("type").GetString());
        Assert.Contains("4711", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
