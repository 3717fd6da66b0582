using System.Collections.Concurrent;
using System.Diagnostics;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Hosting;

public sealed class TracingTests
{
    [Fact]
    public async Task Calls_of_our_grains_trace_as_an_applications_and_not_as_the_runtimes_own()
    {
        var seen = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Microsoft.Orleans", StringComparison.Ordinal),
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => seen.TryAdd(activity.OperationName, activity.Source.Name),
        };
        ActivitySource.AddActivityListener(listener);
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: TestContext.Current.CancellationToken);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, configureSilo: silo => silo.AddActivityPropagation());

        await mirror.Organization().GetDepartmentAsync(Companies.Technology, TestContext.Current.CancellationToken);

        var ours = seen.Where(activity => activity.Key.Contains("DepartmentGrain", StringComparison.Ordinal) && activity.Key.Contains('/', StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(ours);
        Assert.All(ours, activity => Assert.Equal("Microsoft.Orleans.Application", activity.Value));
    }
}
