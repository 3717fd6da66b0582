using DingTalk.OpenPlatform;
using DingTalk.OpenPlatform.Notices;

namespace DingTalk.Mirror.Notices;

/// <summary>
/// The one place from which notices leave. <see cref="NoticeOptions.OnlyTo"/> is enforced here, so that no plan, however old, gets past it.
/// </summary>
internal sealed class NoticeSender(DingTalkClient platform, NoticeOptions options)
{
    private readonly HashSet<string>? _onlyTo = options.OnlyTo?.ToHashSet(StringComparer.Ordinal);

    public bool Withholds(string userId) => _onlyTo is not null && !_onlyTo.Contains(userId);

    /// <returns>The platform's task; null if everybody is withheld and nothing was sent.</returns>
    public async Task<long?> SendAsync(string messageJson, IEnumerable<string> userIds, CancellationToken cancellationToken)
    {
        string[] allowed = [.. userIds.Where(userId => !Withholds(userId))];
        return allowed.Length == 0
            ? null
            : await platform.Notices.SendAsync(WorkNotice.ToUsers(NoticeMessage.FromJson(messageJson), allowed), cancellationToken);
    }
}
