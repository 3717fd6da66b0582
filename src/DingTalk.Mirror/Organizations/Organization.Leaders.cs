using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Organizations;

internal sealed partial class Organization
{
    public async ValueTask<Leadership> GetLeadersAsync(long departmentId, CancellationToken cancellationToken)
    {
        var asked = await GetDepartmentAsync(departmentId, cancellationToken);
        var above = await GetAncestorsAsync(departmentId, cancellationToken);
        foreach (var department in above.EnsureComplete().Items.Prepend(asked))
        {
            if (await LeadersOfAsync(department.Id, cancellationToken) is not { Length: > 0 } leaders) continue;
            return new()
            {
                Department = asked,
                Leaders = leaders,
                LedDepartment = department,
                Reason = department.Id == asked.Id ? LeadershipReason.Own : LeadershipReason.NearestAbove,
            };
        }

        return new() { Department = asked, Leaders = [], Reason = LeadershipReason.None };
    }

    public async ValueTask<Answer<LeadershipChain>> GetLeadershipChainsAsync(string userId, CancellationToken cancellationToken)
    {
        var person = await GetPersonAsync(userId, cancellationToken);
        var chains = ImmutableArray.CreateBuilder<LeadershipChain>(person.DepartmentIds.Length);
        var missing = ImmutableArray.CreateBuilder<MissingPart>();
        foreach (var id in person.DepartmentIds)
        {
            var (own, problem) = await TryGetDepartmentAsync(id, cancellationToken);
            if (own is null)
            {
                missing.Add(problem ?? new(id, DepartmentParts.Fields, MissingReason.Vanished));
                continue;
            }

            var above = await GetAncestorsAsync(id, cancellationToken);
            missing.AddRange(above.Missing);
            chains.Add(new(id, await StepsAsync(person, above.Items.Insert(0, own), cancellationToken)));
        }

        var view = await ViewAsync(cancellationToken);
        return new()
        {
            Items = chains.ToImmutable(),
            Missing = missing.ToImmutable(),
            Version = view.Version,
            OldestRead = person.ReadAt,
            CurrentAsOf = CurrentAsOf(view, person.ReadAt),
        };
    }

    // Nobody leads themselves: where the person is the only leader, the next department above decides.
    private async Task<ImmutableArray<Leadership>> StepsAsync(Person person, ImmutableArray<Department> upward, CancellationToken cancellationToken)
    {
        var steps = ImmutableArray.CreateBuilder<Leadership>();
        foreach (var department in upward)
        {
            var leaders = (await LeadersOfAsync(department.Id, cancellationToken)).RemoveAll(leader => leader.UserId == person.UserId);
            if (leaders.IsEmpty) continue;
            steps.Add(new()
            {
                Department = upward[0],
                Leaders = leaders,
                LedDepartment = department,
                Reason = department.Id == upward[0].Id ? LeadershipReason.Own : LeadershipReason.NearestAbove,
            });
        }

        return steps.ToImmutable();
    }

    private async Task<ImmutableArray<Person>> LeadersOfAsync(long departmentId, CancellationToken cancellationToken)
    {
        var (view, told) = await RequireAsync(departmentId, DepartmentParts.Members, cancellationToken);
        if (told.Problems.FirstOrDefault(problem => problem.What is DepartmentParts.Members) is { } problem) throw ToException(problem);
        return LeadersIn(view, departmentId);
    }

    private static ImmutableArray<Person> LeadersIn(OrganizationView view, long departmentId) =>
        view.Structure.TryFind(departmentId, out var position)
            ? [.. view.Departments[position].Members.Where(member => member.Place.IsLeader).Select(member => view.GetPerson(member.Handle))]
            : [];
}
