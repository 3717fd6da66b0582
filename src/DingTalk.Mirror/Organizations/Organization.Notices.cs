using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Notices;

namespace DingTalk.Mirror.Organizations;

internal sealed partial class Organization
{
    private const int BatchSize = 100;
    private const int CallsPerBatch = 3;

    public async Task<NoticeStatus> SendNoticeAsync(Notice notice, CancellationToken cancellationToken)
    {
        EnsureToSomebody(notice);
        if (!mirror.HasAgentId)
        {
            throw new InvalidNoticeException(
                $"The organization \"{Name}\" has no AgentId, and work notices are sent in the name of an agent. "
                + "Set DingTalkAppOptions.AgentId: developer console, 基础信息 → 凭证与基础信息.");
        }

        foreach (var departmentId in notice.Subtrees) await EnsureMayExistAsync(departmentId, cancellationToken);
        return await NoticeDesk.SendAsync(mirror.Grains, mirror.Keys, notice, cancellationToken);
    }

    public async Task<NoticePreview> PreviewNoticeAsync(Notice notice, CancellationToken cancellationToken)
    {
        EnsureToSomebody(notice);
        var recipients = await NoticeRecipients.FindAsync(this, notice, cancellationToken);
        var sender = new NoticeSender(mirror.Platform, mirror.Options.Notices);
        var withheld = recipients.Items.Count(sender.Withholds);
        var batches = recipients.Items.Chunk(BatchSize).Count(batch => !batch.All(sender.Withholds));
        var fullMinutes = Math.Max(recipients.Items.Length - withheld - 1, 0) / mirror.Options.Notices.PeoplePerMinute;
        return new()
        {
            Recipients = recipients,
            Withheld = withheld,
            Batches = batches,
            MeteredCalls = batches * CallsPerBatch,
            LeastTime = TimeSpan.FromMinutes(fullMinutes),
        };
    }

    public Task<NoticeStatus> GetNoticeAsync(string key, CancellationToken cancellationToken) =>
        NoticeDesk.GetAsync(mirror.Grains, mirror.Keys, key, cancellationToken);

    public IAsyncEnumerable<NoticeStatus> WatchNoticeAsync(string key, CancellationToken cancellationToken) =>
        NoticeDesk.WatchAsync(mirror.Grains, mirror.Keys, key, time, cancellationToken);

    public Task<ImmutableArray<RecipientResult>> GetNoticeResultsAsync(string key, CancellationToken cancellationToken) =>
        NoticeDesk.GetResultsAsync(mirror.Grains, mirror.Keys, key, cancellationToken);

    public Task<NoticeStatus> RefreshNoticeAsync(string key, CancellationToken cancellationToken) =>
        NoticeDesk.RefreshAsync(mirror.Grains, mirror.Keys, key, cancellationToken);

    private static void EnsureToSomebody(Notice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        if (notice.Subtrees.IsEmpty && notice.UserIds.IsEmpty)
        {
            throw new InvalidNoticeException("The notice is to nobody: name departments with ToSubtree(…) or people with ToUsers(…).");
        }
    }

    // A department that certainly is not there is said at once; a platform that is down does not keep a notice from being written down.
    private async Task EnsureMayExistAsync(long departmentId, CancellationToken cancellationToken)
    {
        try
        {
            await GetDepartmentAsync(departmentId, cancellationToken);
        }
        catch (Exception exception) when (exception is PlatformCallException or MirrorBusyException)
        {
        }
    }
}
