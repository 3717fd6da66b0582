using System.Numerics;
using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Views;

/// <summary>The memberships of 64 departments that follow each other.</summary>
internal sealed class MemberBlock
{
    private const int Bits = 6;
    private const int Length = 1 << Bits;

    private int _repeats;
    private int[]? _firstHandles;
    private string[]? _firstIds;
    private RepeatedMembers? _repeated;
    private BlockEnds? _ends;

    private MemberBlock(int position, int[] start)
    {
        Position = position;
        Start = start;
        Handles = new int[start[^1]];
        Previous = new int[start[^1]];
        UserIds = new string[start[^1]];
    }

    /// <summary>The position of the first of these departments.</summary>
    public int Position { get; }

    /// <summary>Where the memberships of each department begin; one more than departments.</summary>
    public int[] Start { get; }

    public int[] Handles { get; }

    /// <summary>Beside each handle: the position of the person's previous department, or -1.</summary>
    public int[] Previous { get; }

    public string[] UserIds { get; }

    /// <summary>The largest of <see cref="Previous"/>: in a subtree that begins behind it nobody of this block has come before.</summary>
    public int LatestPrevious { get; private set; }

    /// <summary>The smallest of <see cref="Previous"/> but -1: in a subtree that begins before it everybody who has a previous department has come before.</summary>
    public int EarliestPrevious { get; private set; }

    /// <summary>The handles of those who have no previous department, made when somebody asks: a block that is changed again before costs nothing for them.</summary>
    public int[] FirstHandles => Volatile.Read(ref _firstHandles) ?? Keep(ref _firstHandles, Firsts(Handles));

    /// <summary>Their userids, made likewise.</summary>
    public string[] FirstIds => Volatile.Read(ref _firstIds) ?? Keep(ref _firstIds, Firsts(UserIds));

    /// <summary>All others, made likewise.</summary>
    public RepeatedMembers Repeated => Volatile.Read(ref _repeated) ?? Keep(ref _repeated, new(this));

    /// <summary>Everybody, for a subtree that begins or ends in this block; made likewise.</summary>
    public BlockEnds Ends => Volatile.Read(ref _ends) ?? Keep(ref _ends, new(this));

    public static int Of(int position) => position >> Bits;

    public static int CountFor(int positions) => (positions + Length - 1) >> Bits;

    /// <summary>The block with this number.</summary>
    public static MemberBlock Build(int block, DepartmentIndex departments, PeopleIndex people) =>
        Make(block << Bits, departments, people, former: null, changed: ulong.MaxValue);

    /// <summary>The successor of this block.</summary>
    /// <param name="changed">A bit for each department whose members, or where those were before, have changed.</param>
    /// <param name="departments">Who is where now.</param>
    /// <param name="people">Everybody.</param>
    public MemberBlock With(ulong changed, DepartmentIndex departments, PeopleIndex people) =>
        Make(Position, departments, people, this, changed);

    /// <summary>The block with this number, of lists that were told by handle.</summary>
    public static MemberBlock Build(
        int block, Structure structure, Func<int, ReadOnlySpan<int>> handlesAt, IReadOnlyDictionary<int, DirectoryPerson> people)
    {
        var first = block << Bits;
        var start = new int[Math.Min(Length, structure.Ids.Length - first) + 1];
        for (var i = 0; i < start.Length - 1; i++) start[i + 1] = start[i] + handlesAt(first + i).Length;
        var made = new MemberBlock(first, start);
        for (var i = 0; i < start.Length - 1; i++)
        {
            var to = start[i];
            foreach (var handle in handlesAt(first + i)) made.Put(to++, handle, people[handle].UserId, PreviousOf(people[handle].DepartmentIds, first + i, structure));
        }

        return made.Sealed();
    }

    /// <summary>The handles of the people of the department at this position, in the platform's order.</summary>
    public ReadOnlySpan<int> HandlesAt(int position) => Handles.AsSpan(StartOf(position), StartOf(position + 1) - StartOf(position));

    /// <summary>Their userids.</summary>
    public ReadOnlySpan<string> UserIdsAt(int position) => UserIds.AsSpan(StartOf(position), StartOf(position + 1) - StartOf(position));

    /// <summary>Where the memberships of the department at this position begin.</summary>
    public int StartOf(int position) => Start[position - Position];

    /// <summary>Whether this block lies whole in a run of departments.</summary>
    public bool IsWithin(int position, int end) => position <= Position && Position + Start.Length - 1 <= end;

    /// <summary>Which departments of this block lie in a run of them, counted from the first of the block.</summary>
    public (int From, int To) PlacesIn(int position, int end) => (Math.Max(position - Position, 0), Math.Min(end - Position, Start.Length - 1));

    /// <summary>How many come for the first time in a subtree that holds this block whole and begins at <paramref name="first"/>.</summary>
    public int CountFirsts(int first) =>
        first > LatestPrevious ? Handles.Length
        : Handles.Length - _repeats + (first > EarliestPrevious ? Repeated.CountBefore(first) : 0);

    private static MemberBlock Make(int first, DepartmentIndex departments, PeopleIndex people, MemberBlock? former, ulong changed)
    {
        var start = new int[Math.Min(Length, departments.Structure.Ids.Length - first) + 1];
        for (var i = 0; i < start.Length - 1; i++)
        {
            start[i + 1] = start[i] + ((changed >> i & 1) == 0 ? former!.Start[i + 1] - former.Start[i] : departments[first + i].Members.Length);
        }

        var made = new MemberBlock(first, start);
        for (var i = 0; i < start.Length - 1;)
        {
            if ((changed >> i & 1) == 0)
            {
                var end = Math.Min(i + BitOperations.TrailingZeroCount(changed >> i), start.Length - 1);
                made.Copy(former!, former!.Start[i], start[i], start[end] - start[i]);
                i = end;
            }
            else
            {
                made.Put(departments[first + i].Members, start[i], first + i, departments.Structure, people);
                i++;
            }
        }

        return made.Sealed();
    }

    private void Copy(MemberBlock former, int from, int to, int length)
    {
        former.Handles.AsSpan(from, length).CopyTo(Handles.AsSpan(to));
        former.Previous.AsSpan(from, length).CopyTo(Previous.AsSpan(to));
        former.UserIds.AsSpan(from, length).CopyTo(UserIds.AsSpan(to));
    }

    private void Put(ImmutableArray<PlacedMember> members, int to, int position, Structure structure, PeopleIndex people)
    {
        foreach (var (place, handle) in members)
        {
            // Most are in one department: then the person is not even looked at, whom no cache holds.
            var previous = people.OnlyDepartmentOf(handle) >= 0 ? -1 : PreviousOf(people[handle]!.DepartmentIds, position, structure);
            Put(to++, handle, place.UserId, previous);
        }
    }

    private MemberBlock Sealed()
    {
        (_repeats, EarliestPrevious, LatestPrevious) = Positions.Known(Previous);
        return this;
    }

    // Two who ask at once make the same, and one of both is kept.
    private static T Keep<T>(ref T? kept, T made)
        where T : class
    {
        Volatile.Write(ref kept, made);
        return made;
    }

    private T[] Firsts<T>(T[] members)
    {
        if (_repeats == 0) return members;
        var firsts = new T[members.Length - _repeats];
        for (var (i, count) = (0, 0); i < members.Length; i++)
        {
            if (Previous[i] < 0) firsts[count++] = members[i];
        }

        return firsts;
    }

    private void Put(int to, int handle, string userId, int previous)
    {
        Handles[to] = handle;
        Previous[to] = previous;
        UserIds[to] = userId;
    }

    private static int PreviousOf(ImmutableArray<long> departmentIds, int position, Structure structure)
    {
        var previous = -1;
        if (departmentIds.Length == 1) return previous;
        foreach (var id in departmentIds)
        {
            if (structure.TryFind(id, out var own) && own < position && own > previous) previous = own;
        }

        return previous;
    }
}
