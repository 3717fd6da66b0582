using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Organizations;

internal sealed partial class Organization
{
    private AnswerStamp StampOf(OrganizationView view, DateTimeOffset oldestRead) =>
        new() { Version = view.Version, OldestRead = oldestRead, CurrentAsOf = CurrentAsOf(view, oldestRead) };

    private Department Stamped(OrganizationView view, Department department) => department with { Stamp = StampOf(view, department.ReadAt) };

    private Person Stamped(OrganizationView view, Person person) => person with { Stamp = StampOf(view, person.ReadAt) };

    /// <summary>The stamp of something that was put together from several views, the first of which shows this version.</summary>
    private async ValueTask<AnswerStamp> StampSinceAsync(MirrorVersion first, DateTimeOffset oldestRead, CancellationToken cancellationToken) =>
        StampOf(await ViewAsync(cancellationToken), oldestRead) with { Version = first };

    private DateTimeOffset? CurrentAsOf(OrganizationView view, DateTimeOffset? oldestRead) => oldestRead is { } readAt ? CurrentAsOf(view, readAt) : null;

    private DateTimeOffset CurrentAsOf(OrganizationView view, DateTimeOffset readAt) => mirror.CurrentAsOf(view, readAt);

    private static DateTimeOffset? OldestRead(OrganizationView view, long departmentId, MemberScope scope, DepartmentParts parts)
    {
        var structure = view.Structure;
        if (!structure.TryFind(departmentId, out var position)) return null;
        DateTimeOffset? oldest = null;
        var end = scope is MemberScope.Direct ? position + 1 : structure.End[position];
        for (var i = position; i < end; i++)
        {
            var known = view.Departments[i];
            if (scope is MemberScope.Subtree && (oldest is null || known.ChildrenReadAt < oldest)) oldest = known.ChildrenReadAt ?? oldest;
            if (parts.HasFlag(DepartmentParts.Members) && (oldest is null || known.MembersReadAt < oldest)) oldest = known.MembersReadAt ?? oldest;
        }

        return oldest;
    }

    private static DateTimeOffset Earlier(DateTimeOffset first, DateTimeOffset? second) => second < first ? second.Value : first;
}
