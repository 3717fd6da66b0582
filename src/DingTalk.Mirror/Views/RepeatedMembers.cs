using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DingTalk.Mirror.Views;

/// <summary>
/// The members of a block who have a previous department, in the order of its position: those of them who come for the first time in a subtree
/// that holds the block are the ones in front.
/// </summary>
internal sealed class RepeatedMembers
{
    private readonly int[] _previous;
    private readonly int[] _handles;
    private readonly string[] _userIds;

    public RepeatedMembers(MemberBlock block)
    {
        _previous = Array.FindAll(block.Previous, previous => previous >= 0);
        var places = new int[_previous.Length];
        for (var (i, repeats) = (0, 0); repeats < places.Length; i++)
        {
            if (block.Previous[i] >= 0) places[repeats++] = i;
        }

        Array.Sort(_previous, places);
        _handles = Array.ConvertAll(places, place => block.Handles[place]);
        _userIds = Array.ConvertAll(places, place => block.UserIds[place]);
    }

    /// <summary>How many have their previous department before this position.</summary>
    public int CountBefore(int position)
    {
        // Halved without a branch: where it ends is as good as random, and a wrong guess costs more than a step.
        ref var previous = ref MemoryMarshal.GetArrayDataReference(_previous);
        var (at, length) = (0, _previous.Length);
        for (; length > 0; length >>= 1)
        {
            var half = (length + 1) >> 1;
            at += half & ((Unsafe.Add(ref previous, at + half - 1) - position) >> 31);
        }

        return at;
    }

    public ReadOnlySpan<int> HandlesBefore(int position) => _handles.AsSpan(0, CountBefore(position));

    public ReadOnlySpan<string> UserIdsBefore(int position) => _userIds.AsSpan(0, CountBefore(position));
}
