using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DingTalk.Mirror.Views;

/// <summary>Copies members to where a caller wants them and returns how many; -1 if there is no room for them, and what is there then means nothing.</summary>
internal static class MemberCopy
{
    // Four vectors: one at a time takes twice as long where another thread has half of the processor's core.
    private const int Piece = 4 * Lanes;
    private const int Lanes = 8;

    /// <summary>All of these handles. For as many as a block has, the runtime's own copy takes half as long again.</summary>
    public static int All(ReadOnlySpan<int> handles, Span<int> target)
    {
        if (handles.Length > target.Length) return -1;
        if (handles.Length < Piece)
        {
            handles.CopyTo(target);
            return handles.Length;
        }

        ref var from = ref MemoryMarshal.GetReference(handles);
        ref var to = ref MemoryMarshal.GetReference(target);
        var last = (nuint)(handles.Length - Piece);
        for (nuint i = 0; i < last; i += Piece) CopyPiece(ref from, ref to, i);
        CopyPiece(ref from, ref to, last);
        return handles.Length;
    }

    /// <summary>All of these userids.</summary>
    public static int All(ReadOnlySpan<string> userIds, Span<string> target) => userIds.TryCopyTo(target) ? userIds.Length : -1;

    /// <summary>Those of these members beside whom the previous department lies before <paramref name="first"/>.</summary>
    public static int Before<T>(int first, ReadOnlySpan<T> members, ReadOnlySpan<int> previous, Span<T> target)
    {
        var count = 0;
        for (var i = 0; i < previous.Length; i++)
        {
            if (previous[i] >= first) continue;
            if (count == target.Length) return -1;
            target[count++] = members[i];
        }

        return count;
    }

    /// <summary>How many there are with what was copied behind them.</summary>
    public static int Sum(int count, int more) => more < 0 ? -1 : count + more;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyPiece(ref int from, ref int to, nuint at)
    {
        var first = Vector256.LoadUnsafe(ref from, at);
        var second = Vector256.LoadUnsafe(ref from, at + Lanes);
        var third = Vector256.LoadUnsafe(ref from, at + (2 * Lanes));
        var fourth = Vector256.LoadUnsafe(ref from, at + (3 * Lanes));
        first.StoreUnsafe(ref to, at);
        second.StoreUnsafe(ref to, at + Lanes);
        third.StoreUnsafe(ref to, at + (2 * Lanes));
        fourth.StoreUnsafe(ref to, at + (3 * Lanes));
    }
}
