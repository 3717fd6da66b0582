using DingTalk.Mirror.Feeds;

namespace DingTalk.Mirror;

public partial interface IOrganization
{
    /// <summary>
    /// Every change of what the mirror shows since a version, in order, each once; it never ends by itself. It costs no call to DingTalk and loads nothing:
    /// what nobody has asked for is not watched.
    /// </summary>
    /// <param name="since">
    /// The <see cref="ChangeSet.Version"/> to go on from. The default value, a version older than <c>MirrorOptions.WatchRetention</c> and one of another log get
    /// a full state first, which says so in <see cref="ChangeSet.SnapshotReason"/>; it comes in several sets.
    /// </param>
    /// <param name="cancellationToken">Ends watching.</param>
    /// <remarks>
    /// A reader takes its time: it holds up nobody, and what it has not taken is read again from the log. When nothing happens for
    /// <c>MirrorOptions.WatchHeartbeat</c>, an empty set says up to which version that is so.
    /// </remarks>
    IAsyncEnumerable<ChangeSet> WatchAsync(MirrorVersion since = default, CancellationToken cancellationToken = default);

    /// <summary>
    /// The same for a department and everything below it: who entered and who left it (<see cref="PersonEnteredSubtree"/>, <see cref="PersonLeftSubtree"/>,
    /// <see cref="DepartmentEnteredSubtree"/>, <see cref="DepartmentLeftSubtree"/>), and every change of those who are in it.
    /// A department that moves takes along everybody below it, and a person in several departments counts once.
    /// </summary>
    /// <param name="departmentId">The department. It need not be loaded, or exist, yet.</param>
    /// <param name="since">The version to go on from, as in <see cref="WatchAsync"/>.</param>
    /// <param name="cancellationToken">Ends watching.</param>
    IAsyncEnumerable<ChangeSet> WatchSubtreeAsync(long departmentId, MirrorVersion since = default, CancellationToken cancellationToken = default);
}
