using DingTalk.Mirror.Departments;
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
    private IOrganization _local = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _local = services.GetRequiredKeyedService<IOrganization>(MirrorKeys.OfGrain(this.GetPrimaryKeyString()).Organization);
        return Task.CompletedTask;
    }

    public Task<Answer<Department>> GetRootsAsync(CancellationToken cancellationToken) => _local.GetRootsAsync(cancellationToken).AsTask();

    public Task<Department> GetDepartmentAsync(long departmentId, CancellationToken cancellationToken) =>
        _local.GetDepartmentAsync(departmentId, cancellationToken).AsTask();

    public Task<Department> FindDepartmentByNameAsync(string name, CancellationToken cancellationToken) =>
        _local.FindDepartmentByNameAsync(name, cancellationToken).AsTask();

    public Task<NameAnswer> FindDepartmentsByNameAsync(string name, NameLookup lookup, CancellationToken cancellationToken) =>
        _local.FindDepartmentsByNameAsync(name, lookup, cancellationToken).AsTask();

    public Task<Department> FindDepartmentByPathAsync(ImmutableArray<string> path, CancellationToken cancellationToken) =>
        _local.FindDepartmentByPathAsync(path, cancellationToken).AsTask();

    public Task<Answer<Department>> GetChildrenAsync(long departmentId, CancellationToken cancellationToken) =>
        _local.GetChildrenAsync(departmentId, cancellationToken).AsTask();

    public Task<Answer<Department>> GetAncestorsAsync(long departmentId, CancellationToken cancellationToken) =>
        _local.GetAncestorsAsync(departmentId, cancellationToken).AsTask();

    public Task<Answer<long>> GetSubDepartmentIdsAsync(long departmentId, CancellationToken cancellationToken) =>
        _local.GetSubDepartmentIdsAsync(departmentId, cancellationToken).AsTask();

    public Task<Answer<Person>> GetMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken) =>
        _local.GetMembersAsync(departmentId, scope, cancellationToken).AsTask();

    public Task<CountAnswer> CountMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken) =>
        _local.CountMembersAsync(departmentId, scope, cancellationToken).AsTask();

    public IAsyncEnumerable<Person> StreamMembersAsync(long departmentId, CancellationToken cancellationToken) =>
        _local.StreamMembersAsync(departmentId, cancellationToken);

    public IAsyncEnumerable<LoadProgress> LoadAsync(long departmentId, CancellationToken cancellationToken) =>
        _local.LoadAsync(departmentId, cancellationToken);

    public Task<Person> GetPersonAsync(string userId, CancellationToken cancellationToken) =>
        _local.GetPersonAsync(userId, cancellationToken).AsTask();

    public Task<Person> FindPersonByUnionIdAsync(string unionId, CancellationToken cancellationToken) =>
        _local.FindPersonByUnionIdAsync(unionId, cancellationToken).AsTask();

    public Task<Person> FindPersonByMobileAsync(string mobile, CancellationToken cancellationToken) =>
        _local.FindPersonByMobileAsync(mobile, cancellationToken).AsTask();

    public Task<bool> IsMemberAsync(string userId, long departmentId, CancellationToken cancellationToken) =>
        _local.IsMemberAsync(userId, departmentId, cancellationToken).AsTask();

    public Task<Leadership> GetLeadersAsync(long departmentId, CancellationToken cancellationToken) =>
        _local.GetLeadersAsync(departmentId, cancellationToken).AsTask();

    public Task<Answer<LeadershipChain>> GetLeadershipChainsAsync(string userId, CancellationToken cancellationToken) =>
        _local.GetLeadershipChainsAsync(userId, cancellationToken).AsTask();

    public Task<Department> RefreshDepartmentAsync(long departmentId, CancellationToken cancellationToken) =>
        _local.RefreshDepartmentAsync(departmentId, cancellationToken).AsTask();

    public Task<Person> RefreshPersonAsync(string userId, CancellationToken cancellationToken) =>
        _local.RefreshPersonAsync(userId, cancellationToken).AsTask();

    public Task<QuotaUsage> GetUsageAsync(CancellationToken cancellationToken) => _local.GetUsageAsync(cancellationToken).AsTask();

    public Task<NoticeStatus> SendNoticeAsync(Notice notice, CancellationToken cancellationToken) => _local.SendNoticeAsync(notice, cancellationToken);

    public Task<NoticePreview> PreviewNoticeAsync(Notice notice, CancellationToken cancellationToken) =>
        _local.PreviewNoticeAsync(notice, cancellationToken);
}
