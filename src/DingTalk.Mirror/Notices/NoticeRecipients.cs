namespace DingTalk.Mirror.Notices;

/// <summary>Who is to get a notice: everybody under its departments and everybody named, each once.</summary>
internal static class NoticeRecipients
{
    public static async Task<Answer<string>> FindAsync(IOrganization organization, Notice notice, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var recipients = ImmutableArray.CreateBuilder<string>();
        var missing = ImmutableArray.CreateBuilder<MissingPart>();
        var version = default(MirrorVersion);
        DateTimeOffset? oldest = null;
        DateTimeOffset? current = null;
        foreach (var departmentId in notice.Subtrees)
        {
            var members = await organization.GetMembersAsync(departmentId, MemberScope.Subtree, cancellationToken);
            foreach (var person in members.Items)
            {
                if (seen.Add(person.UserId)) recipients.Add(person.UserId);
            }

            missing.AddRange(members.Missing);
            version = MirrorVersion.Max(version, members.Version);
            oldest = oldest < members.OldestRead ? oldest : members.OldestRead;
            current = current < members.CurrentAsOf ? current : members.CurrentAsOf;
        }

        foreach (var userId in notice.UserIds)
        {
            if (seen.Add(userId)) recipients.Add(userId);
        }

        return new()
        {
            Items = recipients.ToImmutable(),
            Missing = missing.ToImmutable(),
            Version = version,
            OldestRead = oldest,
            CurrentAsOf = current,
        };
    }
}
