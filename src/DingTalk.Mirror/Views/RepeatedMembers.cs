namespace DingTalk.Mirror.Views;

/// <summary>
/// The members of a block who have a previous department, in the order of its position: those of them who come for the first time in a subtree
/// that holds the block are the ones in front.
/// </summary>
internal sealed class RepeatedMembers
{
    private const int Group = 16;

    // Filled up to whole groups, the last one of which ends behind every position.
    private readonly int[] _previous;
    private readonly int[] _ends;
    private readonly int[] _handles;
    private readonly string[] _userIds;

    public RepeatedMembers(MemberBlock block)
    {
        int[] places = [.. Enumerable.Range(0, block.Previous.Length).Where(i => block.Previous[i] >= 0)];
        var previous = Array.ConvertAll(places, place => block.Previous[place]);
        Array.Sort(previous, places);
        _previous = Filled(previous, previous.Length + 1);
        _ends = Filled([.. _previous.Chunk(Group).Select(group => group[^1])], 1);
        _handles = Array.ConvertAll(places, place => block.Handles[place]);
        _userIds = Array.ConvertAll(places, place => block.UserIds[place]);
    }

    /// <summary>How many have their previous department before this position.</summary>
    public int CountBefore(int position)
    {
        // Counted and not searched by halves: where that goes is as good as random, and its wrong guesses cost more.
        var whole = Group * Positions.CountBefore(_ends, position);
        return whole + Positions.CountBefore(_previous.AsSpan(whole, Group), position);
    }

    public ReadOnlySpan<int> HandlesBefore(int position) => _handles.AsSpan(0, CountBefore(position));

    public ReadOnlySpan<string> UserIdsBefore(int position) => _userIds.AsSpan(0, CountBefore(position));

    private static int[] Filled(int[] positions, int least)
    {
        var filled = new int[(Math.Max(positions.Length, least) + Group - 1) / Group * Group];
        positions.CopyTo(filled);
        filled.AsSpan(positions.Length).Fill(int.MaxValue);
        return filled;
    }
}
