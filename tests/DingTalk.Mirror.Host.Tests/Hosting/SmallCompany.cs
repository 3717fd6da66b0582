using DingTalk.Simulator;

namespace DingTalk.Mirror.Host.Tests.Hosting;

/// <summary>An organization in which every question of the front has an answer worth asking for.</summary>
public static class SmallCompany
{
    public const long Head = 2;
    public const long Research = 3;
    public const long FirstLab = 4;
    public const long East = 5;
    public const long West = 7;
    public const string Homonym = "客服部";
    public const string Mobile = "19900000001";

    public static SimulatedOrganization Create()
    {
        var company = new SimulatedOrganization()
            .Department(Head, "总部", 1, "boss")
            .Department(Research, "研发/测试部", Head)
            .Department(FirstLab, "研发一部", Research)
            .Department(East, "华东区")
            .Department(6, Homonym, East)
            .Department(West, "华西区")
            .Department(8, Homonym, West)
            .User("boss", "总经理", Head)
            .User("both", "双部门", Research, FirstLab)
            .User(new SimulatedUser { UserId = "mobile", Name = "有手机", Departments = [FirstLab], Mobile = Mobile });
        for (var number = 1; number <= 12; number++) company.User($"lab{number:00}", $"研究员{number}", FirstLab);
        return company;
    }

    /// <summary>The arguments with which the program works on this platform.</summary>
    public static string[] CredentialsOf(DingTalkSimulator platform) =>
    [
        $"--DingTalk:AppKey={platform.AppKey}", $"--DingTalk:AppSecret={platform.AppSecret}", $"--DingTalk:AgentId={platform.AgentId}",
        $"--DingTalk:Address={platform.Address}", $"--DingTalk:LegacyAddress={platform.Address}",
    ];
}
