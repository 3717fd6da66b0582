using Microsoft.Extensions.Time.Testing;

namespace DingTalk.Simulator.Tests.Sdk;

/// <summary>DingTalk's own Stream SDK for Node.js against the simulator.</summary>
public sealed class StreamSdkTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task The_platforms_own_stream_sdk_gets_events_acknowledges_them_answers_pings_and_survives_a_disconnect()
    {
        await using var dingTalk = await SmallCompany.StartAsync(options => options.TimeProvider = new FakeTimeProvider());
        using var wire = new Wire(dingTalk);
        using var sdk = await NodePackages.StartAsync("stream.mjs", dingTalk.Address.ToString(), dingTalk.AppKey, dingTalk.AppSecret);
        await dingTalk.Events.WhenConnectedAsync(cancellationToken: Stop);

        await wire.PostAsync("/topapi/v2/user/update", """{"userid":"u1","dept_id_list":"9"}""");
        await dingTalk.Events.WhenSettledAsync(Stop);
        dingTalk.Clock.Advance(dingTalk.Options.Events.PingInterval!.Value);
        await dingTalk.Events.WhenAsync(events => events.Connections.Sum(connection => connection.PingsAnswered) == 1, Stop);

        dingTalk.Events.Disconnect(StreamBreak.Announced);
        dingTalk.Clock.Advance(dingTalk.Options.Events.DisconnectGrace);
        await dingTalk.Events.WhenConnectedAsync(cancellationToken: Stop);
        await wire.PostAsync("/topapi/v2/department/update", """{"dept_id":5,"name":"Early Shift"}""");
        await dingTalk.Events.WhenSettledAsync(Stop);

        Assert.Equal("""[["user_modify_org",["u1"]],["org_dept_modify",[5]]]""", (await sdk.EndAsync()).TrimEnd());
        Assert.All(dingTalk.Events.All, born => Assert.Equal((EventFate.Acknowledged, 1), (born.Fate, born.Attempts.Count)));
        Assert.Equal(2, dingTalk.Calls.Count("POST /v1.0/gateway/connections/open"));
    }
}
