namespace DingTalk.Simulator.Tests;

/// <summary>A company small enough to know by heart.</summary>
internal static class SmallCompany
{
    public const long Service = 2;
    public const long Night = 5;
    public const long Finance = 9;

    /// <summary>1 → (2 Field Service → 5 Night Shift, 9 Finance); u1 in 2 and 5, u2 leads 5, u3 in 9.</summary>
    public static SimulatedOrganization Create() => new SimulatedOrganization()
        .Department(1, "Company")
        .Department(Service, "Field Service")
        .Department(Night, "Night Shift", Service, "u2")
        .Department(Finance, "Finance")
        .User(new SimulatedUser { UserId = "u1", Name = "Chen Ke", Departments = [Service, Night], Mobile = "13900000007", UnionId = "un1", Email = "ke@example.com" })
        .User(new SimulatedUser { UserId = "u2", Name = "Li An", Departments = [Night], UnionId = "un2", Orders = new Dictionary<long, long> { [Night] = 176_318_668_975_061_512 } })
        .User(new SimulatedUser { UserId = "u3", Name = "Sun Yi", Departments = [Finance], UnionId = "un3", Active = false });

    public static Task<DingTalkSimulator> StartAsync(Action<SimulatorOptions>? configure = null) =>
        DingTalkSimulator.StartAsync(Create(), configure, TestContext.Current.CancellationToken);
}
