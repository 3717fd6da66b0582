using DingTalk.OpenPlatform.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DingTalk.OpenPlatform.Tests;

public sealed class DingTalkAppOptionsTests
{
    public static TheoryData<string, Action<DingTalkAppOptions>> Mistakes => new()
    {
        { nameof(DingTalkAppOptions.AppKey), options => options.AppKey = "" },
        { nameof(DingTalkAppOptions.AppSecret), options => options.AppSecret = "" },
        { nameof(DingTalkAppOptions.AgentId), options => options.AgentId = 0 },
        { nameof(DingTalkAppOptions.LegacyAddress), options => options.LegacyAddress = new Uri("/relative", UriKind.Relative) },
        { nameof(DingTalkAppOptions.LegacyAddress), options => options.LegacyAddress = new Uri("ftp://oapi.dingtalk.com") },
        { nameof(DingTalkAppOptions.Address), options => options.Address = new Uri("https://api.dingtalk.com/v1.0") },
        { nameof(DingTalkAppOptions.Address), options => options.Address = new Uri("https://user@api.dingtalk.com") },
        { nameof(DingTalkAppOptions.TokenEndpoint), options => options.TokenEndpoint = (TokenEndpoint)7 },
        { nameof(DingTalkAppOptions.Language), options => options.Language = "de_DE" },
        { nameof(DingTalkAppOptions.CallsPerSecond), options => options.CallsPerSecond = 61 },
        { nameof(DingTalkAppOptions.JitterAllowance), options => options.JitterAllowance = TimeSpan.FromSeconds(-1) },
        { nameof(DingTalkAppOptions.AttemptTimeout), options => options.AttemptTimeout = TimeSpan.Zero },
        { nameof(DingTalkAppOptions.TotalTimeout), options => options.TotalTimeout = TimeSpan.FromHours(2) },
        { nameof(DingTalkAppOptions.TotalTimeout), options => options.TotalTimeout = TimeSpan.FromSeconds(5) },
        { nameof(DingTalkAppOptions.MaxRetries), options => options.MaxRetries = 4 },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void A_mistake_is_refused_at_start_and_named(string option, Action<DingTalkAppOptions> mistake)
    {
        using var provider = Build(mistake);

        var exception = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(option, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(TestApp.Secret, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_and_secret_are_enough()
    {
        using var provider = Build(_ => { });

        provider.GetRequiredService<IStartupValidator>().Validate();

        var options = provider.GetRequiredService<IOptionsMonitor<DingTalkAppOptions>>().Get("default");
        Assert.Equal("https://oapi.dingtalk.com/", options.LegacyAddress.AbsoluteUri);
        Assert.Equal("https://api.dingtalk.com/", options.Address.AbsoluteUri);
    }

    [Fact]
    public void Options_never_print_the_secret() =>
        Assert.DoesNotContain(TestApp.Secret, new DingTalkAppOptions { AppSecret = TestApp.Secret }.ToString(), StringComparison.Ordinal);

    private static ServiceProvider Build(Action<DingTalkAppOptions> change)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDingTalkClient(options =>
        {
            options.AppKey = "ding-key";
            options.AppSecret = TestApp.Secret;
            change(options);
        });
        return services.BuildServiceProvider();
    }
}
