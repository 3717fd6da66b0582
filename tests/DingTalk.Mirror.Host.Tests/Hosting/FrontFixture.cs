using System.Net.Http.Json;
using System.Text.Json;
using DingTalk.Simulator;

[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)] // one program at a time on a small machine

namespace DingTalk.Mirror.Host.Tests.Hosting;

/// <summary>The program with credentials, on a platform that the tests can change.</summary>
public sealed class FrontFixture : IAsyncLifetime
{
    public DingTalkSimulator Platform { get; private set; } = null!;

    public HostProcess Host { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), options => options.Scope = new([1], []));
        Host = await HostProcess.StartAsync(
            [.. SmallCompany.CredentialsOf(Platform), "--DingTalk:Mirror:Notices:FirstProgressAfter=00:00:00.050", "--DingTalk:MaxRetries=0"]);
        Client = Host.CreateClient();
    }

    public async Task<JsonElement> GetAsync(string address)
    {
        using var response = await Client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public async Task<JsonElement> PostAsync(string address, object? body = null)
    {
        using var response = await Client.PostAsJsonAsync(new Uri(address, UriKind.Relative), body ?? new { }, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (Host is not null) await Host.DisposeAsync();
        if (Platform is not null) await Platform.DisposeAsync();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {body}");
        return JsonElement.Parse(body);
    }
}

/// <summary>Tests of the front share one program.</summary>
[CollectionDefinition(Name)]
public sealed class FrontTests : ICollectionFixture<FrontFixture>
{
    public const string Name = "Front";
}
