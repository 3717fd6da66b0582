using System.Net.Http.Json;
using System.Text.Json;
using DingTalk.Mirror.Host.Tests.Hosting;

namespace DingTalk.Mirror.Host.Tests.Dashboard;

/// <summary>The program after its demo, still serving.</summary>
public sealed class DemoFixture : IAsyncLifetime
{
    public HostProcess Host { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await HostProcess.StartAsync("demo");
        Client = Host.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (Host is not null) await Host.DisposeAsync();
    }
}

public sealed class DashboardTests(DemoFixture demo) : IClassFixture<DemoFixture>
{
    private static readonly string[] Grains = ["Tokens.TokenGrain", "Departments.DepartmentGrain", "Notices.NoticeGrain"];

    private const string UserGrain = "DingTalk.Mirror.Users.UserGrain";

    private static readonly string[] Pages = ["", "#/grains", "#/silos", "#/reminders", "#/preferences", "#/grainState"];

    [Fact]
    public async Task A_browser_sees_the_grains_at_work_under_their_own_names()
    {
        await using var browser = await Browser.StartAsync();
        await browser.OpenAsync(new Uri(demo.Host.Address("dashboard") + "#/grains"));
        await browser.WaitForTextAsync("NoticeGrain");

        foreach (var grain in Grains)
        {
            var row = (await browser.RunAsync(
                $"return [...document.querySelectorAll('tr')].filter(row => row.innerHTML.includes('DingTalk.Mirror.{grain}')).map(row => row.innerText).join()")).GetString();
            Assert.StartsWith(grain.Split('.')[1], row, StringComparison.Ordinal);
            Assert.DoesNotContain("System Grain", row, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task No_page_of_the_dashboard_shows_the_token()
    {
        var token = await TokenAsync();
        await using var browser = await Browser.StartAsync();
        foreach (var page in Pages)
        {
            await browser.OpenAsync(new Uri(demo.Host.Address("dashboard") + page));
            await browser.WaitForTextAsync("Orleans");
            Assert.DoesNotContain(token, (await browser.RunAsync("return document.documentElement.outerHTML")).GetString(), StringComparison.Ordinal);
        }

        foreach (var grain in Grains)
        {
            foreach (var key in (string[])["default/token", "default/quota", "default/department/1"])
                Assert.DoesNotContain(token, await GrainStateAsync($"DingTalk.Mirror.{grain}", key), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("DingTalk.Mirror.Tokens.TokenGrain", "nobody/token")]
    [InlineData("DingTalk.Mirror.Departments.DepartmentGrain", "default/department/77")]
    [InlineData("DingTalk.Mirror.Users.UserGrain", "default/user/never-asked")]
    [InlineData("DingTalk.Mirror.Notices.NoticeGrain", "default/notice/never-sent")]
    public async Task Looking_at_a_state_activates_no_grain(string type, string key)
    {
        var before = await ActivationsAfterAsync($"before-{type}-{key.Replace('/', '-')}");
        await GrainStateAsync(type, key);
        before[UserGrain]++; // the one of the next line

        Assert.Equal(before, await ActivationsAfterAsync($"after-{type}-{key.Replace('/', '-')}"));
    }

    // The dashboard counts now and then. A grain that is activated last and seen shows that everything before it would be seen too.
    private async Task<Dictionary<string, int>> ActivationsAfterAsync(string userId)
    {
        var seen = (await ActivationsAsync()).GetValueOrDefault(UserGrain);
        using var asked = await demo.Client.GetAsync(new Uri($"/people/{userId}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, asked.StatusCode);
        while (true)
        {
            var activations = await ActivationsAsync();
            if (activations.GetValueOrDefault(UserGrain) > seen) return activations;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    // While a token is valid the platform gives the same one to everybody who asks for it.
    private async Task<string> TokenAsync()
    {
        var platform = new Uri(demo.Host.Address("simulator"), "/v1.0/oauth2/accessToken");
        using var response = await demo.Client.PostAsJsonAsync(
            platform, new { appKey = "dingsimulatorapp0001", appSecret = "simulator-secret" }, TestContext.Current.CancellationToken);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("accessToken").GetString()!;
    }

    private async Task<string> GrainStateAsync(string type, string key)
    {
        var address = new Uri($"/dashboard/GrainState?grainId={Uri.EscapeDataString(key)}&grainType={Uri.EscapeDataString(type)}", UriKind.Relative);
        using var response = await demo.Client.GetAsync(address, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<Dictionary<string, int>> ActivationsAsync()
    {
        var counters = JsonElement.Parse(await demo.Client.GetStringAsync(
            new Uri("/dashboard/DashboardCounters", UriKind.Relative), TestContext.Current.CancellationToken));
        return counters.GetProperty("simpleGrainStats").EnumerateArray()
            .Where(grain => grain.GetProperty("grainType").GetString()!.StartsWith("DingTalk.", StringComparison.Ordinal))
            .ToDictionary(grain => grain.GetProperty("grainType").GetString()!, grain => grain.GetProperty("activationCount").GetInt32(), StringComparer.Ordinal);
    }
}
