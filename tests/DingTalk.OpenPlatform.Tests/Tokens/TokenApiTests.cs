using DingTalk.OpenPlatform.Tokens;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DingTalk.OpenPlatform.Tests.Tokens;

public sealed class TokenApiTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TokenEndpoint.OAuth2, "POST /v1.0/oauth2/accessToken")]
    [InlineData(TokenEndpoint.GetToken, "GET /gettoken")]
    public async Task A_token_of_either_call_is_good_on_both_hosts(TokenEndpoint tokenEndpoint, string called)
    {
        await using var company = await SmallCompany.StartAsync(client: options => options.TokenEndpoint = tokenEndpoint);
        var token = await company.Services.GetRequiredService<TokenApi>().FetchAsync(None);

        await company.Client.Departments.GetAsync(1, None);
        await company.Client.Search.FindDepartmentsAsync("Night", 0, 1, None);

        Assert.Equal(2, company.Platform.Calls.Count(called));
        Assert.Equal(1, company.Platform.TokensIssued);
        Assert.InRange(token.ExpiresAt - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1.9), TimeSpan.FromHours(2));
    }

    [Theory]
    [InlineData(TokenEndpoint.OAuth2)]
    [InlineData(TokenEndpoint.GetToken)]
    public async Task A_wrong_secret_is_named_as_such_and_never_printed(TokenEndpoint tokenEndpoint)
    {
        await using var company = await SmallCompany.StartAsync(client: options => (options.TokenEndpoint, options.AppSecret) = (tokenEndpoint, "wrong-secret"));

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => company.Client.Departments.GetAsync(1, None));

        Assert.Equal((DingTalkErrorKind.Credentials, null), (exception.Kind, exception.RetryAfter));
        Assert.Contains("AppSecret", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_configured_anew_counts_without_a_restart_and_another_key_does_not()
    {
        using var configuration = new ConfigurationManager { ["AppSecret"] = "the-former-secret" };
        await using var company = await SmallCompany.StartAsync(client: configuration.Bind, services: services => services
            .AddSingleton<IOptionsChangeTokenSource<DingTalkAppOptions>>(new ConfigurationChangeTokenSource<DingTalkAppOptions>("default", configuration)));
        var tokens = company.Services.GetRequiredService<TokenApi>();
        await Assert.ThrowsAsync<DingTalkApiException>(() => tokens.FetchAsync(None));

        configuration["AppSecret"] = company.Platform.AppSecret;
        configuration["AppKey"] = "ding-of-another-app";
        ((IConfigurationRoot)configuration).Reload();

        Assert.Equal(await tokens.FetchAsync(None), await company.Services.GetRequiredService<IAccessTokenSource>().GetAsync(None));
    }

    [Fact]
    public async Task A_revoked_token_is_replaced_once_however_many_calls_meet_it()
    {
        await using var company = await SmallCompany.StartAsync(options => options.Limits.CallsPerSecond = null, options => options.CallsPerSecond = 60);
        await company.Client.Departments.GetAsync(1, None);
        company.Platform.RevokeTokens();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => company.Client.Departments.GetAsync(1, None)));

        Assert.Equal(2, company.Platform.TokensIssued);
    }
}
