using System.Diagnostics;
using DingTalk.Mirror.Organizations;
using DingTalk.Simulator;
using Microsoft.Extensions.Logging.Abstractions;

namespace DingTalk.Mirror.Tests.Telemetry;

public sealed class TraceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cold_question_is_one_trace_from_its_caller_to_the_platform()
    {
        using var recording = new Recording();
        using var source = new ActivitySource("A caller");
        using var listener = new ActivityListener { ShouldListenTo = other => other == source, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, configureSilo: silo => silo.AddActivityPropagation());

        using var caller = source.StartActivity("caller")!;
        await mirror.Organization().GetMembersAsync(Companies.Platform, MemberScope.Direct, Ct);
        caller.Stop();

        var trace = recording.Activities.Where(activity => activity.TraceId == caller.TraceId).ToDictionary(activity => activity.SpanId);
        var call = trace.Values.Single(activity => activity.OperationName is "dingtalk.call" && activity.DisplayName is "dingtalk.call"
            && (string?)activity.GetTagItem("dingtalk.api") is "POST /topapi/v2/user/list");
        Assert.Contains(trace.Values, activity => activity.OperationName is "dingtalk.permit" && activity.ParentSpanId == call.ParentSpanId
            && (string?)activity.GetTagItem("dingtalk.api") is "POST /topapi/v2/user/list");

        var way = new List<string>();
        for (var at = call; at is not null; at = trace.GetValueOrDefault(at.ParentSpanId)) way.Add(at.OperationName);
        Assert.Equal("dingtalk.load", way[1]);
        Assert.Contains(way, name => name.Contains("IDepartmentGrain/GetAsync", StringComparison.Ordinal));
        Assert.Equal("dingtalk.query", way[^1]);
    }

    [Fact]
    public async Task Measuring_a_question_that_the_view_answers_allocates_nothing_whether_anybody_listens_or_not()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, silos: 1);
        var org = mirror.Organization();
        await org.LoadAsync(1, Ct).LastAsync(Ct);

        var plain = AllocatedBy(new Organization(mirror.Mirror(), TimeProvider.System, NullLogger<Organization>.Instance));

        Assert.Equal(plain, AllocatedBy(org));
        using var meters = new System.Diagnostics.Metrics.MeterListener();
        var heard = 0;
        meters.InstrumentPublished = (instrument, told) =>
        {
            if (instrument.Name is "dingtalk.mirror.queries") told.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref heard));
        meters.Start();
        Assert.Equal(plain, AllocatedBy(org));
        Assert.True(heard >= 1_000);
    }

    private static long AllocatedBy(IOrganization org)
    {
        Ask(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Ask(1_000);
        return GC.GetAllocatedBytesForCurrentThread() - before;

        void Ask(int times)
        {
            for (var i = 0; i < times; i++)
            {
                var asked = org.IsMemberAsync("chen", Companies.Technology, CancellationToken.None);
                Assert.True(asked.IsCompletedSuccessfully);
                _ = asked.GetAwaiter().GetResult();
            }
        }
    }
}
