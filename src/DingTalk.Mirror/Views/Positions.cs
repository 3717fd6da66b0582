using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DingTalk.Mirror.Views;

/// <summary>Positions of departments in pre-order.</summary>
internal static class Positions
{
    /// <summary>How many of them lie before this one.</summary>
    public static int CountBefore(ReadOnlySpan<int> positions, int first)
    {
        ref var position = ref MemoryMarshal.GetReference(positions);
        var limit = Vector256.Create(first);
        var (count, i) = (0, 0);
        for (; i <= positions.Length - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            count += BitOperations.PopCount(Vector256.LessThan(Vector256.LoadUnsafe(ref position, (nuint)i), limit).ExtractMostSignificantBits());
        }

        for (; i < positions.Length; i++) count += positions[i] < first ? 1 : 0;
        return count;
    }
}
