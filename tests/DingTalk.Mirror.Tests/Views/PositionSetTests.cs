using CsCheck;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Tests.Views;

public sealed class PositionSetTests
{
    private const int Length = 300;

    [Fact]
    public void A_run_has_one_of_the_positions_exactly_when_one_of_them_lies_in_it() =>
        Gen.Select(Gen.Int[0, Length - 1].HashSet[0, 4], Gen.Int[0, Length - 1], Gen.Int[1, Length]).Sample((positions, from, length) =>
        {
            var set = new PositionSet(Length);
            foreach (var position in positions) set.Set(position, isIn: true, new(0));
            var end = Math.Min(from + length, Length);

            Assert.Equal(positions.Any(position => from <= position && position < end), set.AnyIn(from, end));
            Assert.Equal(positions.Count, set.Count);
        }, iter: 5_000);

    [Fact]
    public void A_successor_leaves_the_set_that_it_began_with_as_it_was()
    {
        var former = new PositionSet(Length);
        former.Set(70, isIn: true, new(0));

        var next = former;
        next.Set(70, isIn: false, former);
        next.Set(71, isIn: true, former);

        Assert.True(former.AnyIn(70, 71));
        Assert.Equal(1, former.Count);
        Assert.False(next.AnyIn(70, 71));
        Assert.True(next.AnyIn(71, 72));
    }
}
