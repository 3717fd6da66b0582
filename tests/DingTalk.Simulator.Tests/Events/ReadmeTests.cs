using Microsoft.Extensions.Time.Testing;

namespace DingTalk.Simulator.Tests.Events;

/// <summary>The code of the simulator's page about events, compiled and run.</summary>
public sealed class ReadmeTests
{
    [Fact]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "xUnit1051", Justification = "As the page shows it.")]
    public async Task An_event_that_finds_nobody_is_lost_after_forty_seconds()
    {
        var company = SmallCompany.Create();

        await using var dingTalk = await DingTalkSimulator.StartAsync(company, options => options.TimeProvider = new FakeTimeProvider());
        dingTalk.Organization.RemoveUser("u1");            // pushed at once; nobody is connected
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(10));  // the second push
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(30));  // the last
        await dingTalk.Events.WhenSettledAsync();
        Console.WriteLine(dingTalk.Events.LostCount);      // 1

        Assert.Equal(1, dingTalk.Events.LostCount);
    }
}
