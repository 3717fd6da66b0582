using DingTalk.Mirror.Notices;

namespace DingTalk.Mirror;

public partial interface IOrganization
{
    /// <summary>
    /// Writes a notice down and returns; it is sent in the background and survives a crash. Follow it with <see cref="WatchNoticeAsync"/>.
    /// </summary>
    /// <exception cref="InvalidNoticeException">It is to nobody, or the options name no agent id.</exception>
    /// <exception cref="NoticeConflictException">Another notice has this key.</exception>
    Task<NoticeStatus> SendNoticeAsync(Notice notice, CancellationToken cancellationToken = default);

    /// <summary>Whom a notice would reach and what it would cost. Loads its departments, sends nothing.</summary>
    /// <exception cref="InvalidNoticeException">It is to nobody.</exception>
    Task<NoticePreview> PreviewNoticeAsync(Notice notice, CancellationToken cancellationToken = default);

    /// <summary>How far a notice is.</summary>
    /// <exception cref="NoticeNotFoundException">None was sent under this key.</exception>
    Task<NoticeStatus> GetNoticeAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>A notice's status now and after each change, until it has ended.</summary>
    /// <exception cref="NoticeNotFoundException">None was sent under this key.</exception>
    IAsyncEnumerable<NoticeStatus> WatchNoticeAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>What became of each recipient; empty until the list of recipients is frozen.</summary>
    /// <exception cref="NoticeNotFoundException">None was sent under this key.</exception>
    Task<ImmutableArray<RecipientResult>> GetNoticeResultsAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Fetches the results again, for who has read it since: one call of the month's allowance for each batch, within 24 hours.</summary>
    /// <exception cref="NoticeNotFoundException">None was sent under this key.</exception>
    Task<NoticeStatus> RefreshNoticeAsync(string key, CancellationToken cancellationToken = default);
}
