using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DingTalk.Mirror.Views;

/// <summary>Copies members to where a caller wants them and returns how many; -1 if there is no room for them, and what is there then means nothing.</summary>
internal static class MemberCopy
{
    /// <summary>All of these handles. For as many as a block has, the runtime's own copy takes half as long again.</summary>
    public static int All(ReadOnlySpan<int> handles, Span<int> target)
    {
        if (handles.Length > target.Length) return -1;
        if (handles.Length < Vector256<int>.Count)
        {
            handles.CopyTo(target);
            return handles.Length;
        }

        ref var from = ref MemoryMarshal.GetReference(handles);
        ref var to = ref MemoryMarshal.GetReference(target);
        var last = (nuint)(handles.Length - Vector256<int>.Count);
        for (nuint i = 0; i < last; i += (nuint)Vector256<int>.Count) Vector256.LoadUnsafe(ref from, i).StoreUnsafe(ref to, i);
        Vector256.LoadUnsafe(ref from, last).StoreUnsafe(ref to, last);
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
}
