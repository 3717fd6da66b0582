using System.Globalization;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>
/// Prints, side by side in one run: how long the demo takes, what a cold load of the sample company costs against the least that the platform's limits allow,
/// that a second start costs nothing, and what a subtree's people cost from the view, from the grains, and as a plain copy. Each other section is a run of its own.
/// </summary>
internal static class Program
{
    private const string Usage =
        """
        usage:
          sample   the default: the whole sample company, some three minutes at 20 calls a second
          small    its head office
          demo     the README's first command
          restore  a start from a warm store, in bulk and department by department
          view     the people of a subtree from the view, beside a plain copy, at 1,000, 10,000 and 45,000 departments
          updates  what a change costs the view, what readers notice of it, and what the view holds
          clients  a subtree's people from the directory of a client outside the cluster, beside the bytes over TCP and beside asking a silo
          events   how long a change takes from its event to the answers of another silo
          day      what a working day of the sample company costs in calls, beside the least and a nightly full sync; some six minutes
          stores   the same questions to PostgreSQL and to the view; skipped where PostgreSQL is not installed
        """;

    private static async Task<int> Main(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        switch (arguments)
        {
            case ["view"]:
                await ViewQueries.RunAsync();
                return 0;
            case ["updates"]:
                await ViewUpdates.RunAsync();
                return 0;
            case ["clients"]:
                await ClientDirectories.RunAsync();
                return 0;
            case ["restore"]:
                return await RestoredStart.RunAsync();
            case ["events"]:
                await EventDelays.RunAsync();
                return 0;
            case ["day"]:
                await WorkingDay.RunAsync();
                return 0;
            case ["stores"]:
                await StoreQueries.RunAsync();
                return 0;
            case ["demo"]:
                await FirstMinute.RunAsync();
                return 0;
            case [] or ["sample"] or ["small"]:
                await FirstMinute.RunAsync();
                return await RunSampleAsync(isSmall: arguments is ["small"]);
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }

    private static async Task<int> RunSampleAsync(bool isSmall)
    {
        var store = Path.Combine(Directory.CreateTempSubdirectory("dingtalk-benchmark-").FullName, "mirror.db");
        try
        {
            await using var dingTalk = await DingTalkSimulator.StartAsync(options => options.Limits.MonthlyCalls = null);
            var root = isSmall ? HeadOffice(dingTalk.Organization) : SimulatedDepartment.RootId;
            Console.WriteLine($"{dingTalk.Organization.SubtreeOf(root).Count:N0} departments, {dingTalk.Organization.PeopleUnder(root).Count:N0} people, {Environment.ProcessorCount} processors");

            await using (var first = await BenchmarkSilo.StartAsync(dingTalk, store)) await ColdLoad.RunAsync(dingTalk, first.Organization, root);
            await using var second = await BenchmarkSilo.StartAsync(dingTalk, store);
            await SecondStart.RunAsync(dingTalk, second.Organization, root);
            await SubtreeQueries.RunAsync(dingTalk, second, root);
            return 0;
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(store)!, recursive: true);
        }
    }

    private static long HeadOffice(SimulatedOrganization organization) =>
        organization.Departments.Single(department => department.Name == "科技服务事业部").ParentId;
}
