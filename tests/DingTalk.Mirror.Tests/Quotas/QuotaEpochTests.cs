using DingTalk.Mirror.Quotas;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace DingTalk.Mirror.Tests.Quotas;

/// <summary>A quota grain may exist twice for a while; its stored epoch keeps the two from granting at the same time.</summary>
public sealed class QuotaEpochTests : IAsyncLifetime
{
    private const string Api = "POST /topapi/v2/user/list";

    private DingTalkSimulator _dingTalk = null!;
    private MirrorCluster _mirror = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IQuotaGrain Quota => _mirror.Grains.GetGrain<IQuotaGrain>("default/quota");

    private static QuotaRequest Wants(int calls) => new() { Holder = Guid.NewGuid(), Api = Api, Interactive = calls };

    public async ValueTask InitializeAsync()
    {
        _dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        _mirror = await MirrorCluster.StartAsync(_dingTalk, silos: 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _mirror.DisposeAsync();
        await _dingTalk.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_former_epoch_a_burst_up_to_the_limit_is_granted_at_once_and_no_more()
    {
        Assert.Equal(20, (await Quota.LeaseAsync(Wants(50), Ct)).Interactive);
        var next = await Quota.LeaseAsync(Wants(1), Ct);
        Assert.Equal(0, next.Interactive);
        Assert.True(next.AskAgainIn > TimeSpan.Zero);
    }

    [Fact]
    public async Task After_a_crash_the_new_activation_waits_out_what_the_old_one_may_still_have_promised()
    {
        var storage = _mirror.Silo(0).GetRequiredKeyedService<IGrainStorage>(StorageNames.Mirror);
        var crashed = new GrainState<QuotaState>(new() { Epoch = 7, RenewedAt = TimeProvider.System.GetUtcNow(), Month = "2000-01" });
        await storage.WriteStateAsync("quota", GrainId.Create("dingtalk.quota", "default/quota"), crashed);

        var lease = await Quota.LeaseAsync(Wants(1), Ct);
        Assert.Equal(0, lease.Interactive);
        Assert.Equal(TimeSpan.FromMilliseconds(1_040), lease.AskAgainIn);
    }

    [Fact]
    public async Task After_an_orderly_end_too_the_permits_in_the_air_are_waited_for()
    {
        Assert.Equal(20, (await Quota.LeaseAsync(Wants(20), Ct)).Interactive);
        await _mirror.DeactivateAsync(Quota);
        Assert.Equal(0, (await Quota.LeaseAsync(Wants(1), Ct)).Interactive);
    }

    [Fact]
    public async Task Another_activation_that_has_taken_the_row_over_ends_this_one_before_it_grants()
    {
        await Quota.LeaseAsync(Wants(1), Ct);
        var storage = _mirror.Silo(0).GetRequiredKeyedService<IGrainStorage>(StorageNames.Mirror);
        var id = GrainId.Create("dingtalk.quota", "default/quota");
        var row = new GrainState<QuotaState>(new());
        await storage.ReadStateAsync("quota", id, row);
        row.State.Epoch++;
        await storage.WriteStateAsync("quota", id, row);

        // A metered grant is written down before it is given, and finds the row changed.
        await Assert.ThrowsAsync<InconsistentStateException>(() => Quota.LeaseAsync(Wants(1) with { IsMetered = true, Api = "GET /auth/scopes" }, Ct));
    }

    [Fact]
    public async Task People_a_minute_are_granted_whole_or_not_at_all()
    {
        Assert.True((await Quota.ReachAsync(4_950, Ct)).Granted);
        var refused = await Quota.ReachAsync(100, Ct);
        Assert.False(refused.Granted);
        Assert.InRange(refused.AskAgainIn, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(61));
        Assert.True((await Quota.ReachAsync(50, Ct)).Granted);
    }
}
