using System.Text;
using System.Text.Json.Nodes;
using DingTalk.Simulator.Events;

namespace DingTalk.Simulator.Tests.Events;

public sealed class CallbackTests
{
    private const string FailedList = "/call_back/get_call_back_failed_result";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        """{"EventType":"user_modify_org","EventTime":1787300105123,"CorpId":"dingsim5c0rp77","BizId":"78123","eventId":"b3e1f0aa5d2c4e7f9a10","timeStamp":"1787300105120","diffInfo":[{"prev":{"workPlace":"杭州"},"curr":{"workPlace":"深圳"},"userid":"u40017"}],"userId":["u40017"]}""",
        "Qw7Zt2Lk9Xc4Vb1N",
        "1787300105456",
        "mR5tY8uK",
        "zS4vCzYNl+W6SYU7fPDP0w9DuFHWleYd2SGw95dtSMOoMd4H9ckNF3thXnG/QYnjMS0uuKv1InmyF8FaBvZ5Hvcozn+7wcaq597t+NP5ulS3hqocEzWCVkgaTnXsuj5IUsvXG8SJQB25ybNBpsTgCmzb0VIAUIBW/Wnyrbgv3tD2e5T+Jrq74bQZHEuNI8zAKXQQhhOjbHD0YYStZBKx3VLW/slkWWK93RgVZ+uLDWhvhLGjBV+APPpuBqDIKGX//2rnumezBQ8HKZqFP3MxfqhZE1pAudddkz/zI/W74VEqSt5pGaKHdDutwl4PIpZHAjTIQJWR4t17S/NMLt3AGk8FYLB5HVlH1u5PkpvQXbUtxHmQpXnoyc1N6dOrR0gDFmz8mOIhtpUMlsGvNML624mIXcOzas8uTC6ibO9vLuM=",
        "b648499c805af472bae9a30500255e237a3a430e")]
    [InlineData(
        "success",
        "a1B2c3D4e5F6g7H8",
        "1787300105501",
        "zP4wE9rT2yU6iO1a",
        "5Z2b7onxxUoWXC05KweDndiDLmChWsfD+gZGMLNP7YIAAj76wfbSWexR1ncb7fCQatvdLVOS1M5MvMe9w8K1fw==",
        "3d191e7afa5cfd5b787b3e409ccd2adf7e3601cd")]
    [InlineData(
        """{"EventType":"check_url"}""",
        "h7J8k9L0z1X2c3V4",
        "1787300100000",
        "Nq3Wp6Zs",
        "4pgb6mkMCT7MOeJbvgpG/dd8uYYWmK2v0sE3Jgn6oeHgxyQ7fAj1rHyg7m+yJKjm98uTYi/42zdwUJ2NzSScmzY5fPr1mwnfNQGuOiFhAHppVj+esnminKfLZkWww522",
        "4e03c14f6d2026812ba3f10a1ada4d2c7550cffc")]
    public void Encryption_and_signature_are_those_of_the_reference(string text, string random, string timestamp, string nonce, string encrypted, string signature)
    {
        var crypto = new CallbackCrypto("ZimToken2026", "kV7mQ2xT9bLw4ZcR8nYd5HsJ1pGf6AuE3oXi0WvKtMq", "dingsimapp0x7f3k9q2m");

        Assert.Equal(encrypted, crypto.Encrypt(text, Encoding.ASCII.GetBytes(random)));
        Assert.Equal(text, crypto.Decrypt(encrypted));
        Assert.Equal(signature, crypto.Sign(timestamp, nonce, encrypted));
        Assert.Null(new CallbackCrypto("ZimToken2026", "kV7mQ2xT9bLw4ZcR8nYd5HsJ1pGf6AuE3oXi0WvKtMq", "another").Decrypt(encrypted));
        Assert.Null(crypto.Decrypt(encrypted[..^4]));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_address_is_checked_and_then_gets_every_event_encrypted_and_signed()
    {
        await using var app = await CallbackApp.StartAsync();
        await using var dingTalk = await StreamClient.StartPlatformAsync();

        await dingTalk.Events.RegisterCallbackAsync(app.Options, Stop);
        dingTalk.Organization.Department(20, "新部门");
        await dingTalk.Events.WhenSettledAsync(Stop);

        Assert.Equal("""{"EventType":"check_url"}""", app.Received[0]);
        var born = dingTalk.Events.All.Single();
        WireAssert.Equal(
            $$"""{"EventType":"org_dept_create","EventTime":{{born.BornAt.ToUnixTimeMilliseconds()}},"CorpId":"{{dingTalk.Options.CorpId}}","BizId":"1","eventId":"{{born.Id}}","deptId":[20]}""",
            JsonNode.Parse(app.Received[1])!.AsObject());
        Assert.Equal((EventFate.Acknowledged, app.Options.Url!.ToString(), "SUCCESS"), (born.Fate, born.Attempts.Single().Connection, born.Attempts.Single().Answer));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_archived_form_has_other_keys_and_no_event_id()
    {
        await using var app = await CallbackApp.StartAsync();
        app.Options.Form = CallbackForm.Archived;
        await using var dingTalk = await StreamClient.StartPlatformAsync(options => options.Callback = app.Options);

        dingTalk.Organization.UpdateUser("u1", user => user with { Name = "Chen Xin" });
        await dingTalk.Events.WhenSettledAsync(Stop);

        WireAssert.Equal(
            $$"""{"CorpId":"{{dingTalk.Options.CorpId}}","EventType":"user_modify_org","TimeStamp":"{{dingTalk.Events.All.Single().BornAt.ToUnixTimeMilliseconds()}}","UserId":["u1"]}""",
            JsonNode.Parse(app.Received.Single())!.AsObject());
    }

    [Theory(Timeout = 60_000)]
    [InlineData("fail", 200, "result check failed")]
    [InlineData("success", 500, "http statusCode is:500")]
    [InlineData("success", 302, "http statusCode is:302")]
    public async Task Any_other_reply_is_a_failure(string reply, int status, string noted)
    {
        await using var app = await CallbackApp.StartAsync();
        (app.Reply, app.Status) = (reply, status);
        await using var dingTalk = await StreamClient.StartPlatformAsync();

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => dingTalk.Events.RegisterCallbackAsync(app.Options, Stop));
        Assert.Contains(noted, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("71009", refusal.Message, StringComparison.Ordinal);
        Assert.Null(dingTalk.Options.Callback);
        dingTalk.Options.Callback = app.Options;
        dingTalk.Organization.RemoveUser("u3");
        await dingTalk.Events.WhenAsync(events => events.All[0].Attempts is [{ Answer: not null }], Stop);

        Assert.Equal((EventFate.Pending, noted), (dingTalk.Events.All.Single().Fate, dingTalk.Events.All.Single().Attempts.Single().Answer));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_silent_address_fails_after_two_and_a_half_seconds()
    {
        await using var app = await CallbackApp.StartAsync();
        app.Hangs = true;
        await using var dingTalk = await StreamClient.StartPlatformAsync(options => options.Callback = app.Options);

        dingTalk.Organization.RemoveUser("u3");
        await app.Asked.WaitAsync(Stop);
        dingTalk.Clock.Advance(TimeSpan.FromSeconds(2.5));
        await dingTalk.Events.WhenAsync(events => events.All[0].Attempts is [{ Answer: "timedout" }], Stop);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_failed_three_times_is_listed_after_three_minutes_until_the_next_call()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync(options => options.Callback = CallbackApp.Nowhere);
        using var wire = new Wire(dingTalk);
        dingTalk.Organization.RemoveUser("u3");
        dingTalk.Organization.Department(20, "New");
        dingTalk.Organization.UpdateDepartment(1, department => department with { Name = "Corp" });
        foreach (var (attempts, pause) in ((int, int)[])[(1, 10), (2, 30), (3, 180)])
        {
            await dingTalk.Events.WhenAsync(events => events.All.All(born => born.Attempts.Count(attempt => attempt.Answer is not null) == attempts), Stop);
            WireAssert.Equal("""{"errcode":0,"errmsg":"ok","has_more":false,"failed_list":[]}""", await wire.GetWithTokenAsync(FailedList));
            dingTalk.Clock.Advance(TimeSpan.FromSeconds(pause));
        }

        var listed = await wire.GetWithTokenAsync(FailedList);
        Assert.Equal(
            new HashSet<string> { Listed("user_leave_org", "\"userid\":[\"u3\"]"), Listed("org_dept_create", "\"deptid\":[20]"), Listed("org_change", "\"callbackData\":{}"), Listed("org_dept_modify", "\"deptid\":[1]") },
            listed["failed_list"]!.AsArray().Select(entry => entry!.ToJsonString()).ToHashSet());
        Assert.Empty((await wire.GetWithTokenAsync(FailedList))["failed_list"]!.AsArray());

        string Listed(string type, string kept) =>
            $$$"""{"call_back_tag":"{{{type}}}","event_time":{{{dingTalk.Events.Of(type).Single().BornAt.ToUnixTimeMilliseconds()}}},"{{{type}}}":{{{{kept}}},"corpid":"{{{dingTalk.Options.CorpId}}}"}}""";
    }

    [Fact(Timeout = 60_000)]
    public async Task The_failed_list_comes_in_batches_of_200()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync(options =>
        {
            options.Callback = CallbackApp.Nowhere;
            options.Events.Retries = [];
        });
        using var wire = new Wire(dingTalk);
        for (var i = 0; i < 201; i++)
            dingTalk.Organization.Department(100 + i, $"D{i}");
        await dingTalk.Events.WhenSettledAsync(Stop);
        dingTalk.Clock.Advance(TimeSpan.FromMinutes(3));

        var (first, second) = (await wire.GetWithTokenAsync(FailedList), await wire.GetWithTokenAsync(FailedList));

        Assert.Equal((200, true), (first["failed_list"]!.AsArray().Count, (bool)first["has_more"]!));
        Assert.Equal((1, false), (second["failed_list"]!.AsArray().Count, (bool)second["has_more"]!));
    }

    [Fact]
    public async Task A_callback_that_the_console_would_not_take_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => StreamClient.StartPlatformAsync(options => options.Callback = new CallbackOptions { Url = new Uri("ftp://x"), Token = "abc", AesKey = CallbackApp.Nowhere.AesKey }));
        await Assert.ThrowsAsync<ArgumentException>(() => StreamClient.StartPlatformAsync(options => options.Callback = new CallbackOptions { Url = CallbackApp.Nowhere.Url, Token = "ab", AesKey = CallbackApp.Nowhere.AesKey }));
        await Assert.ThrowsAsync<ArgumentException>(() => StreamClient.StartPlatformAsync(options => options.Callback = new CallbackOptions { Url = CallbackApp.Nowhere.Url, Token = "abc", AesKey = "short" }));
    }
}
