using CsCheck;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Directories;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Tests.Changes;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Tests.Directories;

public sealed class PackedDirectoryTests
{
    private static readonly MemberScope[] Scopes = [MemberScope.Direct, MemberScope.Subtree];
    private static readonly long[] Ids = [.. Enumerable.Range(1, 10).Select(id => (long)id)];
    private static readonly string[] Users = [.. Enumerable.Range(0, 8).Select(number => $"user{number}")];

    [Fact]
    public void A_client_that_keeps_everything_answers_as_the_silo_that_feeds_it() =>
        Gen.Select(Said.AnyFacts(60), Gen.Int[1, 5], Gen.Int[1, 4]).Sample((facts, step, sendEvery) =>
        {
            var pipe = new Pipe(root: null);
            foreach (var view in ViewsAfter(facts, step).Where((_, at) => at % sendEvery == 0))
            {
                Assert.Equal(Tell(view, Ids, Users), Tell(pipe.Send(view), Ids, Users));
                Assert.Equal((view.Version, view.DepartmentCount, view.PersonCount, view.DoubtfulSince), Numbers(pipe.Kept));
            }
        }, iter: 500, print: made => string.Join('\n', made.Item1.Select(Said.Tell)));

    [Fact]
    public void A_client_that_keeps_a_subtree_answers_for_it_as_the_silo_and_for_nothing_else() =>
        Gen.Select(Said.AnyFacts(60), Gen.Int[1, 5], Gen.Long[1, 10]).Sample((facts, step, root) =>
        {
            var pipe = new Pipe(root);
            foreach (var view in ViewsAfter(facts, step))
            {
                var kept = pipe.Send(view);
                var inside = view.Structure.TryFind(root, out _) ? [root, .. SubDepartments(view, root)] : Array.Empty<long>();
                var people = view.Structure.TryFind(root, out _) ? MemberIds(view, root, MemberScope.Subtree) : [];
                Assert.Equal(Tell(view, inside, people, withPlacements: false), Tell(kept, inside, people, withPlacements: false));
                Assert.Equal((inside.Length, people.Length, view.IsGone(root)), (kept.DepartmentCount, kept.PersonCount, kept.IsGone(root)));
                foreach (var other in Ids.Except(inside))
                {
                    Assert.False(kept.Covers(other, MemberScope.Subtree) || kept.TryGetDepartmentName(other, out _));
                    Assert.Equal(0, kept.CountMembers(other, MemberScope.Subtree) + kept.CountSubDepartments(other));
                }

                AssertPlacements(view, kept);
            }
        }, iter: 500, print: made => $"root {made.Item3}\n{string.Join('\n', made.Item1.Select(Said.Tell))}");

    [Fact]
    public void In_an_organization_of_many_blocks_a_change_here_and_there_gives_what_the_silo_has() =>
        Gen.Select(Gen.Int[0, 499], Gen.Int[2, 300].HashSet[1, 3]).Array[1, 20].Sample(moves =>
        {
            var ledger = Wide();
            var view = Follow(OrganizationView.Empty(), ledger, 0);
            var whole = new Pipe(root: null);
            var part = new Pipe(root: 100);
            whole.Send(view);
            part.Send(view);
            foreach (var ((person, ids), at) in moves.Select((move, at) => (move, at)))
            {
                ledger.Apply(Said.Person(10 + at, $"user{person}", [.. ids.Select(id => (long)id)]));
                if (at % 5 == 4) ledger.Apply(Said.Department(10 + at, ids.First(), 100));
                view = Follow(view, ledger, at);
                whole.Send(view);
                part.Send(view);
            }

            Assert.Equal(MemberIds(view, 1, MemberScope.Subtree), MemberIds(whole.Kept, 1, MemberScope.Subtree));
            Assert.Equal(MemberIds(view, 100, MemberScope.Subtree), MemberIds(part.Kept, 100, MemberScope.Subtree));
            Assert.Equal(Tell(view, view.Structure.Ids, Users), Tell(whole.Kept, view.Structure.Ids, Users));
        }, iter: 20);

    [Fact]
    public void A_view_of_another_fold_of_the_log_comes_whole_and_those_kept_before_stay_as_they_were()
    {
        var pipe = new Pipe(root: null);
        var first = pipe.Send(Follow(OrganizationView.Empty(), Said.Fold(Said.Department(1, 1, null), Said.Person(1, "li", 1), Said.Person(1, "wang", 1)), 1));

        var second = pipe.Send(Follow(OrganizationView.Empty(), Said.Fold(Said.Department(1, 1, null), Said.Person(1, "wang", 1)), 2));

        Assert.Equal(["li", "wang"], MemberIds(first, 1, MemberScope.Direct));
        Assert.Equal(["wang"], MemberIds(second, 1, MemberScope.Direct));
        Assert.False(second.TryGetPersonName("li", out _));
        Assert.Equal(1, second.PersonCount);
    }

    [Fact]
    public void A_piece_is_bounded_and_a_change_of_a_member_costs_some_bytes()
    {
        var ledger = Said.Fold(
            [.. Enumerable.Range(1, 2_000).Select(id => Said.Department(1, id, id == 1 ? null : Math.Max(1, id / 10))),
            .. Enumerable.Range(0, 20_000).Select(number => Said.Person(1, $"manager{number:D7}", 2 + (number / 10)))]);
        var view = Follow(OrganizationView.Empty(), ledger, 1);
        var pipe = new Pipe(root: null);
        pipe.Send(view);
        Assert.InRange(pipe.Pieces.Count, 5, 20);
        Assert.All(pipe.Pieces, piece => Assert.InRange(piece.Length, 1, PackWriter.PieceLength));
        Assert.InRange(pipe.Bytes, 20_000 * 20, 20_000 * 40);

        ledger.Apply(Said.Person(2, "manager0000007", 900));
        pipe.Send(Follow(view, ledger, 2));

        Assert.Single(pipe.Pieces);
        Assert.InRange(pipe.Bytes, 40, 200);
    }

    [Fact]
    public void A_department_that_moves_with_all_below_it_is_told_by_where_it_lies_and_nothing_else()
    {
        var ledger = Wide();
        var view = Follow(OrganizationView.Empty(), ledger, 1);
        var pipe = new Pipe(root: null);
        pipe.Send(view);

        ledger.Apply(Said.Department(2, 200, 9));
        pipe.Send(Follow(view, ledger, 2));

        Assert.InRange(pipe.Bytes, 40, 120);
        Assert.Contains(200L, SubDepartments(pipe.Kept, 9));
    }

    [Fact]
    public void What_is_not_kept_costs_a_subtree_only_the_version()
    {
        var ledger = Wide();
        var view = Follow(OrganizationView.Empty(), ledger, 1);
        var pipe = new Pipe(root: 100);
        pipe.Send(view);
        var blocks = pipe.Kept.Membership.Blocks;

        ledger.Apply(Said.Person(2, "user7", 200));
        ledger.Apply(Said.Department(2, 999, 5));
        pipe.Send(Follow(view, ledger, 2));

        Assert.InRange(pipe.Bytes, 20, 50);
        Assert.Equal(2, pipe.Kept.Version.Number);
        Assert.Empty(pipe.Kept.Membership.Blocks.DifferencesFrom(blocks));
    }

    [Fact]
    public void A_change_shares_with_the_directory_before_it_the_blocks_that_are_the_same()
    {
        var ledger = Wide();
        var view = Follow(OrganizationView.Empty(), ledger, 1);
        var pipe = new Pipe(root: null);
        var before = pipe.Send(view).Membership.Blocks;

        ledger.Apply(Said.Person(2, "somebody new", 200));
        var after = pipe.Send(Follow(view, ledger, 2)).Membership.Blocks;

        Assert.Single(after.DifferencesFrom(before));
    }

    [Fact]
    public void Every_damaged_update_is_refused_and_says_so()
    {
        var view = Follow(OrganizationView.Empty(), Said.Fold(Said.Children(1, 10, 11, 12), Said.Person(1, "li", 11), Said.Person(1, "wang", 12, 13)), 1);
        byte[] update = [.. DirectoryPacker.Pack(former: null, view, root: null).SelectMany(piece => piece.Content)];

        for (var at = 1; at < update.Length; at++)
        {
            var damaged = update.ToArray();
            damaged[at] ^= 0x10;
            var thrown = Assert.Throws<DirectoryFormatException>(() => new DirectoryUnpacker().Apply(damaged));
            Assert.Contains("damaged", thrown.Message, StringComparison.Ordinal);
            Assert.Throws<DirectoryFormatException>(() => new DirectoryUnpacker().Apply(update.AsSpan(0, at)));
        }
    }

    [Fact]
    public void An_update_that_tells_nonsense_under_a_right_checksum_is_refused_all_the_same() =>
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Bool).Sample((bytes, asFull) =>
        {
            var writer = new PackWriter();
            foreach (var one in (byte[])[PackFormat.Version, asFull ? PackFormat.OfNothing : PackFormat.OfTheFormer, .. bytes]) writer.WriteByte(one);
            writer.Seal();
            var update = writer.Take();
            var refused = Record.Exception(() => new DirectoryUnpacker().Apply(update.AsSpan()));
            if (refused is not null) Assert.IsType<DirectoryFormatException>(refused);
        }, iter: 20_000);

    [Fact]
    public void A_format_of_another_version_is_refused_and_names_both()
    {
        var refused = Assert.Throws<DirectoryFormatException>(() => new DirectoryUnpacker().Apply([9, 0, 1, 2]));

        Assert.Contains("format 9", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"format {PackFormat.Version}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_what_never_came_is_refused()
    {
        var ledger = Wide();
        var first = Follow(OrganizationView.Empty(), ledger, 1);
        ledger.Apply(Said.Person(2, "user7", 9));
        var second = Follow(first, ledger, 2);
        byte[] change = [.. DirectoryPacker.Pack(first, second, root: null).SelectMany(piece => piece.Content)];

        Assert.Throws<DirectoryFormatException>(() => new DirectoryUnpacker().Apply(change));
    }

    private static void AssertPlacements(OrganizationView view, KeptDirectory kept)
    {
        foreach (var user in Users)
        {
            foreach (var id in Ids)
            {
                var (told, known) = (kept.IsMember(user, id), view.IsMember(user, id));
                if (told is not Placement.NotKnown) Assert.Equal(known, told);
                if (known is Placement.Inside && kept.CountSubDepartments(id) + (kept.Covers(id, MemberScope.Direct) ? 1 : 0) > 0) Assert.Equal(known, told);
            }
        }
    }

    private static (MirrorVersion Version, int Departments, int People, DateTimeOffset? DoubtfulSince) Numbers(KeptDirectory view) =>
        (view.Version, view.DepartmentCount, view.PersonCount, view.DoubtfulSince);

    private static string Tell(IDirectoryView view, IReadOnlyList<long> ids, IReadOnlyList<string> users, bool withPlacements = true)
    {
        var lines = new List<string>();
        foreach (var id in ids)
        {
            view.TryGetDepartmentName(id, out var name);
            var named = new long[name is null ? 0 : view.CountDepartmentsNamed(name)];
            if (name is not null) view.CopyDepartmentIdsNamed(name, named);
            lines.Add($"{id} {name} {view.IsGone(id)} below {string.Join(',', SubDepartments(view, id))} named {string.Join(',', named.Where(ids.Contains))}");
            foreach (var scope in Scopes) lines.Add($"  {scope}: {view.Covers(id, scope)} {string.Join(',', MemberIds(view, id, scope))}");
        }

        foreach (var user in users)
        {
            view.TryGetPersonName(user, out var name);
            lines.Add($"{user} {name} {(withPlacements ? string.Join(',', ids.Select(id => view.IsMember(user, id))) : "")}");
        }

        return string.Join('\n', lines);
    }

    private static string[] MemberIds(IDirectoryView view, long id, MemberScope scope)
    {
        var userIds = new string[view.CountMembers(id, scope)];
        Assert.Equal(userIds.Length, view.CopyMemberIds(id, scope, userIds));

        // Only in a department alone they come in an order.
        if (scope is MemberScope.Subtree) Array.Sort(userIds, StringComparer.Ordinal);
        return userIds;
    }

    private static long[] SubDepartments(IDirectoryView view, long id)
    {
        var below = new long[view.CountSubDepartments(id)];
        view.CopySubDepartmentIds(id, below);
        return below;
    }

    private static IEnumerable<OrganizationView> ViewsAfter(Fact[] facts, int step)
    {
        var ledger = new Ledger();
        var view = OrganizationView.Empty();
        foreach (var (some, at) in facts.Chunk(step).Select((some, at) => (some, at)))
        {
            foreach (var fact in some) ledger.Apply(fact);
            view = Follow(view, ledger, at + 1);
            yield return view;
        }
    }

    private static OrganizationView Follow(OrganizationView view, Ledger ledger, int number)
    {
        var version = new MirrorVersion(Guid.Empty, number);
        var next = view.TryWith(version, ledger, ledger.Changes) ?? view.Rebuild(version, ledger, ledger.Changes);
        ledger.ForgetChanges();
        return next;
    }

    private static Ledger Wide() => Said.Fold(
        [Said.Department(1, 1, null), Said.Children(1, 1, [.. Enumerable.Range(2, 299).Select(id => (long)id)]),
        .. Enumerable.Range(2, 299).Select(id => Said.Department(1, id, 1)),
        .. Enumerable.Range(0, 3_000).Select(number => Said.Person(1, $"user{number}", 2 + (number % 299), 2 + (number % 7)))]);

    /// <summary>From a silo's view to a client's, without a network.</summary>
    private sealed class Pipe(long? root)
    {
        private readonly DirectoryUnpacker _unpacker = new();
        private OrganizationView? _sent;

        public KeptDirectory Kept { get; private set; } = KeptDirectory.Empty;

        public List<ImmutableArray<byte>> Pieces { get; private set; } = [];

        public int Bytes => Pieces.Sum(piece => piece.Length);

        public KeptDirectory Send(OrganizationView view)
        {
            Pieces = [.. DirectoryPacker.Pack(_sent, view, root).Select(piece => piece.Content)];
            _sent = view;
            return Kept = _unpacker.Apply(Pieces.SelectMany(piece => piece).ToArray());
        }
    }
}
