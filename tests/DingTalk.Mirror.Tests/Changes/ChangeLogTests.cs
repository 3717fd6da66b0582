using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Feeds;
using DingTalk.Mirror.Tests.Feeds;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace DingTalk.Mirror.Tests.Changes;

public sealed class ChangeLogTests : IAsyncLifetime
{
    private DingTalkSimulator _dingTalk = null!;
    private MirrorCluster _mirror = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IChangeLogGrain Log => _mirror.Mirror().Changes;

    private Checkpoints Checkpoints => _mirror.Silo(0).GetRequiredKeyedService<Checkpoints>("default");

    public async ValueTask InitializeAsync()
    {
        _dingTalk = await DingTalkSimulator.StartAsync(Companies.Small());
        _mirror = await MirrorCluster.StartAsync(_dingTalk, silos: 1, configure: mirror =>
        {
            mirror.WatchRetention = TimeSpan.Zero;
            mirror.CheckpointAfter = 600;
        });
        await foreach (var _ in _mirror.Organization().LoadAsync(1, Ct))
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _mirror.DisposeAsync();
        await _dingTalk.DisposeAsync();
    }

    [Fact]
    public async Task A_log_that_has_grown_is_cut_below_its_checkpoint_and_nothing_is_forgotten()
    {
        await GrowAsync();
        var before = await TellAsync();

        await Checkpoints.WriteIfDueAsync(Ct);

        Assert.InRange((await Log.ReadAsync(0, Ct)).First, 2, 2_000);
        Assert.Equal(before, await TellAsync());
        Assert.Equal(11, (await _mirror.Organization().GetSubDepartmentIdsAsync(1, Ct)).EnsureComplete().Items.Length + 1 + 1);
        Assert.Equal(0, await CallsOfAsync(() => _mirror.Organization().GetMembersAsync(1, MemberScope.Subtree, Ct).AsTask()));
    }

    [Fact]
    public async Task The_log_goes_on_after_it_was_cut_also_in_another_activation()
    {
        await GrowAsync();
        await Checkpoints.WriteIfDueAsync(Ct);
        var head = (await Log.ReadAsync(long.MaxValue, Ct)).Head;

        await _mirror.DeactivateAsync(Log);
        var next = await Log.AppendAsync([Said.Person(2_000_000, "late", Companies.Sales)], Ct);

        Assert.Equal(head with { Number = head.Number + 1 }, next);
        Assert.Equal([next.Number], (await Log.ReadAsync(head.Number, Ct)).Entries.Select(entry => entry.Number));
        Assert.Contains("late", await TellAsync(), StringComparison.Ordinal);
        await GrowAsync();
        await Checkpoints.WriteIfDueAsync(Ct);
        Assert.Contains("late", await TellAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_has_not_grown_enough_is_left_alone()
    {
        await Checkpoints.WriteIfDueAsync(Ct);

        Assert.Equal(1, (await Log.ReadAsync(0, Ct)).First);
    }

    [Fact]
    public async Task What_changed_before_the_checkpoint_can_no_longer_be_told()
    {
        var version = _mirror.Organization().View!.Version;
        var backlog = _mirror.Silo(0).GetRequiredKeyedService<Backlog>("default");
        await GrowAsync();
        Assert.Null((await backlog.ReadAsync(version, Ct)).Lost);
        await Checkpoints.WriteIfDueAsync(Ct);

        Assert.Equal(SnapshotReason.BehindRetention, (await backlog.ReadAsync(version, Ct)).Lost);
        Assert.Null((await backlog.ReadAsync((await Log.ReadAsync(0, Ct)).Head, Ct)).Lost);
    }

    [Fact]
    public async Task A_writer_who_stopped_half_way_leaves_a_checkpoint_from_which_the_next_one_goes_on()
    {
        await GrowAsync();
        await Checkpoints.WriteIfDueAsync(Ct);
        var older = await ReadPiecesAsync();
        await GrowAsync();
        var told = await TellAsync();
        var newer = (await Checkpoints.RestoreAsync(Ct)).Ledger;
        for (var number = older[0].Version.Number; (await Log.ReadAsync(number, Ct)).Entries is [_, ..] entries; number = entries[^1].Number)
        {
            foreach (var entry in entries) newer.Apply(entry);
        }

        var head = (await Log.ReadAsync(0, Ct)).Head;
        for (var index = 0; index < 20; index++) await WritePieceAsync(index, newer.ToPieces(head)[index]);

        var restored = await Checkpoints.RestoreAsync(Ct);
        Assert.Equal((older[0].Version, head.Number), (restored.Version, restored.Newest));
        Assert.Equal(told, await TellAsync());

        await Checkpoints.WriteIfDueAsync(Ct);
        Assert.Equal(head, (await Checkpoints.RestoreAsync(Ct)).Version);
        Assert.Equal(told, await TellAsync());
    }

    [Fact]
    public async Task A_lost_piece_is_made_good_from_a_log_that_is_whole()
    {
        var told = await TellAsync();
        await WritePieceAsync(7, new() { Version = (await Log.ReadAsync(0, Ct)).Head });

        Assert.Equal(told, await TellAsync());
    }

    [Fact]
    public async Task A_lost_or_damaged_piece_of_a_log_that_was_cut_is_said_and_nothing_is_answered_without_it()
    {
        await GrowAsync();
        await Checkpoints.WriteIfDueAsync(Ct);
        await ClearPieceAsync(7);
        await WriteContentAsync(8, [1, 2, 3]);

        var thrown = await Assert.ThrowsAsync<MirrorStateException>(() => Checkpoints.RestoreAsync(Ct));

        Assert.Contains("2 of the 50 pieces of the checkpoint default/changes are lost or damaged", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("restore the storage", thrown.Message, StringComparison.Ordinal);
    }

    // Facts of one person, each read later than the one before.
    private async Task GrowAsync()
    {
        var head = (await Log.ReadAsync(long.MaxValue, Ct)).Head.Number;
        for (var i = 0; i < 1_300; i += 100)
        {
            var first = (int)head + i;
            await Task.WhenAll(Enumerable.Range(first, 100).Select(at => Log.AppendAsync([Said.Person(1_000_000 + at, "busy", Companies.Sales)], Ct)));
        }
    }

    private async Task<string> TellAsync()
    {
        var (ledger, version, _) = await Checkpoints.RestoreAsync(Ct);
        for (var number = version.Number; ;)
        {
            var batch = await Log.ReadAsync(number, Ct);
            foreach (var entry in batch.Entries) ledger.Apply(entry);
            if (batch.Entries is not [.., var last]) break;
            number = last.Number;
        }

        var view = await _mirror.Mirror().Views.DropAsync(Ct);
        Assert.Equal(ledger.People.Values.Count(entry => entry.Person is not null), view.PersonCount);
        return Table.Tell(ledger);
    }

    private async Task<long> CallsOfAsync(Func<Task> act)
    {
        _dingTalk.Calls.Reset();
        await act();
        return _dingTalk.Calls.Total;
    }

    private IGrainStorage Storage => _mirror.Silo(0).GetRequiredKeyedService<IGrainStorage>(StorageNames.Mirror);

    private static GrainId PieceId(int index) => GrainId.Create("dingtalk.changes-piece", new MirrorKeys("default").CheckpointPiece(index));

    private Serializer<CheckpointPiece> Serializer => _mirror.Silo(0).GetRequiredService<Serializer<CheckpointPiece>>();

    private async Task<CheckpointPiece[]> ReadPiecesAsync() => await Task.WhenAll(
        Enumerable.Range(0, Ledger.PieceCount).Select(async index => Serializer.Deserialize((await ReadPieceAsync(index)).State!.Content)!));

    private async Task<GrainState<CheckpointPieceState>> ReadPieceAsync(int index)
    {
        var row = new GrainState<CheckpointPieceState>();
        await Storage.ReadStateAsync("changes-piece", PieceId(index), row);
        return row;
    }

    private Task WritePieceAsync(int index, CheckpointPiece piece) => WriteContentAsync(index, Serializer.SerializeToArray(piece));

    private async Task WriteContentAsync(int index, byte[] content)
    {
        var row = await ReadPieceAsync(index);
        row.State = new() { Content = content };
        await Storage.WriteStateAsync("changes-piece", PieceId(index), row);
    }

    private async Task ClearPieceAsync(int index) => await Storage.ClearStateAsync("changes-piece", PieceId(index), await ReadPieceAsync(index));
}
