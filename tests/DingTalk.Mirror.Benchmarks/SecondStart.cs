using System.Diagnostics;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Benchmarks;

internal static class SecondStart
{
    public static async Task RunAsync(DingTalkSimulator dingTalk, IOrganization organization, long root)
    {
        dingTalk.Calls.Reset();
        var watch = Stopwatch.StartNew();
        var members = await organization.GetMembersAsync(root, MemberScope.Subtree);
        var elapsed = watch.Elapsed;
        members.EnsureComplete();
        Checks.SamePeople(dingTalk, organization, root);
        Console.WriteLine();
        Console.WriteLine("second start from the store");
        Console.WriteLine($"calls to the platform                {dingTalk.Calls.Total,10:N0}                         0");
        Console.WriteLine($"ms until the whole root is answered  {elapsed.TotalMilliseconds,10:F0}   ({members.Items.Length:N0} people)");
    }
}
