using DingTalk.Mirror;
using DingTalk.Mirror.Clients;
using DingTalk.Mirror.Directories;
using DingTalk.Mirror.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orleans.Hosting;

/// <summary>Gives a process outside the cluster the organizations that the cluster mirrors.</summary>
public static class DingTalkClientBuilderExtensions
{
    /// <summary>The one organization that the cluster mirrors: inject <see cref="IOrganization"/>.</summary>
    /// <param name="client">The Orleans client.</param>
    /// <param name="configure">Says what this process keeps itself: <c>options => options.KeepDirectory()</c>. By default nothing.</param>
    public static IClientBuilder AddDingTalk(this IClientBuilder client, Action<MirrorClientOptions>? configure = null) =>
        client.AddDingTalk(DingTalkServiceCollectionExtensions.DefaultAppName, configure);

    /// <summary>The organization of this name in the cluster: inject <see cref="IOrganization"/>, keyed by its name, or unkeyed if it is the first.</summary>
    /// <param name="client">The Orleans client.</param>
    /// <param name="name">The name that the silos gave it.</param>
    /// <param name="configure">Says what this process keeps itself: <c>options => options.KeepDirectory()</c>. By default nothing.</param>
    public static IClientBuilder AddDingTalk(this IClientBuilder client, string name, Action<MirrorClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        OrganizationName.Validate(name);
        var services = client.Services;
        services.TryAddSingleton(TimeProvider.System);
        var options = services.AddOptionsWithValidateOnStart<MirrorClientOptions, MirrorClientOptionsValidator>(name);
        if (configure is not null) options.Configure(configure);
        services.AddKeyedSingleton(name, (provider, _) => new DirectoryFollower(
            provider.GetRequiredService<IGrainFactory>(),
            name,
            OptionsOf(provider, name),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DirectoryFollower>>()));
        services.AddSingleton<ILifecycleParticipant<IClusterClientLifecycle>>(provider =>
            provider.GetRequiredKeyedService<DirectoryFollower>(name));
        services.AddKeyedSingleton<IOrganization>(name, (provider, _) => new RemoteOrganization(
            name,
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            OptionsOf(provider, name).KeepsDirectory ? provider.GetRequiredKeyedService<DirectoryFollower>(name) : null));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IOrganization>(name));
        return client;
    }

    private static MirrorClientOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<MirrorClientOptions>>().Get(name);
}
