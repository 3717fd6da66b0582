namespace DingTalk.Mirror.Views;

/// <summary>
/// The members of a block as a subtree that begins or ends in it wants them: only those whose previous department is near, and may lie in the subtree
/// too, have to be filtered, and all others are copied in one piece.
/// </summary>
internal sealed class BlockEnds
{
    // In departments before the block. Who is in several is mostly in neighbours, and at the ends of a longer run little is to be gained.
    private const int Near = 256;

    private readonly int _latestFar;
    private readonly int[] _start;
    private readonly int[] _handles;
    private readonly string[] _userIds;
    private readonly int[] _nearStart;
    private readonly int[] _nearHandles;
    private readonly int[] _nearPrevious;
    private readonly string[] _nearUserIds;

    public BlockEnds(MemberBlock block)
    {
        var nearest = Math.Max(block.Position - Near, 0);
        var split = Enumerable.Range(0, block.Previous.Length).ToLookup(i => block.Previous[i] >= nearest);
        int[] near = [.. split[true]];
        int[] others = [.. split[false]];
        _latestFar = others.Select(i => block.Previous[i]).DefaultIfEmpty(-1).Max();
        (_start, _handles, _userIds) = (StartOf(others), Of(block.Handles, others), Of(block.UserIds, others));
        (_nearStart, _nearHandles, _nearUserIds) = (StartOf(near), Of(block.Handles, near), Of(block.UserIds, near));
        _nearPrevious = Of(block.Previous, near);

        int[] StartOf(int[] some)
        {
            var count = 0;
            return Array.ConvertAll(block.Start, start =>
            {
                while (count < some.Length && some[count] < start) count++;
                return count;
            });
        }

        static T[] Of<T>(T[] members, int[] some) => some.Length == members.Length ? members : Array.ConvertAll(some, i => members[i]);
    }

    /// <summary>Whether nobody of this block has a previous department that is not near and yet in a subtree that begins at <paramref name="first"/>.</summary>
    public bool Suit(int first) => first > _latestFar;

    /// <summary>Copies the handles of those who come for the first time in such a subtree, in some departments of this block.</summary>
    public int Copy<TKernel>((int From, int To) places, int first, Span<int> handles)
        where TKernel : IMemberKernel
    {
        // Filtered before the others are copied: so a kernel has room for whole vectors in a buffer that is just long enough.
        var (near, length) = (_nearStart[places.From], _nearStart[places.To] - _nearStart[places.From]);
        var count = TKernel.Copy(_nearHandles.AsSpan(near, length), _nearPrevious.AsSpan(near, length), first, handles);
        if (count < 0) return -1;
        var (start, others) = (_start[places.From], _start[places.To] - _start[places.From]);
        return MemberCopy.Sum(count, MemberCopy.All(_handles.AsSpan(start, others), handles[count..]));
    }

    /// <summary>Copies their userids.</summary>
    public int Copy((int From, int To) places, int first, Span<string> userIds)
    {
        var near = _nearStart[places.From].._nearStart[places.To];
        var count = MemberCopy.Before(first, _nearUserIds.AsSpan(near), _nearPrevious.AsSpan(near), userIds);
        if (count < 0) return -1;
        return MemberCopy.Sum(count, MemberCopy.All(_userIds.AsSpan(_start[places.From].._start[places.To]), userIds[count..]));
    }
}
