using System.Runtime.Intrinsics.X86;

namespace DingTalk.Mirror.Views;

/// <summary>
/// The people of each department, in the order of the structure and in blocks, so that a change copies a block and shares the others.
/// Beside each membership stands the position of the same person's previous department: a person comes for the first time in a subtree that
/// begins at <c>d</c> exactly where that position is less than <c>d</c>, so distinct people are a filter over one run, without a set. Of a block
/// that lies whole in the run they are known beforehand, up to where the subtree begins, and only the blocks at its ends are filtered.
/// </summary>
internal sealed class Membership
{
    private readonly DepartmentIndex _departments;
    private readonly ChunkedArray<MemberBlock> _blocks;
    private int[]? _before;

    private Membership(DepartmentIndex departments, ChunkedArray<MemberBlock> blocks) => (_departments, _blocks) = (departments, blocks);

    public static Membership Empty { get; } = new(DepartmentIndex.Empty, ChunkedArray<MemberBlock>.Empty);

    /// <summary>The successor after what is known of these departments has changed.</summary>
    public Membership With(DepartmentIndex departments, PeopleIndex people, IReadOnlyCollection<long> changed)
    {
        var structure = departments.Structure;
        if (structure != _departments.Structure) return Build(departments, people);
        Dictionary<int, ulong> changedIn = [];
        foreach (var id in changed)
        {
            if (!structure.TryFind(id, out var position) || _departments[position].Members == departments[position].Members) continue;
            var block = MemberBlock.Of(position);
            changedIn[block] = changedIn.GetValueOrDefault(block) | (1UL << position);
        }

        if (changedIn.Count == 0) return new(departments, _blocks);
        var blocks = _blocks.ToBuilder(_blocks.Length);
        foreach (var (block, bits) in changedIn) blocks[block] = _blocks[block].With(bits, departments, people);
        return new(departments, blocks.ToImmutable());
    }

    /// <summary>Blocks that were made elsewhere.</summary>
    public static Membership Of(ChunkedArray<MemberBlock> blocks) => new(DepartmentIndex.Empty, blocks);

    public ChunkedArray<MemberBlock> Blocks => _blocks;

    /// <summary>The memberships before each block, one more than blocks: made when somebody reads piece by piece.</summary>
    private int[] Before => Volatile.Read(ref _before) ?? MakeBefore();

    /// <summary>The handles of the people of one department.</summary>
    public ReadOnlySpan<int> HandlesAt(int position) => _blocks[MemberBlock.Of(position)].HandlesAt(position);

    /// <summary>How many people there are in a run of departments.</summary>
    public int Count(int position, int end)
    {
        var count = 0;
        for (var i = MemberBlock.Of(position); i <= MemberBlock.Of(end - 1); i++)
        {
            var block = _blocks[i];
            count += block.IsWithin(position, end)
                ? block.CountFirsts(position)
                : Positions.CountBefore(block.Previous.AsSpan(SliceOf(block, block.PlacesIn(position, end))), position);
        }

        return count;
    }

    /// <summary>Copies the handles of the people in a run of departments, each once; -1 if the buffer is too short.</summary>
    public int Copy(int position, int end, Span<int> handles) =>
        Avx2.IsSupported ? Copy<Avx2Kernel>(position, end, handles) : Copy<PlainKernel>(position, end, handles);

    public int Copy<TKernel>(int position, int end, Span<int> handles)
        where TKernel : IMemberKernel
    {
        if (end - position == 1) return MemberCopy.All(HandlesAt(position), handles);
        var count = 0;
        for (var i = MemberBlock.Of(position); i <= MemberBlock.Of(end - 1); i++)
        {
            var block = _blocks[i];
            var rest = handles[count..];
            var copied = block.IsWithin(position, end)
                ? CopyWhole(block, position, rest)
                : CopyEnd<TKernel>(block, block.PlacesIn(position, end), position, rest);
            if (copied < 0) return -1;
            count += copied;
        }

        return count;
    }

    /// <summary>Copies the userids of the people in a run of departments, each once; -1 if the buffer is too short.</summary>
    public int CopyIds(int position, int end, Span<string> userIds)
    {
        if (end - position == 1) return MemberCopy.All(_blocks[MemberBlock.Of(position)].UserIdsAt(position), userIds);
        var count = 0;
        for (var i = MemberBlock.Of(position); i <= MemberBlock.Of(end - 1); i++)
        {
            var block = _blocks[i];
            var rest = userIds[count..];
            var copied = block.IsWithin(position, end)
                ? CopyWhole(block, position, rest)
                : CopyEnd(block, block.PlacesIn(position, end), position, rest);
            if (copied < 0) return -1;
            count += copied;
        }

        return count;
    }

    /// <summary>Copies the next handles of a run of departments; 0 at its end.</summary>
    public int Read(int position, int end, ref int offset, Span<int> handles)
    {
        var before = Before;
        var (start, stop) = (Offset(position), Offset(end));
        while (start + offset < stop && handles.Length > 0)
        {
            var at = Array.BinarySearch(before, start + offset);
            var i = at >= 0 ? at : ~at - 1;
            while (before[i + 1] == start + offset) i++;
            var from = start + offset - before[i];
            var to = Math.Min(Math.Min(before[i + 1], stop) - before[i], from + handles.Length);
            offset += to - from;
            var count = MemberCopy.Before(position, _blocks[i].Handles.AsSpan(from..to), _blocks[i].Previous.AsSpan(from..to), handles);
            if (count > 0) return count;
        }

        return 0;
    }

    private static Membership Build(DepartmentIndex departments, PeopleIndex people)
    {
        var blocks = ChunkedArray<MemberBlock>.Empty.ToBuilder(MemberBlock.CountFor(departments.Structure.Ids.Length));
        for (var i = 0; i < blocks.Length; i++) blocks[i] = MemberBlock.Build(i, departments, people);
        return new(departments, blocks.ToImmutable());
    }

    // Two who ask at once make the same, and one of both is kept.
    private int[] MakeBefore()
    {
        var before = new int[_blocks.Length + 1];
        for (var i = 0; i < _blocks.Length; i++) before[i + 1] = before[i] + _blocks[i].Handles.Length;
        Volatile.Write(ref _before, before);
        return before;
    }

    private static int CopyWhole(MemberBlock block, int first, Span<int> handles)
    {
        if (first > block.LatestPrevious) return MemberCopy.All(block.Handles, handles);
        var count = MemberCopy.All(block.FirstHandles, handles);
        if (count < 0 || first <= block.EarliestPrevious) return count;
        return MemberCopy.Sum(count, MemberCopy.All(block.Repeated.HandlesBefore(first), handles[count..]));
    }

    private static int CopyWhole(MemberBlock block, int first, Span<string> userIds)
    {
        if (first > block.LatestPrevious) return MemberCopy.All(block.UserIds, userIds);
        var count = MemberCopy.All(block.FirstIds, userIds);
        if (count < 0 || first <= block.EarliestPrevious) return count;
        return MemberCopy.Sum(count, MemberCopy.All(block.Repeated.UserIdsBefore(first), userIds[count..]));
    }

    private static int CopyEnd<TKernel>(MemberBlock block, (int From, int To) places, int first, Span<int> handles)
        where TKernel : IMemberKernel
    {
        var ends = block.Ends;
        if (ends.Suit(first)) return ends.Copy<TKernel>(places, first, handles);
        var slice = SliceOf(block, places);
        return TKernel.Copy(block.Handles.AsSpan(slice), block.Previous.AsSpan(slice), first, handles);
    }

    private static int CopyEnd(MemberBlock block, (int From, int To) places, int first, Span<string> userIds)
    {
        var ends = block.Ends;
        if (ends.Suit(first)) return ends.Copy(places, first, userIds);
        var slice = SliceOf(block, places);
        return MemberCopy.Before(first, block.UserIds.AsSpan(slice), block.Previous.AsSpan(slice), userIds);
    }

    private static Range SliceOf(MemberBlock block, (int From, int To) places) => block.Start[places.From]..block.Start[places.To];

    private int Offset(int position)
    {
        var i = MemberBlock.Of(position);
        return i == _blocks.Length ? Before[i] : Before[i] + _blocks[i].StartOf(position);
    }
}
