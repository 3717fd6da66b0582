using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Feeds;
using DingTalk.Mirror.Guards;
using DingTalk.Mirror.Notices;
using DingTalk.Mirror.Quotas;
using DingTalk.Mirror.Telemetry;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Organizations;

/// <summary>Counts the questions and measures those that wait. What is asked of a view directly is not seen here, and costs nothing more.</summary>
internal sealed class MeasuredOrganization(IOrganization organization, MirrorMetrics metrics) : IOrganization
{
    public string Name => organization.Name;

    public IOrganizationView? View => organization.View;

    public IDirectoryView? Directory => organization.Directory;

    public IOrganization With(Freshness freshness) => new MeasuredOrganization(organization.With(freshness), metrics);

    public ValueTask<Answer<Department>> GetRootsAsync(CancellationToken cancellationToken) =>
        metrics.Ask("roots", organization.GetRootsAsync(cancellationToken));

    public ValueTask<Department> GetDepartmentAsync(long departmentId, CancellationToken cancellationToken) =>
        metrics.Ask("department", organization.GetDepartmentAsync(departmentId, cancellationToken));

    public ValueTask<Department> FindDepartmentByNameAsync(string name, CancellationToken cancellationToken) =>
        metrics.Ask("department_by_name", organization.FindDepartmentByNameAsync(name, cancellationToken));

    public ValueTask<NameAnswer> FindDepartmentsByNameAsync(string name, NameLookup lookup, CancellationToken cancellationToken) =>
        metrics.Ask("departments_by_name", organization.FindDepartmentsByNameAsync(name, lookup, cancellationToken));

    public ValueTask<Department> FindDepartmentByPathAsync(IReadOnlyList<string> path, CancellationToken cancellationToken) =>
        metrics.Ask("department_by_path", organization.FindDepartmentByPathAsync(path, cancellationToken));

    public ValueTask<Answer<Department>> GetChildrenAsync(long departmentId, CancellationToken cancellationToken) =>
        metrics.Ask("children", organization.GetChildrenAsync(departmentId, cancellationToken));

    public ValueTask<Answer<Department>> GetAncestorsAsync(long departmentId, CancellationToken cancellationToken) =>
        metrics.Ask("ancestors", organization.GetAncestorsAsync(departmentId, cancellationToken));

    public ValueTask<Answer<long>> GetSubDepartmentIdsAsync(long departmentId, CancellationToken cancellationToken) =>
        metrics.Ask("sub_department_ids", organization.GetSubDepartmentIdsAsync(departmentId, cancellationToken));

    public ValueTask<Answer<Person>> GetMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken) =>
        metrics.Ask("members", organization.GetMembersAsync(departmentId, scope, cancellationToken));

    public ValueTask<CountAnswer> CountMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken) =>
        metrics.Ask("count_members", organization.CountMembersAsync(departmentId, scope, cancellationToken));

    public ValueTask<Person> GetPersonAsync(string userId, CancellationToken cancellationToken) =>
        metrics.Ask("person", organization.GetPersonAsync(userId, cancellationToken));

    public ValueTask<Person> FindPersonByUnionIdAsync(string unionId, CancellationToken cancellationToken) =>
        metrics.Ask("person_by_unionid", organization.FindPersonByUnionIdAsync(unionId, cancellationToken));

    public ValueTask<Person> FindPersonByMobileAsync(string mobile, CancellationToken cancellationToken) =>
        metrics.Ask("person_by_mobile", organization.FindPersonByMobileAsync(mobile, cancellationToken));

    public ValueTask<bool> IsMemberAsync(string userId, long departmentId, CancellationToken cancellationToken) =>
        metrics.Ask("is_member", organization.IsMemberAsync(userId, departmentId, cancellationToken));

    public ValueTask<Leadership> GetLeadersAsync(long departmentId, CancellationToken cancellationToken) =>
        metrics.Ask("leaders", organization.GetLeadersAsync(departmentId, cancellationToken));

    public ValueTask<Answer<LeadershipChain>> GetLeadershipChainsAsync(string userId, CancellationToken cancellationToken) =>
        metrics.Ask("leadership_chains", organization.GetLeadershipChainsAsync(userId, cancellationToken));

    public ValueTask<Department> RefreshDepartmentAsync(long departmentId, CancellationToken cancellationToken) =>
        metrics.Ask("refresh_department", organization.RefreshDepartmentAsync(departmentId, cancellationToken));

    public ValueTask<Person> RefreshPersonAsync(string userId, CancellationToken cancellationToken) =>
        metrics.Ask("refresh_person", organization.RefreshPersonAsync(userId, cancellationToken));

    public ValueTask<Departure?> GetDepartureAsync(string userId, CancellationToken cancellationToken) =>
        metrics.Ask("departure", organization.GetDepartureAsync(userId, cancellationToken));

    public ValueTask<Answer<Departure>> GetDeparturesAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        metrics.Ask("departures", organization.GetDeparturesAsync(since, cancellationToken));

    public ValueTask<IDirectoryView> GetDirectoryAsync(CancellationToken cancellationToken) => organization.GetDirectoryAsync(cancellationToken);

    public IAsyncEnumerable<Person> StreamMembersAsync(long departmentId, CancellationToken cancellationToken) => organization.StreamMembersAsync(departmentId, cancellationToken);

    public IAsyncEnumerable<LoadProgress> LoadAsync(long departmentId, CancellationToken cancellationToken) => organization.LoadAsync(departmentId, cancellationToken);

    public ValueTask<ReadPrice> GetPriceAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken) => organization.GetPriceAsync(departmentId, scope, cancellationToken);

    public ValueTask<ImmutableArray<HeldChange>> GetHeldChangesAsync(CancellationToken cancellationToken) => organization.GetHeldChangesAsync(cancellationToken);

    public ValueTask DecideAsync(long number, bool accept, CancellationToken cancellationToken) => organization.DecideAsync(number, accept, cancellationToken);

    public ValueTask<MirrorStatus> GetStatusAsync(CancellationToken cancellationToken) => organization.GetStatusAsync(cancellationToken);

    public ValueTask<QuotaUsage> GetUsageAsync(CancellationToken cancellationToken) => organization.GetUsageAsync(cancellationToken);

    public IAsyncEnumerable<ChangeSet> WatchAsync(MirrorVersion since, CancellationToken cancellationToken) => organization.WatchAsync(since, cancellationToken);

    public IAsyncEnumerable<ChangeSet> WatchSubtreeAsync(long departmentId, MirrorVersion since, CancellationToken cancellationToken) => organization.WatchSubtreeAsync(departmentId, since, cancellationToken);

    public Task<NoticeStatus> SendNoticeAsync(Notice notice, CancellationToken cancellationToken) => organization.SendNoticeAsync(notice, cancellationToken);

    public Task<NoticePreview> PreviewNoticeAsync(Notice notice, CancellationToken cancellationToken) => organization.PreviewNoticeAsync(notice, cancellationToken);

    public Task<NoticeStatus> GetNoticeAsync(string key, CancellationToken cancellationToken) => organization.GetNoticeAsync(key, cancellationToken);

    public IAsyncEnumerable<NoticeStatus> WatchNoticeAsync(string key, CancellationToken cancellationToken) => organization.WatchNoticeAsync(key, cancellationToken);

    public Task<ImmutableArray<RecipientResult>> GetNoticeResultsAsync(string key, CancellationToken cancellationToken) => organization.GetNoticeResultsAsync(key, cancellationToken);

    public Task<NoticeStatus> RefreshNoticeAsync(string key, CancellationToken cancellationToken) => organization.RefreshNoticeAsync(key, cancellationToken);
}
