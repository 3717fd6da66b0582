using System.Net.Http.Json;
using System.Text.Json;
using DingTalk.Mirror.Host.Tests.Hosting;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Host.Tests.Notices;

/// <summary>The program killed as <c>kill -9</c> does it, and started again on the same store.</summary>
public sealed class CrashTests
{
    private const string Send = "POST /topapi/message/corpconversation/asyncsend_v2";
    private const int People = 1_200;

    private static readonly long[] Everybody = [1];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    public async Task A_notice_goes_on_where_it_was_and_nobody_gets_it_twice_and_nobody_is_lost(int batchesBeforeTheCrash)
    {
        await using var platform = await DingTalkSimulator.StartAsync(Company(), cancellationToken: Ct);
        var store = Directory.CreateTempSubdirectory("dingtalk-crash-tests-");
        try
        {
            string[] arguments = [.. SmallCompany.CredentialsOf(platform), $"--Host:Store={Path.Combine(store.FullName, "mirror.db")}"];
            await using (var first = await HostProcess.StartAsync(arguments))
            {
                using var client = first.CreateClient();
                using var accepted = await client.PostAsJsonAsync("notices", new { text = "crash", subtrees = Everybody, key = "k" }, Ct);
                accepted.EnsureSuccessStatusCode();

                // The next send reaches the platform and is delivered, but its answer never comes back: then the program dies.
                await UntilAsync(client, status => status.GetProperty("batchesSent").GetInt32() >= batchesBeforeTheCrash);
                platform.Faults.Add(Fault.LostAnswer() with { Endpoint = Send });
                var seen = platform.Calls.Count(Send);
                while (platform.Calls.Count(Send) == seen && !await HasEndedAsync(client)) await Task.Yield();
            }

            platform.Faults.Clear();
            await using var second = await HostProcess.StartAsync(arguments);
            using var again = second.CreateClient();
            var status = await UntilAsync(again, status => status.GetProperty("hasEnded").GetBoolean());

            var outcomes = status.GetProperty("outcomes").EnumerateObject().ToDictionary(outcome => outcome.Name, outcome => outcome.Value.GetInt32(), StringComparer.OrdinalIgnoreCase);
            Assert.Equal(People, outcomes.GetValueOrDefault("unread") + outcomes.GetValueOrDefault("delivered"));
            Assert.Equal(People, platform.Deliveries.All.Select(delivery => delivery.UserId).Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(People, platform.Deliveries.Count);
        }
        finally
        {
            store.Delete(recursive: true);
        }
    }

    private static SimulatedOrganization Company()
    {
        var company = new SimulatedOrganization();
        for (var department = 2; department < 14; department++)
        {
            company.Department(department, $"部门 {department}");
            for (var person = 0; person < People / 12; person++) company.User($"u{department}-{person}", $"人 {person}", department);
        }

        return company;
    }

    private static async Task<bool> HasEndedAsync(HttpClient client) => (await StatusAsync(client)).GetProperty("hasEnded").GetBoolean();

    private static async Task<JsonElement> UntilAsync(HttpClient client, Func<JsonElement, bool> reached)
    {
        while (true)
        {
            var status = await StatusAsync(client);
            if (reached(status)) return status;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        }
    }

    private static async Task<JsonElement> StatusAsync(HttpClient client) =>
        JsonElement.Parse(await client.GetStringAsync(new Uri("notices?key=k", UriKind.Relative), Ct));
}
