namespace DingTalk.Simulator.Tests.Gateway;

public sealed class GatewayTests
{
    [Fact]
    public async Task Json_all_string_json_and_form_bodies_mean_the_same()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        const string path = "/topapi/user/listsimple";
        const string expected = """{"errcode":0,"errmsg":"ok","result":{"has_more":true,"next_cursor":1,"list":[{"userid":"u2","name":"Li An"}]}}""";

        WireAssert.Equal(expected, await wire.PostAsync(path, """{"dept_id":5,"cursor":0,"size":1}"""));
        WireAssert.Equal(expected, await wire.PostAsync(path, """{"dept_id":"5","cursor":"0","size":"1"}"""));
        WireAssert.Equal(expected, await wire.PostFormAsync(path, ("dept_id", "5"), ("cursor", "0"), ("size", "1")));
    }

    [Fact]
    public async Task Unknown_paths_and_wrong_methods_are_told_apart()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        WireAssert.Equal("""{"errcode":22,"errmsg":"Invalid method"}""", await wire.PostAsync("/topapi/v2/user/fly", "{}"));
        WireAssert.Equal("""{"errcode":404,"errmsg":"请求的URI地址不存在"}""", await wire.GetWithTokenAsync("/nowhere"));
        WireAssert.Code("43002", await wire.GetWithTokenAsync("/topapi/v2/user/get?userid=u1"));
        WireAssert.Code("43001", await wire.PostAsync("/auth/scopes", "{}"));
        Assert.Equal(404, (await wire.ModernAsync(HttpMethod.Get, "/v1.0/nowhere", null)).Status);
        Assert.Equal(405, (await wire.ModernAsync(HttpMethod.Get, "/v1.0/contact/users/search", null)).Status);
    }

    [Fact]
    public async Task A_missing_permission_names_the_scopes_to_apply_for()
    {
        await using var dingTalk = await SmallCompany.StartAsync(options =>
            options.MissingPermissions = ["qyapi_get_member", "qyapi_addresslist_search"]);
        using var wire = new Wire(dingTalk);

        var legacy = await wire.PostAsync("/topapi/v2/user/get", """{"userid":"u1"}""");
        var (status, modern) = await wire.ModernAsync(HttpMethod.Post, "/v1.0/contact/users/search", """{"queryWord":"Li","offset":0,"size":1}""");

        Assert.Equal(88, (int)legacy["errcode"]!);
        WireAssert.Code("60011", legacy);
        Assert.EndsWith("{requiredScopes=[qyapi_get_member]}", (string)legacy["sub_msg"]!, StringComparison.Ordinal);
        Assert.Equal(403, status);
        WireAssert.Equal(
            """
            {"code":"Forbidden.AccessDenied.AccessTokenPermissionDenied","message":"没有调用该接口的权限",
             "accessdenieddetail":{"requiredScopes":["qyapi_addresslist_search"]}}
            """,
            modern);
    }

    [Theory]
    [InlineData("10.0.0.*", false)]
    [InlineData("127.0.0.*", true)]
    [InlineData("127.0.0.1", true)]
    public async Task Only_listed_addresses_may_call(string allowed, bool passes)
    {
        await using var dingTalk = await SmallCompany.StartAsync(options => options.AllowedIps = [allowed]);
        using var wire = new Wire(dingTalk);

        var answer = await wire.PostAsync("/topapi/v2/user/get", """{"userid":"u1"}""");

        WireAssert.Code(passes ? "0" : "60020", answer);
        if (!passes)
            Assert.Equal($"访问ip不在白名单之中,request ip=127.0.0.1 appKey({dingTalk.AppKey})", (string)answer["sub_msg"]!);
    }

    [Theory]
    [InlineData("/topapi/v2/user/get", "{}", "400002")]
    [InlineData("/topapi/v2/user/get", "not json", "47001")]
    [InlineData("/topapi/v2/department/get", """{"dept_id":"two"}""", "400002")]
    [InlineData("/topapi/v2/department/get", """{"dept_id":99}""", "60003")]
    [InlineData("/topapi/v2/department/get", """{"dept_id":-7}""", "40009")]
    [InlineData("/topapi/v2/department/listsub", """{"dept_id":99}""", "60003")]
    [InlineData("/topapi/v2/department/listsubid", "{}", "400002")]
    [InlineData("/topapi/v2/department/listparentbyuser", """{"userid":"nobody"}""", "60121")]
    [InlineData("/topapi/v2/user/get", """{"userid":"nobody"}""", "60121")]
    [InlineData("/topapi/v2/user/list", """{"dept_id":1,"cursor":0,"size":101}""", "40035")]
    [InlineData("/topapi/v2/user/list", """{"dept_id":1,"cursor":-1,"size":10}""", "40035")]
    [InlineData("/topapi/v2/user/list", """{"dept_id":1,"cursor":0,"size":10,"order_field":"height"}""", "40035")]
    [InlineData("/topapi/user/listsimple", """{"dept_id":1,"cursor":0,"size":101}""", "40069")]
    [InlineData("/topapi/user/listsimple", """{"dept_id":1,"cursor":-1,"size":10}""", "40068")]
    [InlineData("/topapi/user/listid", """{"dept_id":99}""", "60003")]
    [InlineData("/topapi/v2/user/getbymobile", """{"mobile":"12"}""", "40104")]
    [InlineData("/topapi/v2/user/getbymobile", """{"mobile":"13900000099"}""", "60121")]
    [InlineData("/topapi/user/getbyunionid", """{"unionid":"nobody"}""", "60121")]
    [InlineData("/topapi/user/count", "{}", "40035")]
    [InlineData("/topapi/user/get_admin_scope", "{}", "40036")]
    [InlineData("/topapi/v2/user/getuserinfo", """{"code":"c"}""", "40078")]
    [InlineData("/topapi/message/corpconversation/sendbytemplate", "{}", "60011")]
    public async Task Bad_input_has_the_code_of_its_endpoint(string path, string body, string code)
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        WireAssert.Code(code, await wire.PostAsync(path, body));
        Assert.Equal(1, dingTalk.Calls.RefusedWith(code));
    }
}
