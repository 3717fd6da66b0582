using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Directories;
using DingTalk.Mirror.Feeds;
using DingTalk.Mirror.Guards;
using DingTalk.Mirror.Notices;
using DingTalk.Mirror.Organizations;
using DingTalk.Mirror.Quotas;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Clients;

/// <summary>The same organization for a process outside the cluster: each question goes to a silo.</summary>
internal sealed class RemoteOrganization(
    string name, IGrainFactory grains, TimeProvider time, DirectoryFollower? directory = null, Freshness freshness = default) : IOrganization
{
    private const string FreshnessKey = "dingtalk.freshness";

    private readonly MirrorKeys _keys = new(name);

    public string Name => name;

    public IOrganizationView? View => null;

    public IDirectoryView? Directory => directory?.Current;

    /// <summary>How fresh the caller of the present grain call wants its answer.</summary>
    public static Freshness AskedFreshness => RequestContext.Get(FreshnessKey) is Freshness asked ? asked : Freshness.Any;

    // It travels beside the call: every question has it, and none has to name it.
    private IOrganizationQueryGrain Silo
    {
        get
        {
            if (freshness.Kind is FreshnessKind.Any) RequestContext.Remove(FreshnessKey);
            else RequestContext.Set(FreshnessKey, freshness);
            return grains.GetGrain<IOrganizationQueryGrain>(_keys.Queries);
        }
    }

    public IOrganization With(Freshness freshness) => new RemoteOrganization(name, grains, time, directory, freshness);

    public ValueTask<IDirectoryView> GetDirectoryAsync(CancellationToken cancellationToken) =>
        directory?.GetAsync(freshness, cancellationToken) ?? throw new InvalidOperationException(
            $"This client keeps no directory of the organization \"{name}\". Add it where the client is built: client.AddDingTalk(options => options.KeepDirectory()).");

    public ValueTask<ReadPrice> GetPriceAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken) =>
        new(Silo.GetPriceAsync(departmentId, scope, cancellationToken));

    public ValueTask<Answer<Department>> GetRootsAsync(CancellationToken cancellationToken) => new(Silo.GetRootsAsync(cancellationToken));

    public ValueTask<Department> GetDepartmentAsync(long departmentId, CancellationToken cancellationToken) =>
        new(Silo.GetDepartmentAsync(departmentId, cancellationToken));

    public ValueTask<Department> FindDepartmentByNameAsync(string name, CancellationToken cancellationToken) =>
        new(Silo.FindDepartmentByNameAsync(name, cancellationToken));

    public ValueTask<NameAnswer> FindDepartmentsByNameAsync(string name, NameLookup lookup, CancellationToken cancellationToken) =>
        new(Silo.FindDepartmentsByNameAsync(name, lookup, cancellationToken));

    public ValueTask<Department> FindDepartmentByPathAsync(IReadOnlyList<string> path, CancellationToken cancellationToken) =>
        new(Silo.FindDepartmentByPathAsync([.. path], cancellationToken));

    public ValueTask<Answer<Department>> GetChildrenAsync(long departmentId, CancellationToken cancellationToken) =>
        new(Silo.GetChildrenAsync(departmentId, cancellationToken));

    public ValueTask<Answer<Department>> GetAncestorsAsync(long departmentId, CancellationToken cancellationToken) =>
        new(Silo.GetAncestorsAsync(departmentId, cancellationToken));

    public ValueTask<Answer<long>> GetSubDepartmentIdsAsync(long departmentId, CancellationToken cancellationToken) =>
        new(Silo.GetSubDepartmentIdsAsync(departmentId, cancellationToken));

    public ValueTask<Answer<Person>> GetMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken) =>
        new(Silo.GetMembersAsync(departmentId, scope, cancellationToken));

    public ValueTask<CountAnswer> CountMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken) =>
        new(Silo.CountMembersAsync(departmentId, scope, cancellationToken));

    public IAsyncEnumerable<Person> StreamMembersAsync(long departmentId, CancellationToken cancellationToken) =>
        Silo.StreamMembersAsync(departmentId, cancellationToken);

    public IAsyncEnumerable<LoadProgress> LoadAsync(long departmentId, CancellationToken cancellationToken) =>
        Silo.LoadAsync(departmentId, cancellationToken);

    public ValueTask<Person> GetPersonAsync(string userId, CancellationToken cancellationToken) =>
        new(Silo.GetPersonAsync(userId, cancellationToken));

    public ValueTask<Person> FindPersonByUnionIdAsync(string unionId, CancellationToken cancellationToken) =>
        new(Silo.FindPersonByUnionIdAsync(unionId, cancellationToken));

    public ValueTask<Person> FindPersonByMobileAsync(string mobile, CancellationToken cancellationToken) =>
        new(Silo.FindPersonByMobileAsync(mobile, cancellationToken));

    public ValueTask<bool> IsMemberAsync(string userId, long departmentId, CancellationToken cancellationToken) =>
        new(Silo.IsMemberAsync(userId, departmentId, cancellationToken));

    public ValueTask<Leadership> GetLeadersAsync(long departmentId, CancellationToken cancellationToken) =>
        new(Silo.GetLeadersAsync(departmentId, cancellationToken));

    public ValueTask<Answer<LeadershipChain>> GetLeadershipChainsAsync(string userId, CancellationToken cancellationToken) =>
        new(Silo.GetLeadershipChainsAsync(userId, cancellationToken));

    public ValueTask<Department> RefreshDepartmentAsync(long departmentId, CancellationToken cancellationToken) =>
        new(Silo.RefreshDepartmentAsync(departmentId, cancellationToken));

    public ValueTask<Person> RefreshPersonAsync(string userId, CancellationToken cancellationToken) =>
        new(Silo.RefreshPersonAsync(userId, cancellationToken));

    public ValueTask<Departure?> GetDepartureAsync(string userId, CancellationToken cancellationToken) =>
        new(Silo.GetDepartureAsync(userId, cancellationToken));

    public ValueTask<Answer<Departure>> GetDeparturesAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        new(Silo.GetDeparturesAsync(since, cancellationToken));

    public ValueTask<ImmutableArray<HeldChange>> GetHeldChangesAsync(CancellationToken cancellationToken) =>
        new(Silo.GetHeldChangesAsync(cancellationToken));

    public ValueTask DecideAsync(long number, bool accept, CancellationToken cancellationToken) =>
        new(Silo.DecideAsync(number, accept, cancellationToken));

    public ValueTask<MirrorStatus> GetStatusAsync(CancellationToken cancellationToken) => new(Silo.GetStatusAsync(cancellationToken));

    public ValueTask<QuotaUsage> GetUsageAsync(CancellationToken cancellationToken) => new(Silo.GetUsageAsync(cancellationToken));

    public IAsyncEnumerable<ChangeSet> WatchAsync(MirrorVersion since, CancellationToken cancellationToken) =>
        RemoteFeed.WatchAsync(grains, _keys, departmentId: null, since, time, cancellationToken);

    public IAsyncEnumerable<ChangeSet> WatchSubtreeAsync(long departmentId, MirrorVersion since, CancellationToken cancellationToken) =>
        RemoteFeed.WatchAsync(grains, _keys, departmentId, since, time, cancellationToken);

    public Task<NoticeStatus> SendNoticeAsync(Notice notice, CancellationToken cancellationToken) => Silo.SendNoticeAsync(notice, cancellationToken);

    public Task<NoticePreview> PreviewNoticeAsync(Notice notice, CancellationToken cancellationToken) =>
        Silo.PreviewNoticeAsync(notice, cancellationToken);

    public Task<NoticeStatus> GetNoticeAsync(string key, CancellationToken cancellationToken) =>
        NoticeDesk.GetAsync(grains, _keys, key, cancellationToken);

    public IAsyncEnumerable<NoticeStatus> WatchNoticeAsync(string key, CancellationToken cancellationToken) =>
        NoticeDesk.WatchAsync(grains, _keys, key, time, cancellationToken);

    public Task<ImmutableArray<RecipientResult>> GetNoticeResultsAsync(string key, CancellationToken cancellationToken) =>
        NoticeDesk.GetResultsAsync(grains, _keys, key, cancellationToken);

    public Task<NoticeStatus> RefreshNoticeAsync(string key, CancellationToken cancellationToken) =>
        NoticeDesk.RefreshAsync(grains, _keys, key, cancellationToken);
}
