using CsCheck;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Tests.Views;

public sealed class PositionIndexTests
{
    [Fact]
    public void Each_id_is_found_at_its_position_and_no_other_id_anywhere() =>
        Gen.Select(Gen.Long.HashSet[0, 100], Gen.Long, Gen.Long[0, 200]).Sample((ids, other, near) =>
        {
            long[] inOrder = [.. ids.Order()];
            var index = new PositionIndex(inOrder);

            for (var position = 0; position < inOrder.Length; position++)
            {
                Assert.True(index.TryFind(inOrder[position], out var found));
                Assert.Equal(position, found);
            }

            foreach (var id in new[] { other, near, 0 })
            {
                Assert.Equal(ids.Contains(id), index.TryFind(id, out var found));
                Assert.Equal(Array.IndexOf(inOrder, id), found);
            }
        }, iter: 2_000);

    [Fact]
    public void Ids_that_follow_each_other_are_found_among_each_other()
    {
        long[] ids = [.. Enumerable.Range(980_000_000, 50_000)];
        var index = new PositionIndex(ids);

        Assert.All(Enumerable.Range(0, ids.Length), position => Assert.True(index.TryFind(ids[position], out var found) && found == position));
        Assert.False(index.TryFind(ids[^1] + 1, out _));
    }
}
