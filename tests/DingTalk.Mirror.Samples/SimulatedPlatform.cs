using DingTalk.Simulator;

namespace DingTalk.Mirror.Samples;

internal static class SimulatedPlatform
{
    public static async Task RunAsync()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(new SimulatedOrganization().Department(2, "研发部").User("u1", "陈可", 2));
    }
}
