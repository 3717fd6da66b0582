namespace DingTalk.Simulator.Tests.Tokens;

public sealed class TokensApiTests
{
    [Fact]
    public async Task All_three_ways_give_the_same_token_back_while_it_lives()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        var legacy = await wire.GetAsync($"/gettoken?appkey={dingTalk.AppKey}&appsecret={dingTalk.AppSecret}");
        var (_, modern) = await wire.ModernAsync(
            HttpMethod.Post, "/v1.0/oauth2/accessToken", $$"""{"appKey":"{{dingTalk.AppKey}}","appSecret":"{{dingTalk.AppSecret}}"}""");
        var (_, corp) = await wire.ModernAsync(
            HttpMethod.Post,
            $"/v1.0/oauth2/{dingTalk.Options.CorpId}/token",
            $$"""{"client_id":"{{dingTalk.AppKey}}","client_secret":"{{dingTalk.AppSecret}}","grant_type":"client_credentials"}""");

        var token = (string)legacy["access_token"]!;
        WireAssert.Equal($$"""{"errcode":0,"errmsg":"ok","access_token":"{{token}}","expires_in":7200}""", legacy);
        WireAssert.Equal($$"""{"accessToken":"{{token}}","expireIn":7200}""", modern);
        WireAssert.Equal($$"""{"access_token":"{{token}}","expires_in":7200}""", corp);
        Assert.Equal(1, dingTalk.TokensIssued);
    }

    [Fact]
    public async Task A_repeated_call_extends_the_life_and_an_expired_token_is_followed_by_another()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        var first = await wire.TokenAsync();

        dingTalk.Clock.Advance(TimeSpan.FromMinutes(100));
        wire.ForgetToken();
        Assert.Equal(first, await wire.TokenAsync());
        dingTalk.Clock.Advance(TimeSpan.FromMinutes(100));
        WireAssert.Code("0", await wire.PostAsync("/topapi/v2/user/get", """{"userid":"u1"}"""));

        dingTalk.Clock.Advance(TimeSpan.FromMinutes(21));
        WireAssert.Code("40014", await wire.PostAsync("/topapi/v2/user/get", """{"userid":"u1"}"""));
        wire.ForgetToken();
        Assert.NotEqual(first, await wire.TokenAsync());
        Assert.Equal(2, dingTalk.TokensIssued);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_in_the_manner_of_each_host()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        await wire.TokenAsync();
        dingTalk.RevokeTokens();

        var (status, modern) = await wire.ModernAsync(HttpMethod.Post, "/v1.0/contact/users/search", """{"queryWord":"Li","offset":0,"size":1}""");

        Assert.Equal(400, status);
        WireAssert.Equal("""{"code":"InvalidAuthentication","message":"不合法的access_token"}""", modern);
        WireAssert.Equal(
            """{"errcode":88,"sub_code":"40014","sub_msg":"不合法的access_token","errmsg":"ding talk error[subcode=40014,submsg=不合法的access_token]"}""",
            await wire.PostAsync("/topapi/v2/user/get", """{"userid":"u1"}"""));
        WireAssert.Equal("""{"errcode":40014,"errmsg":"不合法的access_token"}""", await wire.GetWithTokenAsync("/auth/scopes"));
    }

    [Theory]
    [InlineData("/gettoken?appkey=someone&appsecret=else", "40096")]
    [InlineData("/gettoken?appkey=someone", "40035")]
    [InlineData("/gettoken", "40035")]
    public async Task The_legacy_endpoint_refuses_a_wrong_pair_and_a_missing_one(string call, string code)
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        WireAssert.Code(code, await wire.GetAsync(call));
        Assert.Equal(0, dingTalk.TokensIssued);
    }

    [Fact]
    public async Task The_new_endpoints_refuse_by_status_and_word()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        var (pair, pairBody) = await wire.ModernAsync(HttpMethod.Post, "/v1.0/oauth2/accessToken", """{"appKey":"a","appSecret":"b"}""", "none");
        var (corp, corpBody) = await wire.ModernAsync(HttpMethod.Post, "/v1.0/oauth2/elsewhere/token", """{"grant_type":"client_credentials"}""", "none");
        var (grant, grantBody) = await wire.ModernAsync(HttpMethod.Post, $"/v1.0/oauth2/{dingTalk.Options.CorpId}/token", "{}", "none");

        Assert.Equal((400, "invalidClientIdOrSecret"), (pair, (string)pairBody["code"]!));
        Assert.Equal((500, "unknownError"), (corp, (string)corpBody["code"]!));
        Assert.Equal((400, "unsupported.grant.type"), (grant, (string)grantBody["code"]!));
    }

    [Fact]
    public async Task A_token_in_the_other_hosts_carrier_is_not_seen()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        var token = await wire.TokenAsync();

        var (_, legacy) = await wire.ModernAsync(HttpMethod.Post, "/topapi/v2/user/get", """{"userid":"u1"}""");
        using var content = new StringContent("""{"queryWord":"Li","offset":0,"size":1}""", System.Text.Encoding.UTF8, "application/json");
        using var modern = await wire.Http.PostAsync(
            new Uri($"/v1.0/contact/users/search?access_token={token}", UriKind.Relative), content, TestContext.Current.CancellationToken);

        WireAssert.Code("40000", legacy);
        Assert.Equal("access_token is blank", (string)legacy["sub_msg"]!);
        Assert.Equal(400, (int)modern.StatusCode);
        Assert.Contains("AuthenticationFailed.MissingParameter", await modern.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
