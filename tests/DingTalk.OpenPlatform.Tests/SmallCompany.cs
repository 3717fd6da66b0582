using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.OpenPlatform.Tests;

/// <summary>A simulated platform with a company small enough to know by heart, and a client of it.</summary>
internal sealed class SmallCompany : IAsyncDisposable
{
    public const long Service = 2;
    public const long Night = 5;
    public const long Finance = 9;

    private readonly TestApp _app;

    private SmallCompany(DingTalkSimulator platform, Action<DingTalkAppOptions>? client, TimeProvider? time, Action<IServiceCollection>? services)
    {
        Platform = platform;
        _app = TestApp.For(platform.Address, options =>
        {
            (options.AppKey, options.AppSecret, options.AgentId) = (platform.AppKey, platform.AppSecret, platform.AgentId);
            client?.Invoke(options);
        }, time, services);
    }

    public DingTalkSimulator Platform { get; }

    public DingTalkClient Client => _app.Client;

    public IServiceProvider Services => _app.Services;

    /// <summary>1 → (2 Field Service → 5 Night Shift, 9 Finance); u1 in 2 and 5, u2 leads 5, u3 in 9 and never signed in.</summary>
    public static async Task<SmallCompany> StartAsync(
        Action<SimulatorOptions>? platform = null, Action<DingTalkAppOptions>? client = null, TimeProvider? time = null,
        Action<IServiceCollection>? services = null)
    {
        var organization = new SimulatedOrganization()
            .Department(1, "Company")
            .Department(Service, "Field Service")
            .Department(new SimulatedDepartment { Id = Night, Name = "Night Shift", ParentId = Service, Order = 9_007_199_254_740_993, Leaders = ["u2"], SourceIdentifier = "OA-117" })
            .Department(Finance, "Finance")
            .User(new SimulatedUser { UserId = "u1", Name = "Chen Ke", Departments = [Service, Night], Mobile = "13900000007", UnionId = "un1", Email = "ke@example.com" })
            .User(new SimulatedUser { UserId = "u2", Name = "李安", Departments = [Night], UnionId = "un2", Orders = new Dictionary<long, long> { [Night] = 176_318_668_975_061_512 } })
            .User(new SimulatedUser { UserId = "u3", Name = "Sun Yi", Departments = [Finance], UnionId = "un3", Active = false, ManagerUserId = "u2" });
        var simulator = await DingTalkSimulator.StartAsync(organization, options =>
        {
            options.Limits.RefusesUnicodeEscapes = true;
            platform?.Invoke(options);
        }, TestContext.Current.CancellationToken);
        return new SmallCompany(simulator, client, time, services);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Platform.DisposeAsync();
    }
}
