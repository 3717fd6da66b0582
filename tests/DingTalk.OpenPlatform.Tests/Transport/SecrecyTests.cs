using DingTalk.OpenPlatform.Tokens;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DingTalk.OpenPlatform.Tests.Transport;

/// <summary>Whatever happens, nothing that a program prints or traces holds the token or the secret.</summary>
public sealed class SecrecyTests
{
    private const string Quoting = """{"errcode":88,"sub_code":"60011","sub_msg":"token token-2 of secret s3cret-of-the-app lacks a right"}""";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TokenEndpoint.OAuth2)]
    [InlineData(TokenEndpoint.GetToken)]
    public async Task Neither_token_nor_secret_is_ever_logged_traced_or_thrown(TokenEndpoint tokenEndpoint)
    {
        using var ear = new Ear();
        await using var platform = await ScriptedPlatform.StartAsync(
            ScriptedPlatform.Json("""{"errcode":0,"result":{"dept_id":7,"name":"D"}}"""),
            ScriptedPlatform.Json("""{"errcode":88,"sub_code":"40014"}"""),
            ScriptedPlatform.Json(Quoting),
            ScriptedPlatform.Json("""{"errcode":90018}"""),
            ScriptedPlatform.DropAsync,
            ScriptedPlatform.CutAsync,
            ScriptedPlatform.Json("""{"errcode":0,"resu"""));
        await using var app = TestApp.For(platform.Address, options => options.TokenEndpoint = tokenEndpoint, new SkippingTime(), services =>
        {
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(ear));
            services.AddHttpClient("lent").AddDingTalkHandler().RedactLoggedHeaders(_ => false);
        });

        await app.Client.Departments.GetAsync(7, None);
        for (var call = 0; call < 6; call++)
        {
            var exception = await Record.ExceptionAsync(() => app.Client.Departments.DeleteAsync(7, None));
            if (exception is not null)
                ear.Hear(exception.ToString());
            ear.Hear((exception as DingTalkApiException)?.PlatformMessage ?? "");
        }

        using var lent = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("lent");
        using var legacy = await lent.GetAsync(new Uri(platform.Address, "/topapi/attendance/list"), None);
        using var modern = await lent.GetAsync(new Uri(platform.Address, "/v1.0/workflow/instances"), None);
        ear.Hear(legacy.ToString() + legacy.RequestMessage + modern.RequestMessage);

        Assert.True(platform.TokensIssued >= 2);
        Assert.Contains(ear.Heard, heard => heard.Contains("/topapi/v2/department/delete", StringComparison.Ordinal));
        Assert.Contains(ear.Heard, heard => heard.StartsWith("activity ", StringComparison.Ordinal));
        Assert.Contains(ear.Heard, heard => heard.StartsWith("event ", StringComparison.Ordinal));
        Assert.Contains(ear.Heard, heard => heard.Contains("[redacted]", StringComparison.Ordinal));
        Assert.All(ear.Heard, heard =>
        {
            Assert.DoesNotContain("token-", heard, StringComparison.Ordinal);
            Assert.DoesNotContain(TestApp.Secret, heard, StringComparison.Ordinal);
        });
    }
}
