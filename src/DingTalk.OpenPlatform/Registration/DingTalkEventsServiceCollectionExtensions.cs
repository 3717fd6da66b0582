using System.Diagnostics.Metrics;
using DingTalk.OpenPlatform;
using DingTalk.OpenPlatform.Events;
using DingTalk.OpenPlatform.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what brings an app's events in. An app has one delivery, chosen in the developer console.</summary>
public static class DingTalkEventsServiceCollectionExtensions
{
    /// <summary>Events of the one app of this process by Stream mode: <see cref="IStreamMonitor"/>, with and without the key
    /// <see cref="DingTalkServiceCollectionExtensions.DefaultAppName"/>.</summary>
    /// <typeparam name="THandler">Who takes them.</typeparam>
    /// <param name="services">Where to register.</param>
    /// <param name="configure">Changes what is not to be as it is by default.</param>
    public static IServiceCollection AddDingTalkStream<THandler>(
        this IServiceCollection services, Action<DingTalkStreamOptions>? configure = null)
        where THandler : class, IDingTalkEventHandler
    {
        services.AddDingTalkStream<THandler>(DingTalkServiceCollectionExtensions.DefaultAppName, configure);
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IStreamMonitor>(DingTalkServiceCollectionExtensions.DefaultAppName));
        return services;
    }

    /// <summary>Events of one of several apps by Stream mode: keeps a connection of this process standing while the host runs.</summary>
    /// <remarks>The app itself is registered with <c>AddDingTalkClient</c>. Several handlers of one app each get every event, and it is
    /// consumed when all have returned.</remarks>
    /// <typeparam name="THandler">Who takes them: one instance for each app, which may ask for the app's name as <c>[ServiceKey]</c>.</typeparam>
    /// <param name="services">Where to register.</param>
    /// <param name="name">The app's name.</param>
    /// <param name="configure">Changes what is not to be as it is by default.</param>
    public static IServiceCollection AddDingTalkStream<THandler>(
        this IServiceCollection services, string name, Action<DingTalkStreamOptions>? configure = null)
        where THandler : class, IDingTalkEventHandler
    {
        services.AddHandler<THandler>(name);
        services.AddOptionsWithValidateOnStart<DingTalkStreamOptions, DingTalkStreamOptionsValidator>(name).Configure(configure ?? (static _ => { }));
        if (services.Any(service => service.ServiceType == typeof(IStreamMonitor) && name.Equals(service.ServiceKey)))
            return services;

        services.AddKeyedSingleton<IStreamMonitor>(name, (provider, _) => CreateListener(provider, name));
        services.AddSingleton<IHostedService>(provider => (StreamListener)provider.GetRequiredKeyedService<IStreamMonitor>(name));
        return services;
    }

    /// <summary>Events of the one app of this process by HTTP callback: <see cref="CallbackReceiver"/>, with and without the key
    /// <see cref="DingTalkServiceCollectionExtensions.DefaultAppName"/>.</summary>
    /// <typeparam name="THandler">Who takes them.</typeparam>
    /// <param name="services">Where to register.</param>
    /// <param name="configure">Sets at least token and key.</param>
    public static IServiceCollection AddDingTalkCallback<THandler>(this IServiceCollection services, Action<DingTalkCallbackOptions> configure)
        where THandler : class, IDingTalkEventHandler
    {
        services.AddDingTalkCallback<THandler>(DingTalkServiceCollectionExtensions.DefaultAppName, configure);
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<CallbackReceiver>(DingTalkServiceCollectionExtensions.DefaultAppName));
        return services;
    }

    /// <summary>Events of one of several apps by HTTP callback, and the failed deliveries of it, fetched while the host runs.</summary>
    /// <remarks>The app itself is registered with <c>AddDingTalkClient</c>. Several handlers of one app each get every event, and it is
    /// consumed when all have returned. The web server hands requests to <see cref="CallbackReceiver"/>; in ASP.NET Core
    /// <c>MapDingTalkCallback</c> of the package DingTalk.OpenPlatform.AspNetCore does.</remarks>
    /// <typeparam name="THandler">Who takes them: one instance for each app, which may ask for the app's name as <c>[ServiceKey]</c>.</typeparam>
    /// <param name="services">Where to register.</param>
    /// <param name="name">The app's name.</param>
    /// <param name="configure">Sets at least token and key.</param>
    public static IServiceCollection AddDingTalkCallback<THandler>(
        this IServiceCollection services, string name, Action<DingTalkCallbackOptions> configure)
        where THandler : class, IDingTalkEventHandler
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddHandler<THandler>(name);
        services.AddOptionsWithValidateOnStart<DingTalkCallbackOptions, DingTalkCallbackOptionsValidator>(name).Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(CallbackReceiver) && name.Equals(service.ServiceKey)))
            return services;

        services.AddKeyedSingleton(name, (provider, _) => provider.CallbackDispatcher(name));
        services.AddKeyedSingleton(name, (provider, _) => CreateDrain(provider, name));
        services.AddKeyedSingleton(name, (provider, _) => CreateReceiver(provider, name));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<FailedEventDrain>(name));
        return services;
    }

    private static void AddHandler<THandler>(this IServiceCollection services, string name)
        where THandler : class, IDingTalkEventHandler
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.KeyedSingleton<IDingTalkEventHandler, THandler>(name));
    }

    private static StreamListener CreateListener(IServiceProvider provider, string name)
    {
        var app = provider.RegisteredApp(name);
        var options = provider.GetRequiredService<IOptionsMonitor<DingTalkStreamOptions>>().Get(name);
        var time = provider.GetRequiredService<TimeProvider>();
        var listener = new StreamListener(
            name,
            provider.StreamGateway(name),
            provider.EventDispatcher(name, options.HandleTimeout, options.MaxConcurrentEvents),
            app, options, time, provider.GetRequiredService<ILogger<StreamListener>>());
        StreamTelemetry.Observe(name, listener, provider.GetRequiredService<IMeterFactory>(), time);
        return listener;
    }

    private static CallbackReceiver CreateReceiver(IServiceProvider provider, string name) => new(
        provider.RegisteredApp(name), provider.CallbackOptions(name), provider.GetRequiredKeyedService<EventDispatcher>(name),
        provider.GetRequiredKeyedService<FailedEventDrain>(name).FetchSoon, provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<CallbackReceiver>>());

    private static FailedEventDrain CreateDrain(IServiceProvider provider, string name)
    {
        provider.RegisteredApp(name);
        return new FailedEventDrain(
            name, provider.GetRequiredKeyedService<DingTalkClient>(name).InBackground().Events,
            provider.GetRequiredKeyedService<EventDispatcher>(name), provider.CallbackOptions(name).FailedEventsInterval,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<FailedEventDrain>>());
    }

    private static EventDispatcher CallbackDispatcher(this IServiceProvider provider, string name)
    {
        var options = provider.CallbackOptions(name);
        return provider.EventDispatcher(name, options.HandleTimeout, options.MaxConcurrentEvents);
    }

    private static DingTalkCallbackOptions CallbackOptions(this IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<DingTalkCallbackOptions>>().Get(name);

    private static EventDispatcher EventDispatcher(this IServiceProvider provider, string name, TimeSpan deadline, int atOnce) => new(
        [.. provider.GetKeyedServices<IDingTalkEventHandler>(name)], deadline, atOnce,
        provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EventDispatcher>>());

    private static DingTalkAppOptions RegisteredApp(this IServiceProvider provider, string name) =>
        provider.GetKeyedService<DingTalkClient>(name) is null
            ? throw new InvalidOperationException($"Events of app \"{name}\" are to come in, but the app is not registered. Add services.AddDingTalkClient(\"{name}\", app => …).")
            : provider.DingTalkOptions(name);
}
