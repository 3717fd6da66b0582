using System.Collections.Concurrent;
using DingTalk.Mirror.Directories;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace DingTalk.Mirror.Tests.Directories;

public sealed class DirectoryTests : IAsyncLifetime
{
    private DingTalkSimulator _dingTalk = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);

    public async ValueTask DisposeAsync() => await _dingTalk.DisposeAsync();

    [Fact]
    public async Task A_client_that_keeps_a_directory_is_shown_what_the_silos_have_and_then_each_change()
    {
        await using var mirror = await StartAsync(options => options.KeepDirectory());
        await mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);

        await SameAsync(mirror);
        var first = mirror.FromOutside.Directory!;
        Assert.Equal(["chen", "lin", "sun", "wu"], People(first, Companies.Technology));
        Assert.True(first.Covers(1, MemberScope.Subtree));

        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.Platform] });
        await mirror.Organization(1).RefreshPersonAsync("zhou", Ct);
        await SameAsync(mirror);
        _dingTalk.Organization.MoveDepartment(Companies.WestSales, Companies.Technology);
        await mirror.Organization().RefreshDepartmentAsync(Companies.Technology, Ct);
        await SameAsync(mirror);

        Assert.Equal(["chen", "he", "lin", "sun", "wu", "zhou"], People(mirror.FromOutside.Directory!, Companies.Technology));
        Assert.Equal(["chen", "lin", "sun", "wu"], People(first, Companies.Technology));
    }

    [Fact]
    public async Task A_change_of_a_member_crosses_the_network_in_some_bytes()
    {
        await using var mirror = await StartAsync(options => options.KeepDirectory());
        await mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        await ReachedAsync(mirror);
        var before = mirror.FollowerOutside.Received;

        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.Platform] });
        await mirror.Organization(1).RefreshPersonAsync("zhou", Ct);
        await ReachedAsync(mirror);

        var (bytes, pieces, updates) = mirror.FollowerOutside.Received;
        Assert.Equal(pieces - before.Pieces, updates - before.Updates);
        Assert.InRange(bytes - before.Bytes, 40, 100 * (pieces - before.Pieces));
    }

    [Fact]
    public async Task A_client_that_keeps_a_subtree_answers_for_it_and_for_nothing_else_and_is_told_when_it_is_gone()
    {
        await using var mirror = await StartAsync(options => options.KeepDirectory(Companies.WestSales));
        await mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);

        var directory = await ReachedAsync(mirror);
        Assert.Equal((2, 2), (directory.DepartmentCount, directory.PersonCount));
        Assert.Equal(["he", "zhou"], People(directory, Companies.WestSales));
        Assert.False(directory.Covers(Companies.Technology, MemberScope.Direct));
        Assert.Equal(Placement.NotKnown, directory.IsMember("lin", Companies.WestSales));
        Assert.False(directory.TryGetPersonName("lin", out _));

        _dingTalk.Organization.RemoveUser("he");
        _dingTalk.Organization.RemoveUser("zhou");
        _dingTalk.Organization.RemoveDepartment(23);
        _dingTalk.Organization.RemoveDepartment(Companies.WestSales);
        await mirror.Organization().RefreshDepartmentAsync(Companies.Sales, Ct);
        foreach (var id in new[] { 23, Companies.WestSales })
            await Assert.ThrowsAsync<Errors.DepartmentNotFoundException>(async () => await mirror.Organization().RefreshDepartmentAsync(id, Ct));
        foreach (var user in new[] { "he", "zhou" })
            await Assert.ThrowsAsync<Errors.PersonNotFoundException>(async () => await mirror.Organization().RefreshPersonAsync(user, Ct));

        directory = await ReachedAsync(mirror);
        Assert.True(directory.IsGone(Companies.WestSales));
        Assert.False(directory.Covers(Companies.WestSales, MemberScope.Subtree));
        Assert.Equal((0, 0), (directory.DepartmentCount, directory.PersonCount));
    }

    [Fact]
    public async Task While_nothing_changes_the_age_of_a_directory_stays_small_and_what_is_doubtful_is_told()
    {
        await using var mirror = await StartAsync(options => options.KeepDirectory());
        await mirror.Organization().LoadAsync(Companies.Sales, Ct).LastAsync(Ct);
        var started = TimeProvider.System.GetUtcNow();

        foreach (var organization in new[] { mirror.FromOutside, mirror.Organization() })
        {
            var directory = await organization.With(Freshness.AtMost(TimeSpan.FromMilliseconds(10))).GetDirectoryAsync(Ct);
            Assert.True(directory.ConfirmedAt >= started - TimeSpan.FromMilliseconds(10));
            Assert.Null(directory.DoubtfulSince);
        }
    }

    [Fact]
    public async Task A_client_that_keeps_none_has_none_and_is_told_which_line_to_add()
    {
        await using var mirror = await StartAsync(configureClient: null, silos: 1);

        Assert.Null(mirror.FromOutside.Directory);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await mirror.FromOutside.GetDirectoryAsync(Ct));
        Assert.Contains("KeepDirectory()", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await mirror.Organization().With(Freshness.Live).GetDirectoryAsync(Ct));
        Assert.Contains("Live", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_department_that_can_be_none_is_refused_when_the_client_starts()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(client => client.UseLocalhostClustering().AddDingTalk(options => options.KeepDirectory(0)));
        using var host = builder.Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Ct));
        Assert.Contains("DirectoryDepartmentId must be between 1 and", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_piece_whose_answer_was_lost_is_given_again_and_a_cursor_of_elsewhere_gets_everything()
    {
        await using var mirror = await StartAsync(configureClient: null, silos: 1);
        await mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        await mirror.SettledAsync(Ct);
        var grain = mirror.Grains.GetGrain<IDirectoryGrain>(new MirrorKeys("default").Directory(Guid.NewGuid()));

        var everything = await grain.NextAsync(departmentId: null, cursor: default, Ct);
        Assert.Equal((true, true), (everything.IsFirst, everything.IsLast));
        await mirror.Organization().RefreshDepartmentAsync(Companies.Technology, Ct);
        var change = await grain.NextAsync(departmentId: null, everything.Cursor, Ct);
        Assert.InRange(change.Content.Length, 1, everything.Content.Length / 3);

        Assert.Equal(change.Content, (await grain.NextAsync(departmentId: null, everything.Cursor, Ct)).Content);
        var again = await grain.NextAsync(departmentId: null, new(Guid.NewGuid(), 1), Ct);
        Assert.InRange(again.Content.Length, everything.Content.Length - 20, everything.Content.Length + 20);
    }

    [Theory, InlineData(0), InlineData(1)]
    public async Task A_directory_outlives_the_silo_that_feeds_it(int silo)
    {
        await using var mirror = await StartAsync(options => options.KeepDirectory());
        await mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        await SameAsync(mirror);

        await mirror.KillAsync(silo);
        Assert.Equal(["chen", "lin", "sun", "wu"], People(mirror.FromOutside.Directory!, Companies.Technology));
        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.Platform] });
        await mirror.Organization().RefreshPersonAsync("zhou", Ct);

        await SameAsync(mirror);
    }

    [Fact]
    public async Task While_no_silo_can_be_reached_a_directory_answers_on_and_then_catches_up()
    {
        await using var mirror = await StartAsync(options => options.KeepDirectory(), silos: 1);
        await mirror.Organization().LoadAsync(1, Ct).LastAsync(Ct);
        await SameAsync(mirror);

        await mirror.KillAsync(0);
        var alone = mirror.FromOutside.Directory!;
        var confirmedAt = alone.ConfirmedAt;
        Assert.Equal(["chen", "lin", "sun", "wu"], People(alone, Companies.Technology));
        using (var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(300)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                await mirror.FromOutside.With(Freshness.AtMost(TimeSpan.Zero)).GetDirectoryAsync(impatient.Token));
        }

        Assert.Equal(confirmedAt, mirror.FromOutside.Directory!.ConfirmedAt);
        await mirror.StartSiloAsync();
        _dingTalk.Organization.UpdateUser("zhou", user => user with { Departments = [Companies.Platform] });
        await mirror.Organization().RefreshPersonAsync("zhou", Ct);

        await SameAsync(mirror);
        Assert.Contains("zhou", People(mirror.FromOutside.Directory!, Companies.Technology));
    }

    private Task<MirrorCluster> StartAsync(Action<MirrorClientOptions>? configureClient, int silos = 2)
    {
        var rows = new ConcurrentDictionary<(string, GrainId), SharedStore.Row>();
        return MirrorCluster.StartAsync(
            _dingTalk,
            silos,
            configureSilo: silo => silo.Services.AddKeyedSingleton<IGrainStorage>(StorageNames.Mirror, (services, _) =>
                new SharedStore(services.GetRequiredKeyedService<IGrainStorageSerializer>(StorageNames.Mirror), rows)),
            configureClient: configureClient);
    }

    private static async Task<IDirectoryView> ReachedAsync(MirrorCluster mirror) =>
        await mirror.FromOutside.With(Freshness.AtLeast(await mirror.HeadAsync(Ct))).GetDirectoryAsync(Ct);

    // The client and a silo at the head of the log.
    private static async Task SameAsync(MirrorCluster mirror)
    {
        var kept = await ReachedAsync(mirror);
        var view = await mirror.Organization().With(Freshness.AtLeast(kept.Version)).GetDirectoryAsync(Ct);
        Assert.Equal(view.Version, kept.Version);
        Assert.Equal((view.DepartmentCount, view.PersonCount), (kept.DepartmentCount, kept.PersonCount));
        foreach (var id in mirror.Mirror().Views.Current!.Structure.Ids)
        {
            Assert.Equal(view.TryGetDepartmentName(id, out var name), kept.TryGetDepartmentName(id, out var keptName));
            Assert.Equal(name, keptName);
            Assert.Equal(People(view, id), People(kept, id));
            Assert.Equal(view.Covers(id, MemberScope.Subtree), kept.Covers(id, MemberScope.Subtree));
            Assert.Equal(view.IsMember("chen", id), kept.IsMember("chen", id));
        }
    }

    private static string[] People(IDirectoryView view, long id)
    {
        var userIds = new string[view.CountMembers(id, MemberScope.Subtree)];
        view.CopyMemberIds(id, MemberScope.Subtree, userIds);
        return [.. userIds.Order(StringComparer.Ordinal)];
    }
}
