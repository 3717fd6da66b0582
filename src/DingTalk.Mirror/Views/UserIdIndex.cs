using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Views;

/// <summary>
/// Handles by userid. One writer adds to it while others read, and nobody is taken out: all views of one fold of the log share it.
/// The entries lie in one array beside their hashes, so that a look-up meets a cache line of it and the userid.
/// </summary>
internal sealed class UserIdIndex
{
    // Nobody outside can choose userids that meet in one place.
    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    private Slot[] _slots = new Slot[16];

    public bool TryGetHandle(string userId, out int handle)
    {
        var slots = Volatile.Read(ref _slots);
        var hash = HashOf(userId);
        for (var i = hash; ; i++)
        {
            ref var slot = ref slots[i & (slots.Length - 1)];
            if (Volatile.Read(ref slot.UserId) is not { } own)
            {
                handle = -1;
                return false;
            }

            if (slot.Hash != hash || own != userId) continue;
            handle = slot.Handle;
            return true;
        }
    }

    /// <summary>Adds the people from this handle on; who is there already stays as they are.</summary>
    public void Add(IReadOnlyList<PersonEntry> people, int from)
    {
        // At most two of three slots are taken, or searching for who is not there takes long.
        var length = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(people.Count + (people.Count / 2), _slots.Length));
        var slots = length > _slots.Length ? new Slot[length] : _slots;
        for (var handle = length > _slots.Length ? 0 : from; handle < people.Count; handle++) Put(slots, people[handle].UserId, handle);
        Volatile.Write(ref _slots, slots);
    }

    private void Put(Slot[] slots, string userId, int handle)
    {
        var hash = HashOf(userId);
        var i = hash;
        for (; slots[i & (slots.Length - 1)].UserId is { } own; i++)
        {
            if (own == userId) return; // whoever added them did not come to an end
        }

        ref var slot = ref slots[i & (slots.Length - 1)];
        (slot.Hash, slot.Handle) = (hash, handle);

        // Whoever sees the userid sees what stands beside it.
        Volatile.Write(ref slot.UserId, userId);
    }

    private int HashOf(string userId) => (int)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(userId.AsSpan()), _seed);

    private struct Slot
    {
        public string? UserId;
        public int Hash;
        public int Handle;
    }
}
