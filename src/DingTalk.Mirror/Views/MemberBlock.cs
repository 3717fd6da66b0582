using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Views;

/// <summary>The memberships of some departments that follow each other.</summary>
internal sealed class MemberBlock
{
    private const int Bits = 6;
    private const int Length = 1 << Bits;

    private MemberBlock(int[] start, int[] handles, int[] previous, string[] userIds)
    {
        (Start, Handles, Previous, UserIds) = (start, handles, previous, userIds);
        foreach (var position in previous) LatestPrevious = Math.Max(LatestPrevious, position);
    }

    /// <summary>Where the memberships of each department begin; one more than departments.</summary>
    public int[] Start { get; }

    public int[] Handles { get; }

    /// <summary>Beside each handle: the position of the person's previous department, or -1.</summary>
    public int[] Previous { get; }

    public string[] UserIds { get; }

    /// <summary>The largest of <see cref="Previous"/>: in a subtree that begins behind it nobody of this block has come before.</summary>
    public int LatestPrevious { get; } = -1;

    public static int Of(int position) => position >> Bits;

    public static int First(int block) => block << Bits;

    public static int CountFor(int positions) => (positions + Length - 1) >> Bits;

    public static MemberBlock Build(int block, DepartmentIndex departments, PeopleIndex people) =>
        Make(First(block), departments, people, former: null, changed: []);

    /// <summary>The successor after the members of these departments, or where those were before, have changed.</summary>
    public MemberBlock With(IReadOnlyCollection<int> changed, DepartmentIndex departments, PeopleIndex people) =>
        Make(First(Of(changed.First())), departments, people, this, changed);

    /// <summary>What of this block, the one with this number, belongs to a run of departments.</summary>
    public (int From, int To) Slice(int block, int position, int end) =>
        (Start[Math.Max(position - First(block), 0)], Start[Math.Min(end - First(block), Start.Length - 1)]);

    private static MemberBlock Make(
        int first, DepartmentIndex departments, PeopleIndex people, MemberBlock? former, IReadOnlyCollection<int> changed)
    {
        var start = new int[Math.Min(Length, departments.Structure.Ids.Length - first) + 1];
        for (var i = 0; i < start.Length - 1; i++) start[i + 1] = start[i] + departments[first + i].Members.Length;
        var made = (Handles: new int[start[^1]], Previous: new int[start[^1]], UserIds: new string[start[^1]]);
        for (var i = 0; i < start.Length - 1; i++)
        {
            if (former is not null && !changed.Contains(first + i))
            {
                var (from, length) = (former.Start[i], start[i + 1] - start[i]);
                former.Handles.AsSpan(from, length).CopyTo(made.Handles.AsSpan(start[i]));
                former.Previous.AsSpan(from, length).CopyTo(made.Previous.AsSpan(start[i]));
                former.UserIds.AsSpan(from, length).CopyTo(made.UserIds.AsSpan(start[i]));
                continue;
            }

            var at = start[i];
            foreach (var member in departments[first + i].Members)
            {
                var person = people[member.Handle]!;
                made.Handles[at] = member.Handle;
                made.Previous[at] = PreviousOf(person, first + i, departments.Structure);
                made.UserIds[at++] = person.UserId;
            }
        }

        return new(start, made.Handles, made.Previous, made.UserIds);
    }

    private static int PreviousOf(Person person, int position, Structure structure)
    {
        var previous = -1;
        if (person.DepartmentIds.Length == 1) return previous;
        foreach (var id in person.DepartmentIds)
        {
            if (structure.TryFind(id, out var own) && own < position && own > previous) previous = own;
        }

        return previous;
    }
}
