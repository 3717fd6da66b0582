using System.Numerics;

namespace DingTalk.Mirror.Views;

/// <summary>Some of the positions, a bit for each: whether a whole subtree has none is told by comparing words.</summary>
internal readonly struct PositionSet(ulong[] words)
{
    private const int WordBits = 64;

    private readonly ulong[] _words = words;

    public PositionSet(int length)
        : this(new ulong[(length + WordBits - 1) / WordBits])
    {
    }

    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words) count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>Whether one of them lies in a run of at least one position.</summary>
    public bool AnyIn(int from, int end)
    {
        var (first, last) = (from / WordBits, (end - 1) / WordBits);
        var (head, tail) = (ulong.MaxValue << from, ulong.MaxValue >> (WordBits - 1 - ((end - 1) % WordBits)));
        if (first == last) return (_words[first] & head & tail) != 0;
        return (_words[first] & head) != 0 || (_words[last] & tail) != 0 || _words.AsSpan(first + 1, last - first - 1).ContainsAnyExcept(0UL);
    }

    public PositionSet Copy() => new([.. _words]);

    public void Set(int position, bool isIn)
    {
        var bit = 1UL << position;
        if (isIn) _words[position / WordBits] |= bit;
        else _words[position / WordBits] &= ~bit;
    }
}
