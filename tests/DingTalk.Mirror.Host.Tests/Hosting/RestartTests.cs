using System.Text.Json;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Host.Tests.Hosting;

public sealed class RestartTests
{
    [Fact]
    public async Task A_second_start_answers_from_the_store_and_calls_nobody()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: ct);
        var store = Directory.CreateTempSubdirectory("dingtalk-restart-tests-");
        try
        {
            string[] arguments = [.. SmallCompany.CredentialsOf(platform), "--Host:Events=None", $"--Host:Store={Path.Combine(store.FullName, "mirror.db")}"];
            string first;
            await using (var host = await HostProcess.StartAsync(arguments))
            {
                first = await MembersAsync(host);
                Assert.Equal(0, await host.StopAsync());
            }

            platform.Calls.Reset();
            await using var again = await HostProcess.StartAsync(arguments);
            Assert.Equal(first, await MembersAsync(again));
            Assert.Equal(0, platform.Calls.Total);
        }
        finally
        {
            store.Delete(recursive: true);
        }

        async Task<string> MembersAsync(HostProcess host)
        {
            using var client = host.CreateClient();
            var answer = JsonElement.Parse(await client.GetStringAsync(new Uri("departments/1/members?scope=subtree", UriKind.Relative), ct));
            Assert.True(answer.GetProperty("isComplete").GetBoolean());
            return answer.GetProperty("items").GetRawText();
        }
    }
}
