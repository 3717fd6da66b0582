using DingTalk.OpenPlatform.Limits;
using DingTalk.OpenPlatform.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.OpenPlatform.Tests.Registration;

public sealed class RegistrationTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_elses_token_source_and_gate_win_whichever_comes_first(bool first)
    {
        var (gate, tokens) = (new OpenGate(), new FixedTokens("mine"));
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json("""{"errcode":0,"result":{"dept_id":7,"name":"D"}}"""));
        var services = new ServiceCollection();
        services.AddLogging();
        if (first)
            AddMine();
        services.AddDingTalkClient(options => Configure(options, platform.Address));
        if (!first)
            AddMine();
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<DingTalkClient>().Departments.GetAsync(7, None);

        Assert.Equal("?access_token=mine", Assert.Single(platform.Requests).Query);
        Assert.Equal(new PlatformCall("POST /topapi/v2/department/get", CallPriority.Interactive, false), Assert.Single(gate.Calls));
        Assert.Same(gate, provider.GetRequiredService<ICallGate>());
        Assert.Same(tokens, provider.GetRequiredService<IAccessTokenSource>());

        void AddMine()
        {
            services.AddKeyedSingleton<ICallGate>("default", gate);
            services.AddKeyedSingleton<IAccessTokenSource>("default", tokens);
        }
    }

    [Fact]
    public async Task Several_apps_live_side_by_side_under_their_names()
    {
        await using var platformA = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json("""{"errcode":0,"result":{"count":"1"}}"""));
        await using var platformB = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json("""{"errcode":0,"result":{"count":2}}"""));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDingTalkClient("a", options => Configure(options, platformA.Address));
        services.AddDingTalkClient("b", options => Configure(options, platformB.Address));
        await using var provider = services.BuildServiceProvider();

        Assert.Equal(1, await provider.GetRequiredKeyedService<DingTalkClient>("a").Users.CountAsync(onlyActive: false, None));
        Assert.Equal(2, await provider.GetRequiredKeyedService<DingTalkClient>("b").Users.CountAsync(onlyActive: true, None));
        Assert.NotSame(provider.GetRequiredKeyedService<ICallGate>("a"), provider.GetRequiredKeyedService<ICallGate>("b"));
        Assert.Null(provider.GetService<DingTalkClient>());
    }

    [Fact]
    public async Task Registered_twice_a_call_still_asks_the_gate_once()
    {
        var gate = new OpenGate();
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json("""{"errcode":0,"result":{"count":1}}"""));
        await using var app = TestApp.For(platform.Address, services: services =>
        {
            services.Replace(gate);
            services.AddDingTalkClient(options => options.Language = "en_US");
        });

        await app.Client.Users.CountAsync(onlyActive: false, None);

        Assert.Single(gate.Calls);
    }

    [Fact]
    public async Task In_background_the_same_app_asks_the_gate_as_background()
    {
        var gate = new OpenGate();
        await using var platform = await ScriptedPlatform.StartAsync(ScriptedPlatform.Json("""{"errcode":0,"result":{"count":1}}"""));
        await using var app = TestApp.For(platform.Address, services: services => services.Replace(gate));

        await app.Client.InBackground().Users.CountAsync(onlyActive: false, None);
        await app.Client.Users.CountAsync(onlyActive: false, None);

        Assert.Equal([CallPriority.Background, CallPriority.Interactive], gate.Calls.Select(call => call.Priority));
        Assert.Equal(1, platform.TokensIssued);
    }

    private static void Configure(DingTalkAppOptions options, Uri address)
    {
        options.UseAddress(address);
        (options.AppKey, options.AppSecret) = ("ding-key", TestApp.Secret);
    }
}
