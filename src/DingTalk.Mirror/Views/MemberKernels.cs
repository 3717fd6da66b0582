using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DingTalk.Mirror.Views;

/// <summary>Picks from a run of memberships of a subtree those at which a person comes for the first time.</summary>
internal interface IMemberKernel
{
    /// <summary>Copies the handles beside which the previous department lies before <paramref name="first"/>, and returns how many.</summary>
    /// <returns>-1 if the target is too short for them; what it holds then means nothing.</returns>
    static abstract int Copy(ReadOnlySpan<int> handles, ReadOnlySpan<int> previous, int first, Span<int> target);
}

/// <summary>For any processor.</summary>
internal readonly struct PlainKernel : IMemberKernel
{
    public static int Copy(ReadOnlySpan<int> handles, ReadOnlySpan<int> previous, int first, Span<int> target) =>
        MemberCopy.Before(first, handles, previous, target);
}

/// <summary>Eight at a time, packed by a table of permutations: for each set of lanes that are kept, the lanes in their new order, a byte each.</summary>
internal readonly struct Avx2Kernel : IMemberKernel
{
    private const int Lanes = 8;
    private static readonly ulong[] Packings = [.. Enumerable.Range(0, 1 << Lanes).Select(PackingOf)];

    public static int Copy(ReadOnlySpan<int> handles, ReadOnlySpan<int> previous, int first, Span<int> target)
    {
        // Taken once: inside the loop the runtime would ask at each vector whether the table has been made.
        ref var packings = ref MemoryMarshal.GetArrayDataReference(Packings);
        ref var from = ref MemoryMarshal.GetReference(handles);
        ref var before = ref MemoryMarshal.GetReference(previous);
        ref var to = ref MemoryMarshal.GetReference(target);
        var limit = Vector256.Create(first);
        var (length, room) = ((nuint)previous.Length, (nuint)target.Length);
        var (i, count) = ((nuint)0, (nuint)0);

        // Whole vectors are stored: as many as fit whatever they keep, then, as they kept less, some more.
        while (Math.Min(length - i, room - count) / (2 * Lanes) is > 0 and var pairs)
        {
            for (; pairs > 0; pairs--, i += 2 * Lanes)
            {
                // Both are compared before either is stored, so that the second does not wait for where the first ends.
                var kept = Kept(ref before, i, limit);
                var alsoKept = Kept(ref before, i + Lanes, limit);
                count += Pack(ref packings, kept, ref from, i, ref to, count);
                count += Pack(ref packings, alsoKept, ref from, i + Lanes, ref to, count);
            }
        }

        // The last vector ends with the run; the lanes that have had their turn are left out.
        for (; i < length && Math.Min(length, room - count) >= Lanes; i += Lanes)
        {
            var at = Math.Min(i, length - Lanes);
            count += Pack(ref packings, Kept(ref before, at, limit) & (0xFFu << (int)(i - at)), ref from, at, ref to, count);
        }

        if (i >= length) return (int)count;
        var rest = PlainKernel.Copy(handles[(int)i..], previous[(int)i..], first, target[(int)count..]);
        return rest < 0 ? -1 : (int)count + rest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Kept(ref int before, nuint at, Vector256<int> limit) =>
        Vector256.LessThan(Vector256.LoadUnsafe(ref before, at), limit).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Pack(ref ulong packings, uint kept, ref int from, nuint at, ref int to, nuint count)
    {
        var order = Vector128.CreateScalarUnsafe(Unsafe.Add(ref packings, (nuint)kept)).AsByte();
        Avx2.PermuteVar8x32(Vector256.LoadUnsafe(ref from, at), Avx2.ConvertToVector256Int32(order)).StoreUnsafe(ref to, count);
        return (nuint)BitOperations.PopCount(kept);
    }

    private static ulong PackingOf(int kept) => Enumerable.Range(0, Lanes).OrderBy(lane => (kept >> lane) & 1 ^ 1)
        .Select((lane, place) => (ulong)lane << (8 * place)).Aggregate((packing, lane) => packing | lane);
}
