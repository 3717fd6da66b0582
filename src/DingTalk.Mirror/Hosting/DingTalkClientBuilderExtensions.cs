using DingTalk.Mirror;
using DingTalk.Mirror.Clients;
using DingTalk.Mirror.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orleans.Hosting;

/// <summary>Gives a process outside the cluster the organizations that the cluster mirrors.</summary>
public static class DingTalkClientBuilderExtensions
{
    /// <summary>The organization of this name in the cluster: inject <see cref="IOrganization"/>, keyed by its name, or unkeyed if it is the first.</summary>
    /// <param name="client">The Orleans client.</param>
    /// <param name="name">The name that the silos gave it.</param>
    public static IClientBuilder AddDingTalk(this IClientBuilder client, string name = DingTalkServiceCollectionExtensions.DefaultAppName)
    {
        ArgumentNullException.ThrowIfNull(client);
        OrganizationName.Validate(name);
        client.Services.TryAddSingleton(TimeProvider.System);
        client.Services.AddKeyedSingleton<IOrganization>(name, (provider, _) => new RemoteOrganization(
            name, provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<TimeProvider>()));
        client.Services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IOrganization>(name));
        return client;
    }
}
