using DingTalk.Mirror.Feeds;

namespace DingTalk.Mirror.Organizations;

internal sealed partial class Organization
{
    public IAsyncEnumerable<ChangeSet> WatchAsync(MirrorVersion since, CancellationToken cancellationToken) =>
        mirror.Feed.WatchAsync(rootId: null, since, cancellationToken);

    public IAsyncEnumerable<ChangeSet> WatchSubtreeAsync(long departmentId, MirrorVersion since, CancellationToken cancellationToken) =>
        mirror.Feed.WatchAsync(departmentId, since, cancellationToken);
}
