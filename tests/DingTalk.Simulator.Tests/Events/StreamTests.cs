using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace DingTalk.Simulator.Tests.Events;

public sealed class StreamTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_made_through_the_api_arrives_as_a_frame_of_texts_and_is_acknowledged()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        await using var client = await StreamClient.ConnectAsync(dingTalk);

        await wire.PostAsync("/topapi/v2/user/update", """{"userid":"u1","dept_id_list":"9"}""");
        var frame = await client.ReceiveAsync("user_modify_org");
        await client.AcknowledgeAsync(frame);
        await dingTalk.Events.WhenSettledAsync(Stop);

        var born = Assert.Single(dingTalk.Events.All);
        var headers = frame["headers"]!.AsObject();
        Assert.Equal("1.0", (string)frame["specVersion"]!);
        Assert.All(headers, header => Assert.Equal(System.Text.Json.JsonValueKind.String, header.Value!.GetValueKind()));
        Assert.Equal(
            ("*", born.Id, dingTalk.Options.CorpId, "application/json"),
            ((string)headers["topic"]!, (string)headers["eventId"]!, (string)headers["eventCorpId"]!, (string)headers["contentType"]!));
        Assert.Equal(born.BornAt.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), (string)headers["eventBornTime"]!);
        Assert.Equal("u1", (string)StreamClient.DataOf(frame)["userId"]!.AsArray().Single()!);
        var attempt = Assert.Single(born.Attempts);
        Assert.Equal((EventFate.Acknowledged, "SUCCESS", (string)headers["messageId"]!), (born.Fate, attempt.Answer, attempt.MessageId));
        Assert.Equal(dingTalk.Events.Connections.Single().Id, attempt.Connection);
    }
}
