using System.Numerics;

namespace DingTalk.Mirror.Views;

/// <summary>Where departments lie, by id: one array, of which a look-up mostly meets one cache line.</summary>
internal sealed class PositionIndex
{
    // Spreads ids that follow each other, as those of one admin's afternoon do.
    private const ulong Spread = 0x9E3779B97F4A7C15;

    private readonly (long Id, int Rank)[] _slots;
    private readonly int _shift;

    /// <summary>Of departments that are each named once, in the order of their positions.</summary>
    public PositionIndex(ReadOnlySpan<long> ids)
    {
        // Some are always free: what is nowhere is known by one.
        _slots = new (long, int)[BitOperations.RoundUpToPowerOf2((uint)(ids.Length + (ids.Length / 3) + 2))];
        _shift = 64 - BitOperations.Log2((uint)_slots.Length);
        for (var position = 0; position < ids.Length; position++)
        {
            var i = HomeOf(ids[position]);
            while (_slots[i].Rank > 0) i = Next(i);
            _slots[i] = (ids[position], position + 1);
        }
    }

    public bool TryFind(long departmentId, out int position)
    {
        var i = HomeOf(departmentId);
        while (_slots[i].Rank > 0 && _slots[i].Id != departmentId) i = Next(i);
        position = _slots[i].Rank - 1;
        return position >= 0;
    }

    private int HomeOf(long departmentId) => (int)((ulong)departmentId * Spread >> _shift);

    private int Next(int slot) => (slot + 1) & (_slots.Length - 1);
}
