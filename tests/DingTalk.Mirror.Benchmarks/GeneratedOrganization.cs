using System.Collections.Immutable;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>
/// An organization of five levels, the same for the same size: for each 1,000 departments 6,667 people. Some of them have a second
/// department, half of those beside the first and half anywhere.
/// </summary>
internal sealed class GeneratedOrganization
{
    private const int PeopleForEachThousand = 6_667;
    private static readonly double[] LevelShares = [0, 0.0007, 0.0077, 0.0667];

    private readonly Dictionary<long, List<long>> _children = [];
    private readonly Dictionary<long, List<int>> _members = [];

    public GeneratedOrganization(int departments, double inTwo)
    {
        var random = new Random(20260611);
        Departments = departments;
        var (first, next) = (1, 2);
        Put(1, parent: null);
        foreach (var share in LevelShares.Skip(1).Append(1))
        {
            var (from, until) = (first, next);
            var end = Math.Min(next + Math.Max((int)(share * departments), 1), departments + 1);
            first = next;
            for (; next < end; next++) Put(next, random.Next(from, until));
        }

        // Handles are given in the order in which a load meets people: level by level.
        var people = (int)((long)departments * PeopleForEachThousand / 1_000);
        foreach (var own in Enumerable.Range(0, people).Select(_ => random.Next(1, departments + 1)).Order().ToList())
        {
            long[] ids = random.NextDouble() < inTwo ? [own, Second(own, random)] : [own];
            var handle = People.Count;
            People.Add(PersonFact(handle, [.. ids.Distinct()]));
            foreach (var id in ids.Distinct()) _members[id].Add(handle);
        }
    }

    public static DateTimeOffset ReadAt { get; } = new(2026, 6, 11, 8, 0, 0, TimeSpan.FromHours(8));

    public int Departments { get; }

    public List<PersonFact> People { get; } = [];

    public Dictionary<long, DepartmentFact> Fields { get; } = [];

    public int Memberships => _members.Values.Sum(members => members.Count);

    public static PersonFact PersonFact(int number, params ImmutableArray<long> departmentIds) => new()
    {
        ReadAt = ReadAt,
        Person = new() { UserId = $"manager{number:D7}", Name = $"员工{number}", UnionId = null, DepartmentIds = departmentIds, ReadAt = ReadAt },
    };

    /// <summary>The handles are those of <see cref="People"/>, in their order.</summary>
    public Ledger Fold()
    {
        var ledger = new Ledger();
        foreach (var fact in Facts()) ledger.Apply(fact);
        return ledger;
    }

    /// <summary>Everything that is to be known of it.</summary>
    public IEnumerable<Fact> Facts()
    {
        foreach (var person in People) yield return person;
        foreach (var (id, fields) in Fields)
        {
            yield return fields;
            yield return new ChildrenFact { ReadAt = ReadAt, DepartmentId = id, ChildIds = [.. _children[id]] };
            yield return new MembersFact
            {
                ReadAt = ReadAt,
                DepartmentId = id,
                Members = [.. _members[id].Select(handle => new Member(People[handle].Person.UserId, IsLeader: false, Order: null))],
            };
        }
    }

    /// <summary>Everybody under a department, found by walking from list to list.</summary>
    public HashSet<int> Walk(long id)
    {
        var found = new HashSet<int>();
        var open = new Stack<long>([id]);
        while (open.TryPop(out var next))
        {
            found.UnionWith(_members[next]);
            foreach (var child in _children[next]) open.Push(child);
        }

        return found;
    }

    private void Put(long id, long? parent)
    {
        Fields[id] = new() { ReadAt = ReadAt, Department = new() { Id = id, Name = $"部门{id}", ParentId = parent, ReadAt = ReadAt } };
        (_children[id], _members[id]) = ([], []);
        if (parent is { } above) _children[above].Add(id);
    }

    private long Second(long first, Random random)
    {
        var siblings = Fields[first].Department.ParentId is { } parent ? _children[parent] : [first];
        return random.Next(2) == 0 ? siblings[random.Next(siblings.Count)] : random.Next(1, Departments + 1);
    }
}
