using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Users;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Departments;

/// <summary>How a snapshot follows facts, and how a view tells the same.</summary>
internal static class SnapshotExtensions
{
    /// <summary>The parts about which there is nothing left to ask: known, refused, or of a department that is gone.</summary>
    public static DepartmentParts Settled(this DepartmentSnapshot snapshot) => snapshot.GoneSince is not null
        ? DepartmentParts.Fields | DepartmentParts.Children | DepartmentParts.Members | DepartmentParts.Ancestors
        : snapshot.Problems.Where(problem => problem.Reason is MissingReason.OutOfScope)
            .Aggregate(snapshot.Known, (settled, problem) => settled | problem.What);

    /// <summary>The snapshot after what a read of this department told.</summary>
    public static DepartmentSnapshot With(this DepartmentSnapshot snapshot, ImmutableArray<Fact> facts, MirrorVersion version)
    {
        // One read may tell of a person twice: in a list, and asked themselves.
        var people = new Dictionary<string, Person>(StringComparer.Ordinal);
        foreach (var fact in facts.OfType<PersonFact>().OrderBy(fact => fact.ReadAt)) people[fact.Person.UserId] = fact.Person;
        return facts.Aggregate(snapshot with { Version = version }, (next, fact) => fact switch
        {
            DepartmentFact said when said.Department.Id == next.Id => (next with { Fields = said.Department, GoneSince = null }).Solve(DepartmentParts.Fields),
            DepartmentGoneFact gone when gone.DepartmentId == next.Id => new() { Id = next.Id, GoneSince = gone.ReadAt, Version = version },
            ChildrenFact children when children.DepartmentId == next.Id => (next with { Children = new(children.ChildIds, children.ReadAt), GoneSince = null }).Solve(DepartmentParts.Children),
            MembersFact members when members.DepartmentId == next.Id => (next with
            {
                Members = new([.. members.Members.Select(member => new DepartmentMember(people[member.UserId], member))], members.ReadAt),
                GoneSince = null,
            }).Solve(DepartmentParts.Members),
            AncestorsFact chain when chain.Chain is [var asked, ..] && asked == next.Id => (next with { Ancestors = new([.. chain.Chain.Skip(1)], chain.ReadAt) }).Solve(DepartmentParts.Ancestors),
            RefusedFact refused when refused.Part.DepartmentId == next.Id => next.WithProblem(refused.Part),
            _ => next,
        });
    }

    public static DepartmentSnapshot WithProblem(this DepartmentSnapshot snapshot, MissingPart problem) =>
        snapshot with { Problems = [.. snapshot.Problems.Where(other => other.What != problem.What), problem] };

    /// <summary>What a view tells of a department; null if it has never heard of it.</summary>
    public static DepartmentSnapshot? Describe(this OrganizationView view, long id)
    {
        var structure = view.Structure;
        if (!structure.TryFind(id, out var position))
        {
            return structure.Gone.TryGetValue(id, out var since) ? new() { Id = id, GoneSince = since, Version = view.Version } : null;
        }

        var known = view.Departments[position];
        return new()
        {
            Id = id,
            Fields = known.Fields,
            Children = known.ChildrenReadAt is { } childrenAt
                ? new([.. structure.Children(position).Select(child => structure.Ids[child])], childrenAt)
                : null,
            Members = known.MembersReadAt is { } membersAt
                ? new([.. known.Members.Select(member => new DepartmentMember(view.GetPerson(member.Handle), member.Place))], membersAt)
                : null,
            Ancestors = structure.IsRooted[position] && known.Fields is { } fields
                ? new(AncestorsOf(structure, position), fields.ReadAt)
                : null,
            GoneSince = structure.Gone.TryGetValue(id, out var gone) ? gone : null,
            Problems =
            [
                .. new[] { known.ChildGap, known.MemberGap }
                    .Where(gap => gap is { Reason: not MissingReason.NotLoaded })
                    .Select(gap => gap!),
                .. known.Refusals,
            ],
            Version = view.Version,
        };
    }

    private static DepartmentSnapshot Solve(this DepartmentSnapshot snapshot, DepartmentParts part) =>
        snapshot with { Problems = snapshot.Problems.RemoveAll(problem => problem.What == part) };

    private static ImmutableArray<long> AncestorsOf(Structure structure, int position)
    {
        var ancestors = ImmutableArray.CreateBuilder<long>();
        for (var above = structure.Parent[position]; above >= 0; above = structure.Parent[above]) ancestors.Add(structure.Ids[above]);
        return ancestors.ToImmutable();
    }
}
