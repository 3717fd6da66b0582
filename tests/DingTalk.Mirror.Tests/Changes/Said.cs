using System.Globalization;
using CsCheck;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Tests.Changes;

/// <summary>What the platform said, and at which minute.</summary>
internal static class Said
{
    public static DateTimeOffset At(int minute) => new DateTimeOffset(2026, 6, 11, 8, 0, 0, TimeSpan.FromHours(8)).AddMinutes(minute);

    public static DepartmentFact Department(int at, long id, long? parent, string? name = null, bool withDetails = false) => new()
    {
        ReadAt = At(at),
        Department = new()
        {
            Id = id,
            Name = name ?? $"部门{id}",
            ParentId = parent,
            ReadAt = At(at),
            Details = withDetails ? new() { ReadAt = At(at), Order = at } : null,
        },
    };

    public static DepartmentGoneFact Gone(int at, long id) => new() { ReadAt = At(at), DepartmentId = id };

    public static ChildrenFact Children(int at, long id, params ImmutableArray<long> children) =>
        new() { ReadAt = At(at), DepartmentId = id, ChildIds = children };

    public static MembersFact Members(int at, long id, params IReadOnlyList<string> userIds) => new()
    {
        ReadAt = At(at),
        DepartmentId = id,
        Members = [.. userIds.Select((userId, place) => new Member(userId, IsLeader: place == 0, Order: place))],
    };

    public static AncestorsFact Ancestors(int at, params ImmutableArray<long> chain) => new() { ReadAt = At(at), Chain = chain };

    public static PersonFact Person(int at, string userId, params ImmutableArray<long> departments) => new()
    {
        ReadAt = At(at),
        Person = new() { UserId = userId, Name = userId, UnionId = "u-" + userId, DepartmentIds = departments, ReadAt = At(at) },
    };

    public static PersonGoneFact PersonGone(int at, string userId) => new() { ReadAt = At(at), UserId = userId };

    public static RefusedFact Refused(int at, long id, DepartmentParts part) =>
        new() { ReadAt = At(at), Part = new(id, part, MissingReason.OutOfScope, "50004") };

    public static DirtyFact Dirty(int at, Subject subject) => new() { ReadAt = At(at), Subject = subject };

    public static CleanFact Clean(int at, Subject subject, long upTo) => new() { ReadAt = At(at), Subject = subject, UpTo = upTo };

    public static GapFact Gap(int from, int until) => new() { ReadAt = At(until), From = At(from) };

    public static SweptFact Swept(int at) => new() { ReadAt = At(at) };

    public static Ledger Fold(params IEnumerable<Fact> facts)
    {
        var ledger = new Ledger();
        foreach (var fact in facts) ledger.Apply(fact);
        return ledger;
    }

    /// <summary>
    /// Facts about few departments and people, each read at a minute of its own: contradictions, circles, orphans and fragments are common.
    /// </summary>
    public static Gen<Fact[]> AnyFacts(int most) => AnyFact.Array[0, most].Select(made => made.Select((make, at) => make(at)).ToArray());

    /// <summary>The fact as a line of a failed test.</summary>
    public static string Tell(Fact fact) => string.Create(CultureInfo.InvariantCulture, $"{(fact.ReadAt - At(0)).TotalMinutes}: ") + fact switch
    {
        DepartmentFact said => $"department {said.Department.Id} under {said.Department.ParentId}",
        DepartmentGoneFact gone => $"department {gone.DepartmentId} gone",
        ChildrenFact children => $"children of {children.DepartmentId}: {string.Join(", ", children.ChildIds)}",
        MembersFact members => $"members of {members.DepartmentId}: {string.Join(", ", members.Members.Select(member => member.UserId))}",
        AncestorsFact ancestors => $"way up {string.Join(", ", ancestors.Chain)}",
        PersonFact person => $"{person.Person.UserId} in {string.Join(", ", person.Person.DepartmentIds)}",
        PersonGoneFact gone => $"{gone.UserId} gone",
        _ => fact.ToString(),
    };

    private static Gen<long> AnyId => Gen.Long[1, 10];

    private static Gen<long?> AnyParent => Gen.OneOf(AnyId.Select(id => (long?)id), Gen.Const((long?)null));

    private static Gen<string> AnyUser => Gen.Int[0, 7].Select(number => $"user{number}");

    private static Gen<ImmutableArray<long>> AnyIds(int least) => AnyId.HashSet[least, 4].Select(ids => ids.ToImmutableArray());

    private static Gen<Func<int, Fact>> AnyFact => Gen.Frequency(
        (4, Gen.Select(AnyId, AnyParent, Gen.Bool).Select((id, parent, details) => Make(at => Department(at, id, parent, withDetails: details)))),
        (1, AnyId.Select(id => Make(at => Gone(at, id)))),
        (4, Gen.Select(AnyId, AnyIds(0)).Select((id, children) => Make(at => Children(at, id, children)))),
        (3, Gen.Select(AnyId, AnyUser.HashSet[0, 4]).Select((id, users) => Make(at => Members(at, id, [.. users])))),
        (1, AnyIds(1).Select(chain => Make(at => Ancestors(at, chain)))),
        (5, Gen.Select(AnyUser, AnyIds(0)).Select((user, ids) => Make(at => Person(at, user, ids)))),
        (2, Gen.Select(AnyUser, Gen.Bool, Gen.Bool).Select((user, outOfScope, byEvent) =>
            Make(at => PersonGone(at, user) with { IsOutOfScope = outOfScope, ByEvent = byEvent }))),
        (1, Gen.Select(AnyId, Gen.Int[0, 3].Select(bit => (DepartmentParts)(1 << bit)))
            .Select((id, part) => Make(at => Refused(at, id, part)))));

    private static Func<int, Fact> Make(Func<int, Fact> make) => make;
}
