using DingTalk.OpenPlatform.Tokens;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DingTalk.OpenPlatform.Tests.Tokens;

public sealed class AppSecretTests
{
    [Fact]
    public async Task After_a_rotation_neither_the_former_secret_nor_the_new_one_is_quoted()
    {
        using var configuration = new ConfigurationManager { ["AppSecret"] = "the-former-secret" };
        await using var app = TestApp.For(new("http://127.0.0.1:9"), configuration.Bind, services: services => services
            .AddSingleton<IOptionsChangeTokenSource<DingTalkAppOptions>>(new ConfigurationChangeTokenSource<DingTalkAppOptions>("default", configuration)));
        var secret = app.Services.GetRequiredKeyedService<AppSecret>("default");
        var former = secret.Take();

        configuration["AppSecret"] = "the-new-secret";
        ((IConfigurationRoot)configuration).Reload();

        Assert.Equal(("the-former-secret", "the-new-secret"), (former, secret.Take()));
        var quoted = new AnswerFault("400", DingTalkErrorKind.Other, RetryAfter: null) { Message = "the-former-secret, then the-new-secret" };
        Assert.Equal("[redacted], then [redacted]", secret.Hide(quoted).Message);
    }
}
