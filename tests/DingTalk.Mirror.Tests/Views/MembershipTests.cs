using System.Runtime.Intrinsics.X86;
using CsCheck;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Tests.Changes;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Tests.Views;

public sealed class MembershipTests
{
    // Some blocks of departments, people of which none, some or nearly all have several: near to each other, anywhere, and at the top.
    private static Gen<Fact[]> AnyBlocks => Gen.Select(Gen.Int[1, 1_000], Gen.Int[0, 1_500], Gen.Int[0, 100], Gen.Int[0, 1_000_000]).Select(Organization);

    private delegate int Copying<T>(int position, int end, Span<T> target);

    [Fact]
    public void Of_every_subtree_each_kernel_gives_everybody_once_and_handles_come_as_the_userids_do() => AnyBlocks.Sample(facts =>
    {
        var ledger = Said.Fold(facts);
        var (naive, view) = (new NaiveWalk(ledger), OrganizationViewTests.ViewOf(ledger));
        var membership = view.Membership;
        foreach (var id in naive.Departments)
        {
            var position = view.Structure.PositionOf(id);
            var end = view.Structure.End[position];
            string[] expected = [.. naive.People(id, MemberScope.Subtree).Order(StringComparer.Ordinal)];

            Assert.Equal(expected.Length, membership.Count(position, end));
            var userIds = Copied<string>(membership.CopyIds);
            Assert.Equal(expected, userIds.Order(StringComparer.Ordinal));
            Assert.Equal(userIds, Copied<int>(membership.Copy<PlainKernel>).Select(UserIdOf));
            if (Avx2.IsSupported) Assert.Equal(userIds, Copied<int>(membership.Copy<Avx2Kernel>).Select(UserIdOf));

            T[] Copied<T>(Copying<T> copy)
            {
                var target = new T[expected.Length];
                Assert.Equal(expected.Length, copy(position, end, target));
                if (expected.Length > 0) Assert.Equal(-1, copy(position, end, new T[expected.Length - 1]));
                return target;
            }

            string UserIdOf(int handle) => view.GetPerson(handle).UserId;
        }
    }, iter: 20, print: facts => string.Join('\n', facts.Select(Said.Tell)));

    private static Fact[] Organization(int departments, int people, int inSeveral, int seed)
    {
        var random = new Random(seed);
        return [
            .. Enumerable.Range(2, departments - 1).GroupBy(id => (long)random.Next(Math.Max(1, id - 40), id), id => (long)id)
                .Select(children => Said.Children(1, children.Key, [.. children])),
            .. Enumerable.Range(0, people).Select(number => Said.Person(1, $"user{number}", [.. Places()])),
        ];

        HashSet<long> Places()
        {
            var places = new HashSet<long> { random.Next(1, departments + 1) };
            while (random.Next(100) < inSeveral && places.Count < 4)
            {
                places.Add(random.Next(3) switch
                {
                    0 => random.Next(1, departments + 1),
                    1 => Math.Clamp(places.First() + random.Next(-2, 3), 1, departments),
                    _ => random.Next(1, Math.Min(departments, 8) + 1),
                });
            }

            return places;
        }
    }
}
