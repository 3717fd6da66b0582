using System.Diagnostics.CodeAnalysis;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Directories;

/// <summary>One version of what a client keeps. Immutable but for the moment up to which it is known to be the newest.</summary>
internal sealed class KeptDirectory : DirectoryView
{
    private readonly PositionSet _childGaps;
    private readonly PositionSet _memberGaps;

    public KeptDirectory(
        MirrorVersion version,
        DateTimeOffset? doubtfulSince,
        Structure structure,
        Membership membership,
        ChunkedArray<DepartmentRow> rows,
        (PositionSet OfChildren, PositionSet OfMembers) gaps,
        NameIndex names,
        ShardedDictionary<DirectoryPerson> people,
        int personCount)
        : base(version, structure, membership)
    {
        DoubtfulSince = doubtfulSince;
        Rows = rows;
        (_childGaps, _memberGaps) = gaps;
        Names = names;
        People = people;
        PersonCount = personCount;
    }

    public static KeptDirectory Empty { get; } = new(
        default,
        doubtfulSince: null,
        Structure.Empty,
        Membership.Empty,
        ChunkedArray<DepartmentRow>.Empty,
        (new(0), new(0)),
        NameIndex.Empty,
        ShardedDictionary<DirectoryPerson>.Empty,
        personCount: 0);

    public override DateTimeOffset? DoubtfulSince { get; }

    public override int PersonCount { get; }

    public ChunkedArray<DepartmentRow> Rows { get; }

    public (PositionSet OfChildren, PositionSet OfMembers) Gaps => (_childGaps, _memberGaps);

    public NameIndex Names { get; }

    public ShardedDictionary<DirectoryPerson> People { get; }

    public override bool TryGetDepartmentName(long departmentId, [NotNullWhen(true)] out string? name)
    {
        name = Structure.TryFind(departmentId, out var position) ? Rows[position].Name : null;
        return name is not null;
    }

    public override bool TryGetPersonName(string userId, [NotNullWhen(true)] out string? name)
    {
        ArgumentNullException.ThrowIfNull(userId);
        name = People.TryGetValue(userId, out var person) ? person.Name : null;
        return name is not null;
    }

    protected override bool KnowsTree(int position) => !_childGaps.AnyIn(position, Structure.End[position]);

    protected override bool KnowsMembers(int position, MemberScope scope) => scope is MemberScope.Direct
        ? !Rows[position].Marks.HasFlag(DepartmentMarks.HasMemberGap)
        : KnowsTree(position) && !_memberGaps.AnyIn(position, Structure.End[position]);

    protected override Placement PlacementOf(string userId, int position) =>
        People.TryGetValue(userId, out var person) ? PlacementAmong(person.DepartmentIds, position) : Placement.NotKnown;

    protected override ImmutableArray<long> IdsNamed(string name) => Names.IdsOf(name);
}
