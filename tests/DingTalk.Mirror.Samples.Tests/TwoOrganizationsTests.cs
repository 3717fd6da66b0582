using System.Net.Http.Json;
using DingTalk.Mirror.Users;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Samples.Tests;

public sealed class TwoOrganizationsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dingtalk-samples-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_service_of_two_organizations_asks_each_for_its_own_people()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var hangzhou = await DingTalkSimulator.StartAsync(new SimulatedOrganization().Department(2, "研发部").User("u1", "陈可", 2), cancellationToken: cancellation);
        await using var chengdu = await DingTalkSimulator.StartAsync(new SimulatedOrganization().Department(2, "研发部").User("u1", "李安", 2), cancellationToken: cancellation);
        await using var app = TwoOrganizations.Build(
        [
            "--Urls=http://127.0.0.1:0", $"--Store={Path.Combine(_folder.FullName, "mirror.db")}", $"--SiloPort={Ports.Free()}", $"--GatewayPort={Ports.Free()}",
            .. Settings("Hangzhou", hangzhou), .. Settings("Chengdu", chengdu),
        ]);
        await app.StartAsync(cancellation);
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };

        Assert.Equal("陈可", (await client.GetFromJsonAsync<Person>(new Uri("/hangzhou/people/u1", UriKind.Relative), cancellation))!.Name);
        Assert.Equal("李安", (await client.GetFromJsonAsync<Person>(new Uri("/chengdu/people/u1", UriKind.Relative), cancellation))!.Name);
        Assert.Equal(["陈可", "李安"], (await client.GetFromJsonAsync<Person[]>(new Uri("/both/u1", UriKind.Relative), cancellation))!.Select(person => person.Name));
    }

    private static string[] Settings(string corp, DingTalkSimulator dingTalk) =>
    [
        $"--DingTalk:{corp}:AppKey={dingTalk.AppKey}", $"--DingTalk:{corp}:AppSecret={dingTalk.AppSecret}",
        $"--DingTalk:{corp}:Address={dingTalk.Address}", $"--DingTalk:{corp}:LegacyAddress={dingTalk.Address}",
    ];
}
