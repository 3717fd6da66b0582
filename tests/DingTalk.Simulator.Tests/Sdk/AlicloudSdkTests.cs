using System.Text.Json.Nodes;

namespace DingTalk.Simulator.Tests.Sdk;

/// <summary>DingTalk's own SDK for Node.js, pointed at the simulator and otherwise unchanged.</summary>
public sealed class AlicloudSdkTests
{
    [Fact]
    public async Task The_platforms_own_sdk_gets_tokens_searches_and_understands_a_refusal()
    {
        await using var dingTalk = await SmallCompany.StartAsync();

        using var sdk = await NodePackages.StartAsync("call.mjs", dingTalk.Address.ToString(), dingTalk.AppKey, dingTalk.AppSecret, dingTalk.Options.CorpId);

        WireAssert.Equal(
            """{"expireIn":7200,"sameToken":true,"departments":[5],"users":["u2"],"total":1,"refusal":"InvalidAuthentication"}""",
            JsonNode.Parse(await sdk.EndAsync())!.AsObject());
    }
}
