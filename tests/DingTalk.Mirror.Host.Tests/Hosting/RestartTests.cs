using System.Text.Json;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Host.Tests.Hosting;

public sealed class RestartTests
{
    [Fact]
    public async Task Without_events_a_second_start_answers_from_the_store_and_calls_nobody()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: ct);
        var store = Directory.CreateTempSubdirectory("dingtalk-restart-tests-");
        try
        {
            string[] arguments = [.. SmallCompany.CredentialsOf(platform), "--Host:Events=None", "--DingTalk:Mirror:CheckAtStart=false", $"--Host:Store={Path.Combine(store.FullName, "mirror.db")}"];
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

    [Fact]
    public async Task With_events_a_second_start_answers_from_the_store_and_then_compares_what_it_has_missed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: ct);
        var store = Directory.CreateTempSubdirectory("dingtalk-restart-tests-");
        try
        {
            string[] arguments = [.. SmallCompany.CredentialsOf(platform), $"--Host:Store={Path.Combine(store.FullName, "mirror.db")}", "--DingTalk:Mirror:Sweep:ShareAfterGap=1"];
            await using (var host = await HostProcess.StartAsync(arguments))
            {
                using var client = host.CreateClient();
                await client.GetStringAsync(new Uri("departments/1/members", UriKind.Relative), ct);
                await platform.Events.WhenConnectedAsync(cancellationToken: ct);
                Assert.Equal(0, await host.StopAsync());
            }

            var stoppedAt = TimeProvider.System.GetUtcNow();
            var missed = platform.Organization.Users.First().UserId;
            platform.Organization.UpdateUser(missed, user => user with { Title = "changed while nobody listened" });
            await using var again = await HostProcess.StartAsync(arguments);
            using var second = again.CreateClient();

            // Answered from what was read before: nobody waits for the platform.
            var members = JsonElement.Parse(await second.GetStringAsync(new Uri("departments/1/members", UriKind.Relative), ct));
            Assert.True(members.GetProperty("isComplete").GetBoolean());
            Assert.True(members.GetProperty("oldestRead").GetDateTimeOffset() < stoppedAt);

            while (!(await second.GetStringAsync(new Uri($"people/{missed}", UriKind.Relative), ct)).Contains("changed while nobody listened", StringComparison.Ordinal))
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct);
        }
        finally
        {
            store.Delete(recursive: true);
        }
    }
}
