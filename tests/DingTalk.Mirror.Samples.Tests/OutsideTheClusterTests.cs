using System.Net;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace DingTalk.Mirror.Samples.Tests;

public sealed class OutsideTheClusterTests
{
    private const long Lab = 880010002;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_outside_asks_a_silo()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Company(), cancellationToken: Ct);
        await using var silo = await SimulatedSilo.StartAsync(dingTalk, Ct);
        using var client = OutsideTheCluster.Build(BuilderFor(silo));
        await client.StartAsync(Ct);
        var organization = client.Services.GetRequiredService<IOrganization>();

        Assert.True(await OutsideTheCluster.AskAsync(organization, "u1", Lab, Ct));
        Assert.False(await OutsideTheCluster.AskAsync(organization, "u2", Lab, Ct));
        Assert.Null(organization.Directory);
        await client.StopAsync(Ct);
    }

    [Fact]
    public async Task A_process_that_keeps_a_directory_answers_by_itself()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Company(), cancellationToken: Ct);
        await using var silo = await SimulatedSilo.StartAsync(dingTalk, Ct);
        await silo.Organization.GetMembersAsync(Lab, MemberScope.Subtree, Ct);
        using var client = OutsideTheCluster.BuildWithDirectory(BuilderFor(silo));
        await client.StartAsync(Ct);
        var organization = client.Services.GetRequiredService<IOrganization>();
        var directory = await organization.GetDirectoryAsync(Ct);

        Assert.Equal(Placement.Inside, directory.IsMember("u1", Lab));
        Assert.True(await OutsideTheCluster.AskAsync(organization, "u1", Lab, Ct));
        Assert.False(await OutsideTheCluster.AskAsync(organization, "u2", Lab, Ct));
        await client.StopAsync(Ct);
    }

    private static SimulatedOrganization Company() =>
        new SimulatedOrganization().Department(Lab, "实验室").Department(3, "一组", Lab).Department(4, "行政部").User("u1", "陈可", 3).User("u2", "李安", 4);

    private static HostApplicationBuilder BuilderFor(SimulatedSilo silo)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.PostConfigure<StaticGatewayListProviderOptions>(options => options.Gateways = [new IPEndPoint(IPAddress.Loopback, silo.GatewayPort).ToGatewayUri()]);
        return builder;
    }
}
