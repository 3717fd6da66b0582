using CsCheck;
using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Tests.Changes;

public sealed class CheckpointTests
{
    private static Gen<ChangeEntry[]> AnyLog => Gen.Select(Said.AnyFacts(60), AnyMark.Array[0, 20], Gen.Int[1, 5], Gen.Int).Select((facts, marks, size, seed) =>
    {
        Fact[] all = [.. facts, .. marks];
        new Random(seed).Shuffle(all);
        return all.Chunk(size).Select((said, index) => new ChangeEntry { Number = index + 1, CommittedAt = Said.At(index), Facts = [.. said] }).ToArray();
    });

    private static Gen<Fact> AnyMark => Gen.Select(Gen.Int[0, 3], Gen.Int[1, 5], Gen.Int[0, 30]).Select((kind, id, at) => kind switch
    {
        0 => (Fact)Said.Dirty(at, Subject.Department(id)),
        1 => Said.Clean(at, Subject.Department(id), upTo: at),
        2 => Said.Gap(at, at + 1),
        _ => Said.Swept(at),
    });

    [Fact]
    public void A_ledger_from_its_pieces_says_the_same_and_goes_on_folding_the_same() =>
        Gen.Select(AnyLog, Gen.Int[0, 80]).Sample((log, split) =>
        {
            var ledger = new Ledger();
            foreach (var entry in log.Take(split)) ledger.Apply(entry);

            var restored = Ledger.Restore(ledger.ToPieces(new(Guid.Empty, Math.Min(split, log.Length))));
            Assert.Equal(Told(ledger), Told(restored));

            foreach (var entry in log.Skip(split))
            {
                ledger.Apply(entry);
                restored.Apply(entry);
            }

            Assert.Equal(Told(ledger), Told(restored));
        }, iter: 2_000);

    [Fact]
    public void Older_and_newer_pieces_make_the_same_ledger_when_the_log_is_folded_from_the_oldest() =>
        Gen.Select(AnyLog, Gen.Int[0, 80], Gen.Int[0, 80], Gen.Int[0, Ledger.PieceCount]).Sample((log, first, second, written) =>
        {
            var ledger = new Ledger();
            foreach (var entry in log) ledger.Apply(entry);
            var older = PiecesAt(log, Math.Min(first, second));
            var newer = PiecesAt(log, Math.Max(first, second));

            var restored = Ledger.Restore([.. newer.Take(written), .. older.Skip(written)]);
            foreach (var entry in log.Skip(Math.Min(first, second))) restored.Apply(entry);

            Assert.Equal(Told(ledger), Told(restored));
        }, iter: 2_000);

    [Fact]
    public void Departments_and_people_spread_over_the_pieces_the_same_in_every_process()
    {
        var ledger = Said.Fold(Enumerable.Range(1, 2_000).Select(number => Said.Person(1, $"user{number}", number)));

        var pieces = ledger.ToPieces(default);

        Assert.All(pieces, piece => Assert.InRange(piece.Plain.People.Length, 10, 90));
        Assert.All(pieces, piece => Assert.InRange(piece.Departments.Count, 10, 90));
        Assert.Contains(pieces[23].Plain.People, person => person.UserId == "user1");
    }

    private static ImmutableArray<CheckpointPiece> PiecesAt(ChangeEntry[] log, int count)
    {
        var ledger = new Ledger();
        foreach (var entry in log.Take(count)) ledger.Apply(entry);
        return ledger.ToPieces(new(Guid.Empty, Math.Min(count, log.Length)));
    }

    private static string Told(Ledger ledger) => string.Join(
        '\n',
        [
            LedgerTests.Told(ledger),
            .. ledger.Departments.Values.OrderBy(entry => entry.Id).Where(entry => entry.IsMentioned).Select(entry => $"{entry.Id} {entry.ThereAt:O} {entry.ParentReadAt:O}"),
            .. ledger.People.Values.OrderBy(entry => entry.UserId, StringComparer.Ordinal).Select(entry => $"{entry.UserId} {entry.PlacesReadAt:O} {entry.Places.Length} {entry.Departure}"),
            .. ledger.Dirty.Values.OrderBy(mark => mark.Subject.DepartmentId).Select(mark => mark.ToString()),
            .. ledger.Gaps.OrderBy(gap => gap.ReadAt).Select(gap => gap.ToString()),
        ]);
}
