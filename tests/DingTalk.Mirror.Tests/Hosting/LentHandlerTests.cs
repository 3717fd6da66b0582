using System.Net.Http.Json;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.Mirror.Tests.Hosting;

public sealed class LentHandlerTests
{
    [Fact]
    public async Task The_services_own_calls_share_the_mirrors_token_and_quota()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: ct);
        await using var mirror = await MirrorCluster.StartAsync(
            dingTalk, configureSilo: silo => silo.Services.AddHttpClient("attendance").AddDingTalkHandler());
        await mirror.Organization().GetDepartmentAsync(Companies.Technology, ct);

        using var client = mirror.Silo(1).GetRequiredService<IHttpClientFactory>().CreateClient("attendance");
        using var response = await client.PostAsJsonAsync(new Uri(dingTalk.Address, "/topapi/user/count"), new { only_active = false }, ct);

        Assert.Contains("\"count\":7", await response.Content.ReadAsStringAsync(ct), StringComparison.Ordinal);
        Assert.Equal(1, dingTalk.TokensIssued);
        Assert.Equal(1, (await mirror.Organization().GetUsageAsync(ct)).CallsByApi["POST /topapi/user/count"]);
    }
}
