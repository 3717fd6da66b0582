using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Guards;
using DingTalk.Mirror.Notices;
using DingTalk.Mirror.Organizations;
using DingTalk.Mirror.Quotas;
using DingTalk.Mirror.Users;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace DingTalk.Mirror.Clients;

/// <summary>Passes a client's questions to the silo that the call has reached. Reentrant: a question that waits holds up no other.</summary>
[StatelessWorker, Reentrant, GrainType("dingtalk.queries")]
internal sealed class OrganizationQueryGrain(IServiceProvider services) : Grain, IOrganizationQueryGrain
{
    private IOrganization _organization = null!;

    private IOrganization Local => RemoteOrganization.AskedFreshness is { Kind: not FreshnessKind.Any } freshness ? _organization.With(freshness) : _organization;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _organization = services.GetRequiredKeyedService<IOrganization>(MirrorKeys.OfGrain(this.GetPrimaryKeyString()).Organization);
        return Task.CompletedTask;
    }

    public Task<Answer<Department>> GetRootsAsync(CancellationToken cancellationToken) => Local.GetRootsAsync(cancellationToken).AsTask();

    public Task<Department> GetDepartmentAsync(long departmentId, CancellationToken cancellationToken) =>
        Local.GetDepartmentAsync(departmentId, cancellationToken).AsTask();

    public Task<Department> FindDepartmentByNameAsync(string name, CancellationToken cancellationToken) =>
        Local.FindDepartmentByNameAsync(name, cancellationToken).AsTask();

    public Task<NameAnswer> FindDepartmentsByNameAsync(string name, NameLookup lookup, CancellationToken cancellationToken) =>
        Local.FindDepartmentsByNameAsync(name, lookup, cancellationToken).AsTask();

    public Task<Department> FindDepartmentByPathAsync(ImmutableArray<string> path, CancellationToken cancellationToken) =>
        Local.FindDepartmentByPathAsync(path, cancellationToken).AsTask();

    public Task<Answer<Department>> GetChildrenAsync(long departmentId, CancellationToken cancellationToken) =>
        Local.GetChildrenAsync(departmentId, cancellationToken).AsTask();

    public Task<Answer<Department>> GetAncestorsAsync(long departmentId, CancellationToken cancellationToken) =>
        Local.GetAncestorsAsync(departmentId, cancellationToken).AsTask();

    public Task<Answer<long>> GetSubDepartmentIdsAsync(long departmentId, CancellationToken cancellationToken) =>
        Local.GetSubDepartmentIdsAsync(departmentId, cancellationToken).AsTask();

    public Task<Answer<Person>> GetMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken) =>
        Local.GetMembersAsync(departmentId, scope, cancellationToken).AsTask();

    public Task<CountAnswer> CountMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken) =>
        Local.CountMembersAsync(departmentId, scope, cancellationToken).AsTask();

    public IAsyncEnumerable<Person> StreamMembersAsync(long departmentId, CancellationToken cancellationToken) =>
        Local.StreamMembersAsync(departmentId, cancellationToken);

    public IAsyncEnumerable<LoadProgress> LoadAsync(long departmentId, CancellationToken cancellationToken) =>
        Local.LoadAsync(departmentId, cancellationToken);

    public Task<Person> GetPersonAsync(string userId, CancellationToken cancellationToken) =>
        Local.GetPersonAsync(userId, cancellationToken).AsTask();

    public Task<Person> FindPersonByUnionIdAsync(string unionId, CancellationToken cancellationToken) =>
        Local.FindPersonByUnionIdAsync(unionId, cancellationToken).AsTask();

    public Task<Person> FindPersonByMobileAsync(string mobile, CancellationToken cancellationToken) =>
        Local.FindPersonByMobileAsync(mobile, cancellationToken).AsTask();

    public Task<bool> IsMemberAsync(string userId, long departmentId, CancellationToken cancellationToken) =>
        Local.IsMemberAsync(userId, departmentId, cancellationToken).AsTask();

    public Task<Leadership> GetLeadersAsync(long departmentId, CancellationToken cancellationToken) =>
        Local.GetLeadersAsync(departmentId, cancellationToken).AsTask();

    public Task<Answer<LeadershipChain>> GetLeadershipChainsAsync(string userId, CancellationToken cancellationToken) =>
        Local.GetLeadershipChainsAsync(userId, cancellationToken).AsTask();

    public Task<Department> RefreshDepartmentAsync(long departmentId, CancellationToken cancellationToken) =>
        Local.RefreshDepartmentAsync(departmentId, cancellationToken).AsTask();

    public Task<Person> RefreshPersonAsync(string userId, CancellationToken cancellationToken) =>
        Local.RefreshPersonAsync(userId, cancellationToken).AsTask();

    public Task<Departure?> GetDepartureAsync(string userId, CancellationToken cancellationToken) =>
        Local.GetDepartureAsync(userId, cancellationToken).AsTask();

    public Task<Answer<Departure>> GetDeparturesAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Local.GetDeparturesAsync(since, cancellationToken).AsTask();

    public Task<ReadPrice> GetPriceAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken) =>
        Local.GetPriceAsync(departmentId, scope, cancellationToken).AsTask();

    public Task<ImmutableArray<HeldChange>> GetHeldChangesAsync(CancellationToken cancellationToken) =>
        Local.GetHeldChangesAsync(cancellationToken).AsTask();

    public Task DecideAsync(long number, bool accept, CancellationToken cancellationToken) =>
        Local.DecideAsync(number, accept, cancellationToken).AsTask();

    public Task<MirrorStatus> GetStatusAsync(CancellationToken cancellationToken) => Local.GetStatusAsync(cancellationToken).AsTask();

    public Task<QuotaUsage> GetUsageAsync(CancellationToken cancellationToken) => Local.GetUsageAsync(cancellationToken).AsTask();

    public Task<NoticeStatus> SendNoticeAsync(Notice notice, CancellationToken cancellationToken) => Local.SendNoticeAsync(notice, cancellationToken);

    public Task<NoticePreview> PreviewNoticeAsync(Notice notice, CancellationToken cancellationToken) =>
        Local.PreviewNoticeAsync(notice, cancellationToken);
}
