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
            count += block.IsWithin(i, position, end)
                ? block.CountFirsts(position)
                : Positions.CountBefore(block.Previous.AsSpan(block.Slice(i, position, end)), position);
        }

        return count;
    }

    /// <summary>Copies the handles of the people in a run of departments, each once; -1 if the buffer is too short.</summary>
    public int Copy(int position, int end, Span<int> handles) =>
        Avx2.IsSupported ? Copy<Avx2Kernel>(position, end, handles) : Copy<PlainKernel>(position, end, handles);

    public int Copy<TKernel>(int position, int end, Span<int> handles)
        where TKernel : IMemberKernel
    {
        var count = 0;
        for (var i = MemberBlock.Of(position); i <= MemberBlock.Of(end - 1); i++)
        {
            var block = _blocks[i];
            var rest = handles[count..];
            var copied = block.IsWithin(i, position, end)
                ? CopyFirsts(block, position, rest)
                : CopySlice<TKernel>(block, block.Slice(i, position, end), position, rest);
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
            var rest = userIds[count..];
            var copied = block.IsWithin(i, position, end)
                ? CopyFirsts(block, position, rest)
                : CopySlice(block, block.Slice(i, position, end), position, rest);
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
            var count = CopySlice(_blocks[i], from..to, position, handles);
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

    private static int CopyFirsts(MemberBlock block, int first, Span<int> handles)
    {
        if (first > block.LatestPrevious) return CopyAll(block.Handles, handles);
        var count = CopyAll(block.FirstHandles, handles);
        return count < 0 || first <= block.EarliestPrevious ? count : Sum(count, CopyAll(block.Repeated.HandlesBefore(first), handles[count..]));
    }

    private static int CopyFirsts(MemberBlock block, int first, Span<string> userIds)
    {
        if (first > block.LatestPrevious) return CopyAll(block.UserIds, userIds);
        var count = CopyAll(block.FirstIds, userIds);
        return count < 0 || first <= block.EarliestPrevious ? count : Sum(count, CopyAll(block.Repeated.UserIdsBefore(first), userIds[count..]));
    }

    private static int Sum(int count, int more) => more < 0 ? -1 : count + more;

    private static int CopySlice(MemberBlock block, Range slice, int first, Span<int> handles) =>
        Avx2.IsSupported ? CopySlice<Avx2Kernel>(block, slice, first, handles) : CopySlice<PlainKernel>(block, slice, first, handles);

    private static int CopySlice<TKernel>(MemberBlock block, Range slice, int first, Span<int> handles)
        where TKernel : IMemberKernel =>
        first > block.LatestPrevious
            ? CopyAll(block.Handles.AsSpan(slice), handles)
            : TKernel.Copy(block.Handles.AsSpan(slice), block.Previous.AsSpan(slice), first, handles);

    private static int CopySlice(MemberBlock block, Range slice, int first, Span<string> userIds)
    {
        ReadOnlySpan<string> ids = block.UserIds.AsSpan(slice);
        ReadOnlySpan<int> previous = block.Previous.AsSpan(slice);
        var count = 0;
        while (ids.Length > 0)
        {
            var run = previous.IndexOfAnyInRange(first, int.MaxValue);
            if (run < 0) run = ids.Length;
            if (!TryCopyRun(ids[..run], userIds[count..])) return -1;
            count += run;
            var next = Math.Min(run + 1, ids.Length);
            ids = ids[next..];
            previous = previous[next..];
        }

        return count;
    }

    // References are copied in runs: one by one the garbage collector is told of each, which costs less only for a few.
    private static bool TryCopyRun(ReadOnlySpan<string> run, Span<string> userIds)
    {
        if (run.Length > 4) return run.TryCopyTo(userIds);
        if (run.Length > userIds.Length) return false;
        for (var i = 0; i < run.Length; i++) userIds[i] = run[i];
        return true;
    }

    private static int CopyAll(ReadOnlySpan<string> source, Span<string> target) => source.TryCopyTo(target) ? source.Length : -1;

    // Beyond this the runtime hands a copy to the C library, and at the length of a block that costs more than the copy.
    private static int CopyAll(ReadOnlySpan<int> source, Span<int> target)
    {
        const int Piece = 2048 / sizeof(int);
        if (source.Length > target.Length) return -1;
        var copied = 0;
        for (; source.Length - copied > Piece; copied += Piece) source.Slice(copied, Piece).CopyTo(target[copied..]);
        source[copied..].CopyTo(target[copied..]);
        return source.Length;
    }

    private int Offset(int position)
    {
        var i = MemberBlock.Of(position);
        return i == _blocks.Length ? Before[i] : Before[i] + _blocks[i].Start[position - MemberBlock.First(i)];
    }
}
