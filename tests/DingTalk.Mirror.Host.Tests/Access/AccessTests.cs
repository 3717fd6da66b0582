using System.Net;
using System.Net.Http.Headers;
using System.Text;
using DingTalk.Mirror.Host.Tests.Hosting;

namespace DingTalk.Mirror.Host.Tests.Access;

/// <summary>The program as others can reach it.</summary>
public sealed class OpenHostFixture : IAsyncLifetime
{
    public const string Key = "kLm4-0123456789abcdef";

    public HostProcess Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Host = await HostProcess.StartAsync("--Host:Urls=http://0.0.0.0:0", $"--Host:AccessKey={Key}");

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

public sealed class AccessTests(OpenHostFixture open) : IClassFixture<OpenHostFixture>
{
    private static readonly AuthenticationHeaderValue Bearer = new("Bearer", OpenHostFixture.Key);

    public static TheoryData<string> Guarded =>
        ["/usage", "/departments/roots", "/dashboard/", "/dashboard/DashboardCounters", "/openapi/v1.json", "/api/", "/", "/nowhere"];

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Without_the_key_nothing_is_told(string path)
    {
        using var response = await GetAsync(path, null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(response.Headers.WwwAuthenticate, challenge => challenge.Scheme == "Basic"); // a browser asks for it
    }

    [Theory]
    [InlineData("/usage")]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/DashboardCounters")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/api/")]
    public async Task With_the_key_front_and_dashboard_answer(string path)
    {
        using var byProgram = await GetAsync(path, Bearer);
        using var byBrowser = await GetAsync(path, Basic("anybody", OpenHostFixture.Key));

        Assert.Equal(HttpStatusCode.OK, byProgram.StatusCode);
        Assert.Equal(HttpStatusCode.OK, byBrowser.StatusCode);
    }

    [Theory]
    [InlineData("Bearer", "kLm4-0123456789abcdeF")]
    [InlineData("Bearer", "")]
    [InlineData("Basic", "no base64!")]
    [InlineData("Digest", OpenHostFixture.Key)]
    public async Task A_wrong_key_is_refused(string scheme, string value)
    {
        using var response = await GetAsync("/usage", new(scheme, value));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task The_key_is_not_taken_from_a_URL()
    {
        using var response = await GetAsync($"/usage?key={OpenHostFixture.Key}&accessKey={OpenHostFixture.Key}", null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_open(string path)
    {
        using var response = await GetAsync(path, null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_dashboards_live_log_is_off()
    {
        using var response = await GetAsync("/dashboard/Trace", Bearer);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_page_of_another_site_changes_nothing_though_the_browser_adds_the_key()
    {
        using var client = open.Host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/departments/1/refresh");
        request.Headers.Authorization = Bearer;
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public void The_key_is_never_printed() => Assert.DoesNotContain(OpenHostFixture.Key, open.Host.Output + open.Host.Errors, StringComparison.Ordinal);

    [Fact]
    public async Task Outside_loopback_it_does_not_start_without_a_key()
    {
        var run = await HostProcess.RunAsync("--Host:Urls=http://0.0.0.0:0");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Host:AccessKey", run.Errors, StringComparison.Ordinal);
    }

    private static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    private async Task<HttpResponseMessage> GetAsync(string path, AuthenticationHeaderValue? authorization)
    {
        using var client = open.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = authorization;
        return await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
    }
}

[Collection(FrontTests.Name)]
public sealed class LoopbackTests(FrontFixture front)
{
    [Fact]
    public async Task Another_name_for_this_machine_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/usage");
        request.Headers.Host = "evil.example"; // a domain that its owner points at 127.0.0.1

        using var response = await front.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
