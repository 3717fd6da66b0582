using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace DingTalk.Mirror.Views;

/// <summary>
/// The people of each department, in the order of the structure and in blocks, so that a change copies a block and shares the others.
/// Beside each membership stands the position of the same person's previous department: a person comes for the first time in a subtree that
/// begins at <c>d</c> exactly where that position is less than <c>d</c>, so distinct people are a filter over one run, without a set.
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
        foreach (var (block, bits) in changedIn) blocks[block] = _blocks[block].With(block, bits, departments, people);
        return new(departments, blocks.ToImmutable());
    }

    /// <summary>Blocks that were made elsewhere.</summary>
    public static Membership Of(ChunkedArray<MemberBlock> blocks) => new(DepartmentIndex.Empty, blocks);

    public ChunkedArray<MemberBlock> Blocks => _blocks;

    /// <summary>The memberships before each block, one more than blocks: made when somebody reads piece by piece.</summary>
    private int[] Before => Volatile.Read(ref _before) ?? MakeBefore();

    /// <summary>The handles of the people of one department.</summary>
    public ReadOnlySpan<int> HandlesAt(int position) => _blocks[MemberBlock.Of(position)].HandlesOf(position - MemberBlock.First(MemberBlock.Of(position)));

    /// <summary>How many people there are in a run of departments.</summary>
    public int Count(int position, int end)
    {
        var count = 0;
        for (var i = MemberBlock.Of(position); i <= MemberBlock.Of(end - 1); i++)
        {
            var block = _blocks[i];
            var (from, to) = block.Slice(i, position, end);
            count += block.LatestPrevious < position ? to - from
                : position <= block.EarliestPrevious ? to - from - (block.RepeatsBefore(to) - block.RepeatsBefore(from))
                : CountLess(block.Previous.AsSpan(from, to - from), position);
        }

        return count;
    }

    /// <summary>Copies the handles of the people in a run of departments, each once; -1 if the buffer is too short.</summary>
    public int Copy(int position, int end, Span<int> handles) =>
        Avx512F.IsSupported ? Copy<Avx512Kernel>(position, end, handles)
        : Avx2.IsSupported ? Copy<Avx2Kernel>(position, end, handles)
        : Copy<PlainKernel>(position, end, handles);

    public int Copy<TKernel>(int position, int end, Span<int> handles)
        where TKernel : IMemberKernel
    {
        var count = 0;
        for (var i = MemberBlock.Of(position); i <= MemberBlock.Of(end - 1); i++)
        {
            var block = _blocks[i];
            var (from, to) = block.Slice(i, position, end);
            var copied = CopySlice<TKernel>(block, from, to, position, handles[count..]);
            if (copied < 0) return -1;
            count += copied;
        }

        return count;
    }

    /// <summary>Copies the userids of the people in a run of departments, each once; -1 if the buffer is too short.</summary>
    public int CopyIds(int position, int end, Span<string> userIds)
    {
        var count = 0;
        for (var i = MemberBlock.Of(position); i <= MemberBlock.Of(end - 1); i++)
        {
            var block = _blocks[i];
            var (from, to) = block.Slice(i, position, end);
            var copied = CopyIds(block, from, to, position, userIds[count..]);
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
            var count = CopySlice(_blocks[i], from, to, position, handles);
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

    private static int CopySlice(MemberBlock block, int from, int to, int first, Span<int> handles) =>
        Avx512F.IsSupported ? CopySlice<Avx512Kernel>(block, from, to, first, handles)
        : Avx2.IsSupported ? CopySlice<Avx2Kernel>(block, from, to, first, handles)
        : CopySlice<PlainKernel>(block, from, to, first, handles);

    private static int CopySlice<TKernel>(MemberBlock block, int from, int to, int first, Span<int> handles)
        where TKernel : IMemberKernel
    {
        if (block.LatestPrevious < first) return CopyAll(block.Handles.AsSpan(from..to), handles);
        if (first <= block.EarliestPrevious) return CopyAll(block.FirstHandles.AsSpan(block.FirstsOf(from, to)), handles);
        return TKernel.Copy(block.Handles.AsSpan(from..to), block.Previous.AsSpan(from..to), first, handles);
    }

    // References are copied in runs: one by one the garbage collector is told of each, which costs less only for a few.
    private static int CopyIds(MemberBlock block, int from, int to, int first, Span<string> userIds)
    {
        if (first <= block.EarliestPrevious) return CopyAll(block.FirstIds.AsSpan(block.FirstsOf(from, to)), userIds);
        var (repeat, lastRepeat) = block.LatestPrevious < first ? (0, 0) : (block.RepeatsBefore(from), block.RepeatsBefore(to));
        var count = 0;
        for (; from < to; from++)
        {
            while (repeat < lastRepeat && block.Previous[block.Repeats[repeat]] < first) repeat++;
            var end = repeat < lastRepeat ? block.Repeats[repeat++] : to;
            if (!TryCopyRun(block.UserIds.AsSpan(from..end), userIds[count..])) return -1;
            (count, from) = (count + end - from, end);
        }

        return count;
    }

    private static int CopyAll<T>(ReadOnlySpan<T> source, Span<T> target) => source.TryCopyTo(target) ? source.Length : -1;

    private static bool TryCopyRun(ReadOnlySpan<string> run, Span<string> userIds)
    {
        if (run.Length > 4) return run.TryCopyTo(userIds);
        if (run.Length > userIds.Length) return false;
        for (var i = 0; i < run.Length; i++) userIds[i] = run[i];
        return true;
    }

    private static int CountLess(ReadOnlySpan<int> values, int limit)
    {
        var counts = Vector<int>.Zero;
        var i = 0;
        for (; i <= values.Length - Vector<int>.Count; i += Vector<int>.Count) counts -= Vector.LessThan(new Vector<int>(values[i..]), new Vector<int>(limit));
        var count = Vector.Sum(counts);
        for (; i < values.Length; i++) count += values[i] < limit ? 1 : 0;
        return count;
    }

    private int Offset(int position)
    {
        var i = MemberBlock.Of(position);
        return i == _blocks.Length ? Before[i] : Before[i] + _blocks[i].Start[position - MemberBlock.First(i)];
    }
}
