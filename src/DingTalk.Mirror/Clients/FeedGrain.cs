using DingTalk.Mirror.Feeds;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.Mirror.Clients;

/// <summary>The reader's place in a silo. It keeps nothing: a reader who loses it goes on from the version it has, through another one.</summary>
[GrainType("dingtalk.feed")]
internal sealed class FeedGrain(IServiceProvider services) : Grain, IFeedGrain
{
    public IAsyncEnumerable<ChangeSet> WatchAsync(long? departmentId, MirrorVersion since, CancellationToken cancellationToken)
    {
        var local = services.GetRequiredKeyedService<IOrganization>(MirrorKeys.OfGrain(this.GetPrimaryKeyString()).Organization);
        return departmentId is { } id ? local.WatchSubtreeAsync(id, since, cancellationToken) : local.WatchAsync(since, cancellationToken);
    }
}
