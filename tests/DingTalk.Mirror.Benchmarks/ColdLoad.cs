using System.Diagnostics;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Benchmarks;

internal static class ColdLoad
{
    private const string ListSub = "POST /topapi/v2/department/listsub";
    private const string UserList = "POST /topapi/v2/user/list";
    private const int CallsPerSecond = 20;

    public static async Task RunAsync(DingTalkSimulator dingTalk, IOrganization organization, long root)
    {
        // The least: one listsub for each department, and a page of a hundred for each hundred of its people, each API with a quota of its own.
        var departments = dingTalk.Organization.SubtreeOf(root);
        long leastTree = departments.Count;
        long leastMembers = departments.Sum(id => Math.Max(1, (dingTalk.Organization.MembersOf(id).Count + 99) / 100));
        var leastSeconds = Math.Max(leastTree, leastMembers) / (double)CallsPerSecond;

        dingTalk.Calls.Reset();
        var watch = Stopwatch.StartNew();
        LoadProgress? last = null;
        var shown = 0;
        await foreach (var progress in organization.LoadAsync(root))
        {
            last = progress;
            if (progress.DepartmentsLoaded / 500 > shown)
            {
                shown = progress.DepartmentsLoaded / 500;
                await Console.Error.WriteLineAsync($"  {progress.DepartmentsLoaded:N0} of {progress.DepartmentsKnown:N0} departments, {progress.People:N0} people");
            }
        }

        var seconds = watch.Elapsed.TotalSeconds;
        var calls = dingTalk.Calls.Count(ListSub) + dingTalk.Calls.Count(UserList);
        Checks.SamePeople(dingTalk, organization, root);
        Console.WriteLine();
        Console.WriteLine("cold load                                  this        least     ratio    target");
        Console.WriteLine($"calls (listsub + user/list)          {calls,10:N0}   {leastTree + leastMembers,10:N0}   {calls / (double)(leastTree + leastMembers),7:F3}   ≤ 1.050");
        Console.WriteLine($"all calls, token and scope included  {dingTalk.Calls.Total,10:N0}");
        Console.WriteLine($"seconds at {CallsPerSecond} calls a second          {seconds,10:F1}   {leastSeconds,10:F1}   {seconds / leastSeconds,7:F3}   ≤ 1.100");
        Console.WriteLine($"calls refused by the platform        {dingTalk.Calls.Refused,10:N0}");
        Console.WriteLine($"most calls of one API in a second    {Math.Max(dingTalk.Calls.PeakPerSecond(ListSub), dingTalk.Calls.PeakPerSecond(UserList)),10:N0}   {CallsPerSecond,10:N0}");
        Console.WriteLine($"missing at the end                   {last!.Missing.Length,10:N0}");
    }
}
