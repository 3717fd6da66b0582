using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Departments;

/// <summary>
/// Finds out where those are who are no longer in a list, so that nobody who moved is nowhere. Who moved seldom moved alone: once some have
/// been asked, the list of the place they went to answers for the rest, and a thousand people cost a few calls.
/// </summary>
internal sealed class Whereabouts(DepartmentReader departments, UserReader users)
{
    // Below this many it is cheaper to ask each.
    private const int WorthAList = 8;

    private readonly HashSet<long> _listed = [];

    /// <summary>What became of each of these people.</summary>
    public async Task<List<Fact>> FindPeopleAsync(IEnumerable<string> userIds, CancellationToken cancellationToken)
    {
        var told = new List<Fact>();
        var left = new HashSet<string>(userIds, StringComparer.Ordinal);
        while (left.Count > 0)
        {
            var userId = left.First();
            left.Remove(userId);
            var fact = await users.ReadAsync(userId, cancellationToken);
            told.Add(fact);
            foreach (var id in (fact as PersonFact)?.Person.DepartmentIds ?? [])
            {
                if (left.Count < WorthAList || !_listed.Add(id)) continue;
                var list = await departments.ReadAsync(id, DepartmentParts.Members, cancellationToken);
                told.AddRange(list);
                left.ExceptWith(list.OfType<PersonFact>().Select(listed => listed.Person.UserId));
            }
        }

        return told;
    }

    /// <summary>What became of each of these departments.</summary>
    public async Task<List<Fact>> FindDepartmentsAsync(IEnumerable<long> ids, CancellationToken cancellationToken)
    {
        var told = new List<Fact>();
        var left = new HashSet<long>(ids);
        while (left.Count > 0)
        {
            var id = left.First();
            left.Remove(id);
            var facts = await departments.ReadAsync(id, DepartmentParts.Fields, cancellationToken);
            told.AddRange(facts);
            if (left.Count < WorthAList || facts is not [DepartmentFact { Department.ParentId: { } parent }] || !_listed.Add(parent)) continue;
            var list = await departments.ReadAsync(parent, DepartmentParts.Children, cancellationToken);
            told.AddRange(list);
            left.ExceptWith(list.OfType<DepartmentFact>().Select(listed => listed.Department.Id));
        }

        return told;
    }
}
