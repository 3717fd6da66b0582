using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Users;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Organizations;

internal sealed partial class Organization
{
    public ValueTask<Answer<Person>> GetMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken) =>
        mirror.Views.Current is { } view && view.Covers(departmentId, scope) && IsFreshNow(view, departmentId, scope, TreeAndMembers)
            ? new(ListMembers(view, departmentId, scope, []))
            : new(LoadMembersAsync(departmentId, scope, cancellationToken));

    public ValueTask<CountAnswer> CountMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken)
    {
        return mirror.Views.Current is { } known && known.Covers(departmentId, scope) && IsFreshNow(known, departmentId, scope, TreeAndMembers)
            ? new(Count(known, []))
            : new(LoadAsync());

        async Task<CountAnswer> LoadAsync()
        {
            var (view, problems) = await CoverMembersAsync(departmentId, scope, cancellationToken);
            return Count(view, problems);
        }

        CountAnswer Count(OrganizationView view, IReadOnlyList<MissingPart> problems)
        {
            var oldest = OldestRead(view, departmentId, scope, TreeAndMembers);
            return new()
            {
                Count = view.CountMembers(departmentId, scope),
                Missing = MissingIn(view, departmentId, scope, TreeAndMembers, problems),
                Version = view.Version,
                OldestRead = oldest,
                CurrentAsOf = CurrentAsOf(view, oldest),
            };
        }
    }

    public async IAsyncEnumerable<Person> StreamMembersAsync(long departmentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (HasAge) await CoverAsync(departmentId, TreeAndMembers, cancellationToken);
        var walk = new SubtreeWalk(mirror, TreeAndMembers, time);
        var told = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var snapshot in walk.RunAsync([departmentId], cancellationToken))
        {
            EnsureRootTold(snapshot, departmentId);
            foreach (var member in snapshot.Members?.Items ?? [])
            {
                if (told.Add(member.Person.UserId)) yield return member.Person;
            }
        }

        // Who moved during the walk may have been read nowhere; the view at its end has everybody.
        var view = await mirror.Views.ReachAsync(walk.Version, cancellationToken);
        foreach (var person in ListMembers(view, departmentId, MemberScope.Subtree, walk.Problems).Items)
        {
            if (told.Add(person.UserId)) yield return person;
        }

        if (MissingIn(view, departmentId, MemberScope.Subtree, TreeAndMembers, walk.Problems) is { Length: > 0 } missing)
        {
            throw new IncompleteAnswerException(missing);
        }
    }

    public async ValueTask<bool> IsMemberAsync(string userId, long departmentId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(userId);
        if (freshness.Kind is FreshnessKind.Any && View is { } known && known.IsMember(userId, departmentId) is var placement and not Placement.NotKnown)
        {
            return placement is Placement.Inside;
        }

        var (_, department) = await RequireDepartmentAsync(departmentId, cancellationToken);
        var (_, person) = await RequirePersonAsync(userId, cancellationToken);
        foreach (var id in person.DepartmentIds)
        {
            if (id == department.Id) return true;
            var (_, told) = await RequireAsync(id, DepartmentParts.Ancestors, cancellationToken);
            if (told.Ancestors is not { } ancestors) throw ToException(told.Problems.First(problem => problem.What is DepartmentParts.Ancestors));
            if (ancestors.Items.Contains(department.Id)) return true;
        }

        return false;
    }

    private async Task<Answer<Person>> LoadMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken)
    {
        var (view, problems) = await CoverMembersAsync(departmentId, scope, cancellationToken);
        return ListMembers(view, departmentId, scope, problems);
    }

    private async Task<(OrganizationView View, IReadOnlyList<MissingPart> Problems)> CoverMembersAsync(
        long departmentId, MemberScope scope, CancellationToken cancellationToken)
    {
        if (scope is MemberScope.Subtree) return await CoverAsync(departmentId, TreeAndMembers, cancellationToken);
        var (view, told) = await RequireAsync(departmentId, DepartmentParts.Members, cancellationToken);
        return (view, told.Problems);
    }

    private Answer<Person> ListMembers(
        OrganizationView view, long departmentId, MemberScope scope, IReadOnlyList<MissingPart> problems)
    {
        var oldest = OldestRead(view, departmentId, scope, TreeAndMembers);
        return new()
        {
            Items = ImmutableCollectionsMarshal.AsImmutableArray(view.ListPeople(departmentId, scope)),
            Missing = MissingIn(view, departmentId, scope, TreeAndMembers, problems),
            Version = view.Version,
            OldestRead = oldest,
            CurrentAsOf = CurrentAsOf(view, oldest),
        };
    }
}
