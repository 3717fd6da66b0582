using System.Diagnostics.Metrics;
using DingTalk.Mirror;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Events;
using DingTalk.Mirror.Feeds;
using DingTalk.Mirror.Hosting;
using DingTalk.Mirror.Organizations;
using DingTalk.Mirror.Quotas;
using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Storage;
using DingTalk.Mirror.Telemetry;
using DingTalk.Mirror.Tokens;
using DingTalk.Mirror.Views;
using DingTalk.OpenPlatform;
using DingTalk.OpenPlatform.Checks;
using DingTalk.OpenPlatform.Events;
using DingTalk.OpenPlatform.Limits;
using DingTalk.OpenPlatform.Telemetry;
using DingTalk.OpenPlatform.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Adds the mirror of a DingTalk organization to a silo.</summary>
public static class DingTalkSiloBuilderExtensions
{
    /// <summary>Mirrors the one organization that this service works with: inject <see cref="IOrganization"/>.</summary>
    /// <param name="silo">The silo. It also needs grain storage under <see cref="StorageNames.Mirror"/> and a reminder service.</param>
    /// <param name="configureApp">Sets the app's key and secret, and its AgentId if notices are sent.</param>
    /// <param name="configureMirror">Sets how the organization is mirrored.</param>
    public static ISiloBuilder AddDingTalk(
        this ISiloBuilder silo, Action<DingTalkAppOptions> configureApp, Action<MirrorOptions>? configureMirror = null) =>
        silo.AddDingTalk(DingTalkServiceCollectionExtensions.DefaultAppName, configureApp, configureMirror);

    /// <summary>
    /// Mirrors one of several organizations: a keyed <see cref="IOrganization"/> of its name, and the unkeyed one if it is the first.
    /// </summary>
    /// <param name="silo">The silo. It also needs grain storage under <see cref="StorageNames.Mirror"/> and a reminder service.</param>
    /// <param name="name">Names the organization in keys and options: 1 to 40 lower-case letters, digits and hyphens. It never changes.</param>
    /// <param name="configureApp">Sets the app's key and secret, and its AgentId if notices are sent.</param>
    /// <param name="configureMirror">Sets how the organization is mirrored.</param>
    public static ISiloBuilder AddDingTalk(
        this ISiloBuilder silo, string name, Action<DingTalkAppOptions> configureApp, Action<MirrorOptions>? configureMirror = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(configureApp);
        OrganizationName.Validate(name);
        var services = silo.Services;
        if (services.Any(service => service.ServiceType == typeof(SiloMirror) && name.Equals(service.ServiceKey)))
        {
            throw new ArgumentException($"AddDingTalk was called twice for the organization \"{name}\". Give the second one another name.", nameof(name));
        }

        services.AddDingTalkClient(name, configureApp);
        services.AddKeyedSingleton<IAccessTokenSource>(name, (provider, _) => new SiloTokenSource(
            provider.GetRequiredService<IGrainFactory>(), new MirrorKeys(name).Token, provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<ICallGate>(name, (provider, _) => new SiloCallGate(
            provider.GetRequiredService<IGrainFactory>(),
            new MirrorKeys(name).Quota,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SiloCallGate>>()));

        var options = services.AddOptionsWithValidateOnStart<MirrorOptions, MirrorOptionsValidator>(name);
        if (configureMirror is not null) options.Configure(configureMirror);
        services.AddKeyedSingleton(name, (provider, _) => new MirrorMetrics(
            name, provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton(name, (provider, _) => new EventLag(
            provider.GetRequiredKeyedService<ViewFollower>(name), provider.GetRequiredKeyedService<MirrorMetrics>(name)));
        services.AddKeyedSingleton(name, (provider, _) => CreateCheckpoints(provider, name));
        services.AddKeyedSingleton(name, (provider, _) => new CheckpointClock(
            provider.GetRequiredService<IGrainFactory>(),
            new(name),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CheckpointClock>>()));
        services.AddKeyedSingleton<Feed>(name);
        services.AddKeyedSingleton(name, (provider, _) => new ViewFollower(
            provider.GetRequiredService<IGrainFactory>(),
            new MirrorKeys(name).Changes,
            provider.GetRequiredKeyedService<Checkpoints>(name),
            provider.GetRequiredKeyedService<Feed>(name),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ViewFollower>>()));
        services.AddKeyedSingleton(name, (provider, _) => new Backlog(
            provider.GetRequiredService<IGrainFactory>().GetGrain<IChangeLogGrain>(new MirrorKeys(name).Changes),
            provider.GetRequiredKeyedService<Checkpoints>(name)));
        services.AddKeyedSingleton(name, (provider, _) => CreateMirror(provider, name));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<SiloMirror>(name));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => new SiloMirrorLifecycle(
            provider.GetRequiredKeyedService<SiloMirror>(name),
            provider.GetRequiredKeyedService<CheckpointClock>(name),
            provider.GetRequiredService<IOptionsMonitor<DingTalkAppOptions>>()));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => new Heartbeat(
            provider.GetRequiredKeyedService<SiloMirror>(name),
            provider.GetRequiredService<ILocalSiloDetails>().Name,
            provider.GetRequiredKeyedService<ICallMonitor>(name),
            provider.GetKeyedService<IStreamMonitor>(name),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Heartbeat>>()));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => new StartCheck(
            provider.GetRequiredKeyedService<SiloMirror>(name),
            provider.GetRequiredKeyedService<DingTalkCheck>(name),
            provider.GetRequiredService<ILogger<StartCheck>>()));
        services.AddKeyedSingleton<IOrganization>(name, (provider, _) => CreateOrganization(provider, name));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IOrganization>(name));

        services.TryAddKeyedSingleton<IGrainStorageSerializer, MirrorStateSerializer>(StorageNames.Mirror);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigurationValidator, MirrorConfigurationValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IIncomingGrainCallFilter, ForeignExceptionFilter>());
        return silo;
    }

    /// <summary>
    /// Keeps what is loaded current by DingTalk's events, over a connection of this silo to the platform (Stream 模式). Needs no public address;
    /// the app's event subscription is set to Stream mode in the developer console.
    /// </summary>
    /// <param name="silo">The silo, after <c>AddDingTalk</c>.</param>
    /// <param name="configure">Changes what is not to be as it is by default.</param>
    public static ISiloBuilder AddDingTalkStream(this ISiloBuilder silo, Action<DingTalkStreamOptions>? configure = null) =>
        silo.AddDingTalkStream(DingTalkServiceCollectionExtensions.DefaultAppName, configure);

    /// <summary>The same for one of several organizations.</summary>
    /// <param name="silo">The silo, after <c>AddDingTalk</c>.</param>
    /// <param name="name">The organization's name.</param>
    /// <param name="configure">Changes what is not to be as it is by default.</param>
    public static ISiloBuilder AddDingTalkStream(this ISiloBuilder silo, string name, Action<DingTalkStreamOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        EnsureAdded(silo, name, nameof(AddDingTalkStream));
        silo.Services.AddDingTalkStream<EventInbox>(name, configure);
        return silo;
    }

    /// <summary>
    /// Keeps what is loaded current by DingTalk's events, which the platform posts to a public address of this service (HTTP 推送):
    /// map it with <c>MapDingTalkCallback</c> of DingTalk.OpenPlatform.AspNetCore.
    /// </summary>
    /// <param name="silo">The silo, after <c>AddDingTalk</c>.</param>
    /// <param name="configure">Sets at least token and key.</param>
    /// <param name="name">The organization's name.</param>
    public static ISiloBuilder AddDingTalkCallback(
        this ISiloBuilder silo, Action<DingTalkCallbackOptions> configure, string name = DingTalkServiceCollectionExtensions.DefaultAppName)
    {
        ArgumentNullException.ThrowIfNull(silo);
        EnsureAdded(silo, name, nameof(AddDingTalkCallback));
        silo.Services.AddDingTalkCallback<EventInbox>(name, configure);
        return silo;
    }

    private static void EnsureAdded(ISiloBuilder silo, string name, string method)
    {
        if (silo.Services.Any(service => service.ServiceType == typeof(SiloMirror) && name.Equals(service.ServiceKey))) return;
        throw new InvalidOperationException($"{method} found no organization \"{name}\". Call AddDingTalk before it, with the same name.");
    }

    private static Checkpoints CreateCheckpoints(IServiceProvider provider, string name)
    {
        var keys = new MirrorKeys(name);
        return new(
            provider.GetRequiredService<IGrainFactory>().GetGrain<IChangeLogGrain>(keys.Changes),
            new(() => provider.GetRequiredKeyedService<IGrainStorage>(StorageNames.Mirror)), // one that is missing is said by the validator
            provider.GetRequiredService<Serializer<CheckpointPiece>>(),
            keys,
            provider.GetRequiredService<IOptionsMonitor<MirrorOptions>>().Get(name),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Checkpoints>>());
    }

    private static MeasuredOrganization CreateOrganization(IServiceProvider provider, string name)
    {
        var mirror = provider.GetRequiredKeyedService<SiloMirror>(name);
        return new(
            new Organization(mirror, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Organization>>()),
            mirror.Metrics);
    }

    private static SiloMirror CreateMirror(IServiceProvider provider, string name)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<MirrorOptions>>().Get(name);
        var views = provider.GetRequiredKeyedService<ViewFollower>(name);
        var mirror = new SiloMirror(
            name,
            options,
            provider.GetRequiredKeyedService<DingTalkClient>(name),
            provider.GetRequiredService<IGrainFactory>(),
            views,
            new(
                provider.GetRequiredKeyedService<Feed>(name),
                provider.GetRequiredKeyedService<Backlog>(name),
                views,
                options.WatchHeartbeat,
                provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<IOptionsMonitor<DingTalkAppOptions>>().Get(name),
            provider.GetRequiredKeyedService<MirrorMetrics>(name));
        MirrorGauges.Observe(mirror, mirror.Metrics);
        return mirror;
    }
}
