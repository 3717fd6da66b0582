using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Notices;
using DingTalk.Mirror.Quotas;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Organizations;

/// <summary>
/// The questions of <see cref="IOrganization"/>, asked from outside the cluster and answered from the view of whichever silo the call reaches.
/// Key: <c>org/queries</c>.
/// </summary>
[Alias("dingtalk.query-grain")]
public interface IOrganizationQueryGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="IOrganization.GetRootsAsync"/>
    [Alias("roots")]
    Task<Answer<Department>> GetRootsAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetDepartmentAsync"/>
    [Alias("department")]
    Task<Department> GetDepartmentAsync(long departmentId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.FindDepartmentByNameAsync"/>
    [Alias("department-by-name")]
    Task<Department> FindDepartmentByNameAsync(string name, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.FindDepartmentsByNameAsync"/>
    [Alias("departments-by-name")]
    Task<NameAnswer> FindDepartmentsByNameAsync(string name, NameLookup lookup, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.FindDepartmentByPathAsync"/>
    [Alias("department-by-path")]
    Task<Department> FindDepartmentByPathAsync(ImmutableArray<string> path, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetChildrenAsync"/>
    [Alias("children")]
    Task<Answer<Department>> GetChildrenAsync(long departmentId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetAncestorsAsync"/>
    [Alias("ancestors")]
    Task<Answer<Department>> GetAncestorsAsync(long departmentId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetSubDepartmentIdsAsync"/>
    [Alias("sub-department-ids")]
    Task<Answer<long>> GetSubDepartmentIdsAsync(long departmentId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetMembersAsync"/>
    [Alias("members")]
    Task<Answer<Person>> GetMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.CountMembersAsync"/>
    [Alias("count-members")]
    Task<CountAnswer> CountMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.StreamMembersAsync"/>
    [Alias("stream-members")]
    IAsyncEnumerable<Person> StreamMembersAsync(long departmentId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.LoadAsync"/>
    [Alias("load")]
    IAsyncEnumerable<LoadProgress> LoadAsync(long departmentId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetPersonAsync"/>
    [Alias("person")]
    Task<Person> GetPersonAsync(string userId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.FindPersonByUnionIdAsync"/>
    [Alias("person-by-unionid")]
    Task<Person> FindPersonByUnionIdAsync(string unionId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.FindPersonByMobileAsync"/>
    [Alias("person-by-mobile")]
    Task<Person> FindPersonByMobileAsync(string mobile, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.IsMemberAsync"/>
    [Alias("is-member")]
    Task<bool> IsMemberAsync(string userId, long departmentId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetLeadersAsync"/>
    [Alias("leaders")]
    Task<Leadership> GetLeadersAsync(long departmentId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetLeadershipChainsAsync"/>
    [Alias("leadership-chains")]
    Task<Answer<LeadershipChain>> GetLeadershipChainsAsync(string userId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.RefreshDepartmentAsync"/>
    [Alias("refresh-department")]
    Task<Department> RefreshDepartmentAsync(long departmentId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.RefreshPersonAsync"/>
    [Alias("refresh-person")]
    Task<Person> RefreshPersonAsync(string userId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetDepartureAsync"/>
    [Alias("departure")]
    Task<Departure?> GetDepartureAsync(string userId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetDeparturesAsync"/>
    [Alias("departures")]
    Task<Answer<Departure>> GetDeparturesAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetPriceAsync"/>
    [Alias("price")]
    Task<ReadPrice> GetPriceAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetHeldChangesAsync"/>
    [Alias("held-changes")]
    Task<ImmutableArray<Guards.HeldChange>> GetHeldChangesAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.DecideAsync"/>
    [Alias("decide")]
    Task DecideAsync(long number, bool accept, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetStatusAsync"/>
    [Alias("status")]
    Task<MirrorStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.GetUsageAsync"/>
    [Alias("usage")]
    Task<QuotaUsage> GetUsageAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.SendNoticeAsync"/>
    [Alias("send-notice")]
    Task<NoticeStatus> SendNoticeAsync(Notice notice, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOrganization.PreviewNoticeAsync"/>
    [Alias("preview-notice")]
    Task<NoticePreview> PreviewNoticeAsync(Notice notice, CancellationToken cancellationToken);
}
