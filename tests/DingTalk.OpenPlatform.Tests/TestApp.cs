using DingTalk.OpenPlatform.Limits;
using DingTalk.OpenPlatform.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.OpenPlatform.Tests;

/// <summary>A container with the client pointed at a test server.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    public const string Secret = "s3cret-of-the-app";

    private readonly ServiceProvider _provider;

    private TestApp(ServiceProvider provider) => _provider = provider;

    public IServiceProvider Services => _provider;

    public DingTalkClient Client => _provider.GetRequiredService<DingTalkClient>();

    public static TestApp For(
        Uri address, Action<DingTalkAppOptions>? options = null, TimeProvider? time = null, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        if (time is not null)
            collection.AddSingleton(time);
        collection.AddDingTalkClient(app =>
        {
            app.UseAddress(address);
            app.AppKey = "ding-key";
            app.AppSecret = Secret;
            app.AgentId = 42;
            options?.Invoke(app);
        });
        services?.Invoke(collection);
        return new TestApp(collection.BuildServiceProvider());
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}

internal static class TestAppServices
{
    /// <summary>As a cluster does it: a keyed registration of its own.</summary>
    public static void Replace(this IServiceCollection services, ICallGate gate) => services.AddKeyedSingleton("default", gate);

    public static void ReplaceTokens(this IServiceCollection services, IAccessTokenSource tokens) => services.AddKeyedSingleton("default", tokens);
}

/// <summary>Always the same token.</summary>
internal sealed class FixedTokens(string value) : IAccessTokenSource
{
    private readonly AccessToken _token = new(value, DateTimeOffset.MaxValue);

    public ValueTask<AccessToken> GetAsync(CancellationToken cancellationToken) => new(_token);

    public ValueTask<AccessToken> ReplaceAsync(AccessToken refused, CancellationToken cancellationToken) => new(_token);
}

/// <summary>Lets everything pass and remembers it.</summary>
internal sealed class OpenGate : ICallGate
{
    private readonly Lock _lock = new();

    public List<PlatformCall> Calls { get; } = [];

    public List<(PlatformCall Call, TimeSpan Pause)> Refusals { get; } = [];

    public ValueTask<CallPermit> EnterAsync(PlatformCall call, CancellationToken cancellationToken)
    {
        lock (_lock)
            Calls.Add(call);
        return new(new OpenPermit());
    }

    public void Refused(PlatformCall call, TimeSpan pause)
    {
        lock (_lock)
            Refusals.Add((call, pause));
    }

    private sealed class OpenPermit : CallPermit
    {
        public override bool TrySend() => true;
    }
}
