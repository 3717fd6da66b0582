using Orleans.Concurrency;

namespace DingTalk.Mirror.Notices;

/// <summary>
/// One notice, from its list of recipients to their outcomes. Every step is written down before it is taken, so a crash at any point
/// sends nobody a notice twice and loses nobody. Key: <c>org/notice/</c> and a hash of the caller's key.
/// </summary>
[Alias("dingtalk.notice-grain")]
public interface INoticeGrain : IGrainWithStringKey
{
    /// <summary>
    /// Writes the notice down and returns; it is sent in the background. The same notice again changes nothing.
    /// </summary>
    /// <exception cref="NoticeConflictException">Another notice has this key.</exception>
    [Alias("send")]
    Task<NoticeStatus> SendAsync(Notice notice, CancellationToken cancellationToken);

    /// <summary>How far it is; null if no notice was sent under this key.</summary>
    [AlwaysInterleave, Alias("status")]
    Task<NoticeStatus?> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>What became of each recipient; empty until the list is frozen.</summary>
    [AlwaysInterleave, Alias("results")]
    Task<ImmutableArray<RecipientResult>> GetResultsAsync(CancellationToken cancellationToken);

    /// <summary>Fetches the results again, for who has read it since: one call of the month's allowance for each batch, within 24 hours of sending.</summary>
    [Alias("refresh")]
    Task<NoticeStatus> RefreshAsync(CancellationToken cancellationToken);
}
