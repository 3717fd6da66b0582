using DingTalk.Mirror.Host.Tests.Hosting;

namespace DingTalk.Mirror.Host.Tests.Front;

[Collection(FrontTests.Name)]
public sealed class OpenApiTests(FrontFixture front)
{
    private static readonly string[] Routes =
    [
        "get /changes",
        "get /departments",
        "get /departments/by-name",
        "get /departments/by-path",
        "get /departments/roots",
        "get /departments/{id}",
        "get /departments/{id}/ancestors",
        "get /departments/{id}/children",
        "get /departments/{id}/leaders",
        "get /departments/{id}/members",
        "get /departments/{id}/members/count",
        "get /departments/{id}/members/stream",
        "get /departments/{id}/sub-department-ids",
        "get /departures",
        "get /departures/{userId}",
        "get /held",
        "get /notices",
        "get /notices/progress",
        "get /notices/results",
        "get /people",
        "get /people/{userId}",
        "get /people/{userId}/leaders",
        "get /people/{userId}/membership",
        "get /status",
        "get /usage",
        "post /departments/{id}/load",
        "post /departments/{id}/refresh",
        "post /held/{number}/accept",
        "post /held/{number}/reject",
        "post /notices",
        "post /notices/preview",
        "post /notices/refresh",
        "post /people/by-mobile",
        "post /people/{userId}/refresh",
    ];

    [Fact]
    public async Task The_description_lists_the_fronts_routes_and_no_others()
    {
        var paths = (await front.GetAsync("/openapi/v1.json")).GetProperty("paths");
        var described = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name} {path.Name.TrimEnd('/')}"));

        Assert.Equal(Routes, described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_route_says_what_it_does()
    {
        var paths = (await front.GetAsync("/openapi/v1.json")).GetProperty("paths");
        var silent = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Where(method => !method.Value.TryGetProperty("summary", out var summary) || string.IsNullOrWhiteSpace(summary.GetString()))
            .Select(method => $"{method.Name} {path.Name}"));

        Assert.Empty(silent);
    }

    [Fact]
    public async Task The_page_to_try_it_calls_nobody_else()
    {
        var page = await front.Client.GetStringAsync(new Uri("/api/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Contains("\"telemetry\": false", page.Replace("\":false", "\": false", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
