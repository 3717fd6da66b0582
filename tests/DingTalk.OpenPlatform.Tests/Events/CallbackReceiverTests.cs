using System.Net;
using System.Text.Json;
using DingTalk.OpenPlatform.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.OpenPlatform.Tests.Events;

/// <summary>Callbacks over a real web server, mapped by one line.</summary>
public sealed class CallbackReceiverTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_is_handed_on_and_answered_with_an_encrypted_success()
    {
        await using var app = await CallbackApp.StartAsync();

        var answer = await app.PostAsync(CallbackVectors.Event);
        var it = await app.Handler.NextAsync();

        Assert.Equal(("b3e1f0aa5d2c4e7f9a10", "user_modify_org", "dingsim5c0rp77", EventDelivery.Callback), (it.EventId, it.EventType, it.CorpId, it.Delivery));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1787300105123), it.BornAt);
        Assert.Equal("深圳", it.Data.GetProperty("diffInfo")[0].GetProperty("curr").GetProperty("workPlace").GetString());
        AssertSuccess(answer, CallbackVectors.OwnerKey);
    }

    [Fact]
    public async Task The_old_form_is_read_too()
    {
        await using var app = await CallbackApp.StartAsync();

        await app.PostAsync(CallbackVectors.Message("""{"CorpId":"c","EventType":"user_leave_org","UserId":["u40017"],"TimeStamp":"1787300300500"}"""));
        var it = await app.Handler.NextAsync();

        Assert.Equal((null, "c", DateTimeOffset.FromUnixTimeMilliseconds(1787300300500)), (it.EventId, it.CorpId, it.BornAt));
    }

    [Fact]
    public async Task The_check_of_the_address_is_answered_and_no_event()
    {
        await using var app = await CallbackApp.StartAsync();

        AssertSuccess(await app.PostAsync(CallbackVectors.UrlCheck), CallbackVectors.OwnerKey);
        AssertSuccess(await app.PostAsync(CallbackVectors.UrlCheck), CallbackVectors.OwnerKey);
        AssertSuccess(await app.PostAsync(CallbackVectors.Message("""{"EventType":"check_update_suite_url","Random":"r"}""")), CallbackVectors.OwnerKey);
        Assert.False(app.Handler.HasEvent);
    }

    [Fact]
    public async Task A_callback_for_the_corp_is_taken_where_the_corp_is_named_and_answered_to_the_corp()
    {
        await using var app = await CallbackApp.StartAsync(options: options => options.CorpId = "dingcorp");

        AssertSuccess(await app.PostAsync(CallbackVectors.Message("""{"EventType":"check_url"}""", owner: "dingcorp")), "dingcorp");
        AssertSuccess(await app.PostAsync(CallbackVectors.Message("""{"EventType":"check_url"}""")), CallbackVectors.OwnerKey);
    }

    [Theory]
    [InlineData("msg_signature", "timestamp")]
    [InlineData("signature", "timestamp")]
    [InlineData("msg_signature", "timeStamp")]
    public async Task Either_name_of_a_parameter_will_do(string signature, string timestamp)
    {
        await using var app = await CallbackApp.StartAsync();
        var message = CallbackVectors.Event;

        AssertSuccess(
            await app.PostAsync($"?{signature}={message.Signature}&{timestamp}={message.Timestamp}&nonce={message.Nonce}", message.Body), CallbackVectors.OwnerKey);
    }

    [Fact]
    public async Task A_timestamp_in_seconds_is_taken()
    {
        await using var app = await CallbackApp.StartAsync();

        AssertSuccess(await app.PostAsync(CallbackVectors.Message("""{"EventType":"org_change"}""", timestamp: "1787300105")), CallbackVectors.OwnerKey);
    }

    public static TheoryData<string, int, string, string> Untrusted
    {
        get
        {
            const string Text = """{"EventType":"org_change"}""";
            var good = CallbackVectors.Event;
            return new()
            {
                { "nothing", 400, "", "" },
                { "no nonce", 400, $"?msg_signature={good.Signature}&timestamp={good.Timestamp}", good.Body },
                { "no body", 400, good.Query, "" },
                { "no JSON", 400, good.Query, "encrypt" },
                { "no encrypt", 400, good.Query, "{}" },
                { "encrypt no text", 400, good.Query, """{"encrypt":{}}""" },
                { "too long", 413, good.Query, new string(' ', CallbackReceiver.MaxBodyBytes + 1) },
                { "other signature", 401, (good with { Signature = new string('0', 40) }).Query, good.Body },
                { "short signature", 401, (good with { Signature = "b6" }).Query, good.Body },
                { "other nonce", 401, (good with { Nonce = "x" }).Query, good.Body },
                { "other token", 401, CallbackVectors.Message(Text, token: "OtherToken").Query, CallbackVectors.Message(Text, token: "OtherToken").Body },
                { "stale", 401, CallbackVectors.Message(Text, timestamp: "1787299804000").Query, CallbackVectors.Message(Text, timestamp: "1787299804000").Body },
                { "ahead", 401, CallbackVectors.Message(Text, timestamp: "1787300406000").Query, CallbackVectors.Message(Text, timestamp: "1787300406000").Body },
                { "no time", 401, CallbackVectors.Message(Text, timestamp: "soon").Query, CallbackVectors.Message(Text, timestamp: "soon").Body },
                { "other key", 400, Other().Query, Other().Body },
                { "other owner", 401, CallbackVectors.Message(Text, owner: "dingother").Query, CallbackVectors.Message(Text, owner: "dingother").Body },
                { "no event", 400, CallbackVectors.Message("[]").Query, CallbackVectors.Message("[]").Body },
                { "no type", 400, CallbackVectors.Message("{}").Query, CallbackVectors.Message("{}").Body },
            };

            static CallbackMessage Other() => CallbackVectors.Message(Text, aesKey: new string('a', 43));
        }
    }

    [Theory]
    [MemberData(nameof(Untrusted), DisableDiscoveryEnumeration = true)]
    public async Task What_is_not_to_be_trusted_is_refused_with_a_reason_and_without_a_secret(string what, int status, string query, string body)
    {
        await using var app = await CallbackApp.StartAsync();

        var (actual, text) = await app.PostAsync(query, body);

        Assert.True(status == (int)actual, $"{what}: {actual} {text}");
        Assert.NotEmpty(text);
        Assert.False(app.Handler.HasEvent);
        string[] secrets = [CallbackVectors.Token, CallbackVectors.AesKey, TestApp.Secret];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_replay_of_what_was_consumed_is_refused_and_after_the_window_it_is_stale()
    {
        var time = new FakeTimeProvider(CallbackVectors.Then);
        await using var app = await CallbackApp.StartAsync(time);
        AssertSuccess(await app.PostAsync(CallbackVectors.Event), CallbackVectors.OwnerKey);

        Assert.Equal(HttpStatusCode.Conflict, (await app.PostAsync(CallbackVectors.Event)).Status);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.PostAsync(CallbackVectors.Event)).Status);

        await app.Handler.NextAsync();
        Assert.False(app.Handler.HasEvent);
    }

    [Fact]
    public async Task What_was_not_consumed_is_taken_when_the_very_same_comes_again()
    {
        var isDown = true;
        await using var app = await CallbackApp.StartAsync(handler: new EventRecorder
        {
            OnEvent = (_, _) => isDown ? throw new InvalidOperationException("The store is down.") : Task.CompletedTask,
        });

        var (status, text) = await app.PostAsync(CallbackVectors.Event);
        isDown = false;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.DoesNotContain("store", text, StringComparison.Ordinal);
        AssertSuccess(await app.PostAsync(CallbackVectors.Event), CallbackVectors.OwnerKey);
    }

    [Fact]
    public async Task At_the_deadline_the_platform_is_told_to_send_it_again()
    {
        var time = new FakeTimeProvider(CallbackVectors.Then);
        await using var app = await CallbackApp.StartAsync(time, new EventRecorder { OnEvent = (_, ct) => Task.Delay(Timeout.InfiniteTimeSpan, time, ct) });

        var answer = app.PostAsync(CallbackVectors.Event);
        await app.Handler.NextAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await time.PassUntilAsync(answer)).Status);
        Assert.True(time.GetUtcNow() - CallbackVectors.Then >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task An_address_for_an_app_whose_callback_is_not_registered_is_refused_with_the_line_to_add()
    {
        await using var web = WebApplication.CreateSlimBuilder().Build();

        var exception = Assert.Throws<InvalidOperationException>(() => web.MapDingTalkCallback("/dingtalk/events", "sales"));

        Assert.Contains("AddDingTalkCallback<…>(\"sales\"", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("with space")]
    public void A_token_that_the_console_cannot_have_is_refused_at_start(string token)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Validate(options => options.Token = token));

        Assert.Contains("Token", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(CallbackVectors.AesKey, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_length_is_refused_at_start() =>
        Assert.Throws<OptionsValidationException>(() => Validate(options => options.AesKey = CallbackVectors.AesKey[1..]));

    [Fact]
    public void Options_never_print_token_or_key()
    {
        var printed = new DingTalkCallbackOptions { Token = CallbackVectors.Token, AesKey = CallbackVectors.AesKey }.ToString();

        Assert.DoesNotContain(CallbackVectors.Token, printed, StringComparison.Ordinal);
        Assert.DoesNotContain(CallbackVectors.AesKey, printed, StringComparison.Ordinal);
    }

    private static void Validate(Action<DingTalkCallbackOptions> change)
    {
        var services = new ServiceCollection();
        services.AddDingTalkCallback<EventRecorder>(options =>
        {
            (options.Token, options.AesKey) = (CallbackVectors.Token, CallbackVectors.AesKey);
            change(options);
        });
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
    }

    private static void AssertSuccess((HttpStatusCode Status, string Text) answer, string ownerKey)
    {
        Assert.Equal((HttpStatusCode.OK, answer.Text), answer);
        var json = JsonElement.Parse(answer.Text);
        var cipher = new CallbackCipher(CallbackVectors.Token, CallbackVectors.AesKey);
        var encrypted = json.GetProperty("encrypt").GetString()!;
        Assert.Equal(cipher.Sign(json.GetProperty("timeStamp").GetString()!, json.GetProperty("nonce").GetString()!, encrypted),
            json.GetProperty("msg_signature").GetString());
        Assert.Equal(("success", ownerKey), cipher.Decrypt(encrypted));
    }
}
