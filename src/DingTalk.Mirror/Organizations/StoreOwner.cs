using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace DingTalk.Mirror.Organizations;

/// <summary>Tells from a store's row whose the store is, while no silo runs on it.</summary>
public static class StoreOwner
{
    /// <summary>Name of the state that the row holds.</summary>
    public const string StateName = "organization";

    /// <summary>The row's grain key.</summary>
    /// <param name="organization">The organization's configured name.</param>
    public static string KeyOf(string organization) => new MirrorKeys(organization).Mirror;

    /// <summary>Whether the store was filled by this app, and for this corp if one is given.</summary>
    /// <param name="row">The row's bytes.</param>
    /// <param name="appKey">The configured AppKey.</param>
    /// <param name="corpId">The configured corp, if it is to be checked.</param>
    /// <exception cref="MirrorStateException">The row is damaged, or a newer version's.</exception>
    public static bool Is(ReadOnlyMemory<byte> row, string appKey, string? corpId)
    {
        using var services = new ServiceCollection().AddSerializer(serializer => serializer.AddAssembly(typeof(OrganizationState).Assembly)).BuildServiceProvider();
        var state = new MirrorStateSerializer(services.GetRequiredService<Serializer>()).Deserialize<OrganizationState>(new(row));
        return (state.AppFingerprint is null || string.Equals(state.AppFingerprint, AppFingerprint.Of(appKey), StringComparison.Ordinal))
            && (state.CorpId is null || corpId is null || string.Equals(state.CorpId, corpId, StringComparison.Ordinal));
    }
}
