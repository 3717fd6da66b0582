using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Organizations;

internal sealed partial class Organization
{
    public async ValueTask<Leadership> GetLeadersAsync(long departmentId, CancellationToken cancellationToken)
    {
        var (view, asked) = await RequireDepartmentAsync(departmentId, cancellationToken);
        var above = (await GetAncestorsAsync(departmentId, cancellationToken)).EnsureComplete();
        var oldest = Earlier(asked.ReadAt, above.OldestRead);
        foreach (var department in above.Items.Prepend(asked))
        {
            var (leaders, readAt) = await LeadersOfAsync(department.Id, cancellationToken);
            oldest = Earlier(oldest, readAt);
            if (leaders.IsEmpty) continue;
            return new()
            {
                Department = asked,
                Leaders = leaders,
                LedDepartment = department,
                Reason = department.Id == asked.Id ? LeadershipReason.Own : LeadershipReason.NearestAbove,
                Stamp = await StampSinceAsync(view.Version, oldest, cancellationToken),
            };
        }

        return new()
        {
            Department = asked,
            Leaders = [],
            Reason = LeadershipReason.None,
            Stamp = await StampSinceAsync(view.Version, oldest, cancellationToken),
        };
    }

    public async ValueTask<Answer<LeadershipChain>> GetLeadershipChainsAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(userId);
        var (first, person) = await RequirePersonAsync(userId, cancellationToken);
        var oldest = person.ReadAt;
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
            var (steps, readAt) = await StepsAsync(person, above.Items.Insert(0, own), cancellationToken);
            chains.Add(new(id, steps));
            oldest = Earlier(Earlier(Earlier(oldest, own.ReadAt), above.OldestRead), readAt);
        }

        var stamp = await StampSinceAsync(first.Version, oldest, cancellationToken);
        return new()
        {
            Items = chains.ToImmutable(),
            Missing = missing.ToImmutable(),
            Version = stamp.Version,
            OldestRead = stamp.OldestRead,
            CurrentAsOf = stamp.CurrentAsOf,
        };
    }

    // Nobody leads themselves: where the person is the only leader, the next department above decides.
    private async Task<(ImmutableArray<Leadership> Steps, DateTimeOffset OldestRead)> StepsAsync(
        Person person, ImmutableArray<Department> upward, CancellationToken cancellationToken)
    {
        var steps = ImmutableArray.CreateBuilder<Leadership>();
        var oldest = DateTimeOffset.MaxValue;
        foreach (var department in upward)
        {
            var (leaders, readAt) = await LeadersOfAsync(department.Id, cancellationToken);
            oldest = Earlier(oldest, readAt);
            leaders = leaders.RemoveAll(leader => leader.UserId == person.UserId);
            if (leaders.IsEmpty) continue;
            steps.Add(new()
            {
                Department = upward[0],
                Leaders = leaders,
                LedDepartment = department,
                Reason = department.Id == upward[0].Id ? LeadershipReason.Own : LeadershipReason.NearestAbove,
            });
        }

        return (steps.ToImmutable(), oldest);
    }

    private async Task<(ImmutableArray<Person> Leaders, DateTimeOffset? ReadAt)> LeadersOfAsync(long departmentId, CancellationToken cancellationToken)
    {
        var (view, told) = await RequireAsync(departmentId, DepartmentParts.Members, cancellationToken);
        if (told.Problems.FirstOrDefault(problem => problem.What is DepartmentParts.Members) is { } problem) throw ToException(problem);
        if (!view.Structure.TryFind(departmentId, out var position)) return ([], told.Members?.ReadAt);
        var known = view.Departments[position];
        return ([.. known.Members.Where(member => member.Place.IsLeader).Select(member => view.GetPerson(member.Handle))], known.MembersReadAt);
    }
}
