using System.Numerics;

namespace DingTalk.Mirror.Views;

/// <summary>Some of the positions, a bit for each: whether a whole subtree has none is told by comparing words.</summary>
internal struct PositionSet(int length)
{
    private const int WordBits = 64;

    private ulong[] _words = new ulong[(length + WordBits - 1) / WordBits];

    public readonly int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words) count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>Whether one of them lies in a run of at least one position.</summary>
    public readonly bool AnyIn(int from, int end)
    {
        var (first, last) = (from / WordBits, (end - 1) / WordBits);
        var (head, tail) = (ulong.MaxValue << from, ulong.MaxValue >> (WordBits - 1 - ((end - 1) % WordBits)));
        if (first == last) return (_words[first] & head & tail) != 0;
        return (_words[first] & head) != 0 || (_words[last] & tail) != 0 || _words.AsSpan(first + 1, last - first - 1).ContainsAnyExcept(0UL);
    }

    /// <summary>Puts a position in or out; what it shares with a set that must not change is copied first.</summary>
    public void Set(int position, bool isIn, PositionSet unchanged)
    {
        var (word, bit) = (position / WordBits, 1UL << position);
        if (((_words[word] & bit) != 0) == isIn) return;
        if (_words == unchanged._words) _words = [.. _words];
        _words[word] ^= bit;
    }
}
