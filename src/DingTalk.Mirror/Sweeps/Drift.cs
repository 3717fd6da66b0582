using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Sweeps;

/// <summary>Names what differs between a view and what the platform just said of one department.</summary>
internal static class Drift
{
    public static HashSet<Subject> Between(OrganizationView view, long departmentId, IReadOnlyList<Fact> facts)
    {
        var told = view.Describe(departmentId);
        var drift = new HashSet<Subject>();
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case DepartmentGoneFact or RefusedFact:
                    drift.Add(Subject.Department(departmentId));
                    break;
                case ChildrenFact children:
                    var known = new HashSet<long>(told?.Children?.Items ?? []);
                    known.SymmetricExceptWith(children.ChildIds);
                    drift.UnionWith(known.Select(Subject.Department));
                    break;
                case DepartmentFact { Department: var said }:
                    // Its place may have been told by another list or way up, and then the department itself still tells the former one.
                    if (!view.TryGetDepartment(said.Id, out var department) || department.Name != said.Name || department.ParentId != said.ParentId)
                        drift.Add(Subject.Department(said.Id));
                    break;
                case MembersFact members:
                    AddPlaces(told, members.Members, drift);
                    break;
                case PersonFact person:
                    if (!view.TryGetPerson(person.Person.UserId, out var mirrored) || !mirrored.IsSame(person.Person)) drift.Add(Subject.Person(person.Person.UserId));
                    break;
            }
        }

        return drift;
    }

    /// <summary>The same where only ids were read.</summary>
    public static HashSet<Subject> Between(OrganizationView view, long departmentId, IReadOnlyCollection<string> memberIds)
    {
        var known = new HashSet<string>(view.Describe(departmentId)?.Members?.Items.Select(member => member.Person.UserId) ?? [], StringComparer.Ordinal);
        known.SymmetricExceptWith(memberIds);
        return [.. known.Select(Subject.Person)];
    }

    private static void AddPlaces(DepartmentSnapshot? told, ImmutableArray<Member> listed, HashSet<Subject> drift)
    {
        var known = new Dictionary<string, Member>(StringComparer.Ordinal);
        foreach (var member in told?.Members?.Items ?? []) known[member.Person.UserId] = member.Place;
        foreach (var member in listed)
        {
            if (!known.Remove(member.UserId, out var place) || place != member) drift.Add(Subject.Person(member.UserId));
        }

        drift.UnionWith(known.Keys.Select(Subject.Person));
    }
}
