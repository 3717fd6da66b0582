using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Views;

/// <summary>
/// The people of each department, in the order of the structure. Beside each membership stands the position of the same person's previous
/// department: a person comes for the first time in a subtree that begins at <c>d</c> exactly where that position is less than <c>d</c>,
/// so distinct people are a filter over one run, without a set.
/// </summary>
internal sealed class Membership
{
    private Membership(Person?[] people, int[] start, int[] handles, int[] previous, Member[] places)
    {
        People = people;
        Start = start;
        Handles = handles;
        Previous = previous;
        Places = places;
        PersonCount = people.Count(person => person is not null);
    }

    /// <summary>By handle; null for who is gone.</summary>
    public Person?[] People { get; }

    public int PersonCount { get; }

    /// <summary>Where the memberships of the department at a position begin; one more than positions.</summary>
    public int[] Start { get; }

    public int[] Handles { get; }

    public int[] Previous { get; }

    /// <summary>Beside each handle: leader or not, and the order in the department's list.</summary>
    public Member[] Places { get; }

    public static Membership Build(Ledger ledger, Structure structure)
    {
        Person?[] people = [.. ledger.PeopleByHandle.Select(entry => entry.Person)];
        var start = new int[structure.Ids.Length + 1];
        var handles = new List<int>(people.Length);
        var previous = new List<int>(people.Length);
        var places = new List<Member>(people.Length);
        var last = new int[people.Length];
        Array.Fill(last, -1);
        for (var position = 0; position < structure.Ids.Length; position++)
        {
            foreach (var member in ledger.Departments[structure.Ids[position]].OrderedMembers())
            {
                handles.Add(member.Handle);
                previous.Add(last[member.Handle]);
                places.Add(member.Place);
                last[member.Handle] = position;
            }

            start[position + 1] = handles.Count;
        }

        return new(people, start, [.. handles], [.. previous], [.. places]);
    }
}
