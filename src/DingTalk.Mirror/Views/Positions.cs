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

    /// <summary>How many of them are known and not -1, the smallest of those and the largest; <see cref="int.MaxValue"/> and -1 if there is none.</summary>
    public static (int Count, int Smallest, int Largest) Known(ReadOnlySpan<int> positions)
    {
        ref var position = ref MemoryMarshal.GetReference(positions);
        var (smallest, largest) = (Vector256.Create((uint)int.MaxValue), Vector256.Create(-1));
        var (count, i) = (0, 0);
        for (; i <= positions.Length - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            // Without a sign -1 is the largest.
            var some = Vector256.LoadUnsafe(ref position, (nuint)i);
            (smallest, largest) = (Vector256.Min(smallest, some.AsUInt32()), Vector256.Max(largest, some));
            count += Vector256<int>.Count - BitOperations.PopCount(some.ExtractMostSignificantBits());
        }

        var known = (Count: count, Smallest: int.MaxValue, Largest: -1);
        for (var lane = 0; lane < Vector256<int>.Count; lane++) known = (known.Count, Math.Min(known.Smallest, (int)smallest[lane]), Math.Max(known.Largest, largest[lane]));
        for (; i < positions.Length; i++)
        {
            if (positions[i] >= 0) known = (known.Count + 1, Math.Min(known.Smallest, positions[i]), Math.Max(known.Largest, positions[i]));
        }

        return known;
    }
}
