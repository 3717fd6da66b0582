using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using DingTalk.OpenPlatform;
using DingTalk.OpenPlatform.Checks;
using DingTalk.OpenPlatform.Events;
using DingTalk.OpenPlatform.Limits;
using DingTalk.OpenPlatform.Telemetry;
using DingTalk.OpenPlatform.Tokens;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the DingTalk client.</summary>
public static class DingTalkServiceCollectionExtensions
{
    /// <summary>The name of an app that was given none.</summary>
    public const string DefaultAppName = "default";

    /// <summary>The client of the one app that a process serves: <see cref="DingTalkClient"/>, <see cref="TokenApi"/>,
    /// <see cref="IAccessTokenSource"/>, <see cref="ICallGate"/>, <see cref="ICallMonitor"/> and <see cref="DingTalkCheck"/>, with and without the
    /// key <see cref="DefaultAppName"/>.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configure">Sets at least key and secret.</param>
    public static IServiceCollection AddDingTalkClient(this IServiceCollection services, Action<DingTalkAppOptions> configure)
    {
        services.AddDingTalkClient(DefaultAppName, configure);
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<DingTalkClient>(DefaultAppName));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<TokenApi>(DefaultAppName));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IAccessTokenSource>(DefaultAppName));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ICallGate>(DefaultAppName));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ICallMonitor>(DefaultAppName));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<DingTalkCheck>(DefaultAppName));
        return services;
    }

    /// <summary>The client of one of several apps, as keyed services of its name.</summary>
    /// <remarks>A keyed <see cref="IAccessTokenSource"/> or <see cref="ICallGate"/> of the same name that somebody else registers,
    /// before or after, takes the place of the one in this process.</remarks>
    /// <param name="services">Where to register.</param>
    /// <param name="name">The app's name here: key of its services, name of its options.</param>
    /// <param name="configure">Sets at least key and secret.</param>
    public static IServiceCollection AddDingTalkClient(this IServiceCollection services, string name, Action<DingTalkAppOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);

        // Said twice of one app, only the configuration adds up: handlers must not stand in a line twice.
        var isNew = !services.Any(service => service.ServiceType == typeof(DingTalkClient) && name.Equals(service.ServiceKey));
        services.AddOptionsWithValidateOnStart<DingTalkAppOptions, DingTalkAppOptionsValidator>(name).Configure(configure);
        if (!isNew)
            return services;

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DingTalkAppOptions>, DingTalkAppOptionsRules>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddKeyedSingleton(name, (provider, _) => new AppSecret(provider.GetRequiredService<IOptionsMonitor<DingTalkAppOptions>>(), name));
        services.TryAddKeyedSingleton(name, (provider, _) => new CallTelemetry(
            name, provider.GetRequiredKeyedService<AppSecret>(name), provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddKeyedSingleton<ICallMonitor>(name, (provider, _) => provider.GetRequiredKeyedService<CallTelemetry>(name));

        services.TryAddKeyedSingleton<ICallGate>(name, (provider, _) =>
        {
            var options = provider.DingTalkOptions(name);
            return new SlidingWindowGate(options.CallsPerSecond, options.JitterAllowance, provider.GetRequiredService<TimeProvider>());
        });
        services.TryAddKeyedSingleton<IAccessTokenSource>(name, (provider, _) => new AccessTokenCache(
            provider.GetRequiredKeyedService<TokenApi>(name).FetchAsync,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AccessTokenCache>>()));
        services.TryAddKeyedSingleton(name, (provider, _) => new TokenApi(
            provider.DingTalkCaller(name, TokenHttpClient(name)), provider.DingTalkOptions(name), provider.GetRequiredKeyedService<AppSecret>(name),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddKeyedSingleton(name, (provider, _) => new DingTalkClient(
            provider.DingTalkCaller(name, HttpClient(name)), provider.GetRequiredService<TimeProvider>()));

        services.TryAddKeyedSingleton(name, (provider, _) => new DingTalkCheck(
            provider.DingTalkOptions(name), provider.GetRequiredKeyedService<DingTalkClient>(name), provider.GetRequiredKeyedService<TokenApi>(name),
            provider.StreamGateway(name), provider.DingTalkCaller(name, HttpClient(name)),
            () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(TokenHttpClient(name)), provider.GetRequiredService<TimeProvider>()));

        services.AddHttpClient(TokenHttpClient(name)).AddCredentialsHandler(name).AddAttemptTimeout(name);
        // Without it the answer may be XML.
        services.AddHttpClient(StreamHttpClient(name)).AddCredentialsHandler(name).AddAttemptTimeout(name)
            .ConfigureHttpClient(client => client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json")));
        services.AddHttpClient(HttpClient(name)).AddDingTalkHandler(name).AddAttemptTimeout(name);
        return services;
    }

    internal static DingTalkAppOptions DingTalkOptions(this IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<DingTalkAppOptions>>().Get(name);

    // The factory's own logging writes address and headers of a request, where secrets travel: redacted by default, but by a switch.
    internal static IHttpClientBuilder AddAttemptTimeout(this IHttpClientBuilder builder, string name) => builder
        .RemoveAllLoggers()
        .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
        .WithoutRedirects()
        .AddHttpMessageHandler(provider => new AttemptTimeoutHandler(
            provider.DingTalkOptions(name).AttemptTimeout, provider.GetRequiredService<TimeProvider>()));

    internal static IHttpClientBuilder AddCredentialsHandler(this IHttpClientBuilder builder, string name) =>
        builder.AddHttpMessageHandler(provider => new CredentialsHandler(provider.GetRequiredKeyedService<CallTelemetry>(name)));

    internal static PlatformCaller DingTalkCaller(this IServiceProvider provider, string name, string httpClient) => new(
        name, httpClient, provider.GetRequiredService<IHttpClientFactory>(), provider.DingTalkOptions(name),
        provider.GetRequiredKeyedService<AppSecret>(name), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DingTalkClient>>());

    internal static StreamGateway StreamGateway(this IServiceProvider provider, string name) =>
        new(provider.DingTalkCaller(name, StreamHttpClient(name)), provider.DingTalkOptions(name), provider.GetRequiredKeyedService<AppSecret>(name));

    private static string HttpClient(string name) => $"DingTalk.{name}";

    private static string TokenHttpClient(string name) => $"DingTalk.{name}.Tokens";

    private static string StreamHttpClient(string name) => $"DingTalk.{name}.Stream";
}
