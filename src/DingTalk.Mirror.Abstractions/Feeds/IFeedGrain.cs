namespace DingTalk.Mirror.Feeds;

/// <summary>Passes the changes to one reader outside the cluster, from the silo on which it lives. Key: <c>org/feed/id</c>, an id for each reader.</summary>
[Alias("dingtalk.feed-grain")]
public interface IFeedGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="IOrganization.WatchAsync"/>
    /// <param name="departmentId">The subtree to watch; null for the whole.</param>
    /// <param name="since">The version to go on from.</param>
    /// <param name="cancellationToken">Ends watching.</param>
    [Alias("watch")]
    IAsyncEnumerable<ChangeSet> WatchAsync(long? departmentId, MirrorVersion since, CancellationToken cancellationToken);
}
