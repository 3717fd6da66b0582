using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Views;

/// <summary>What is known of each department beside its place, by position and by name.</summary>
internal sealed class DepartmentIndex
{
    private readonly ChunkedArray<KnownDepartment> _known;
    private readonly PositionSet _childGaps;
    private readonly PositionSet _memberGaps;
    private readonly NameIndex _byName;

    private DepartmentIndex(
        Structure structure,
        ChunkedArray<KnownDepartment> known,
        PositionSet childGaps,
        PositionSet memberGaps,
        NameIndex byName)
    {
        Structure = structure;
        _known = known;
        _childGaps = childGaps;
        _memberGaps = memberGaps;
        _byName = byName;
    }

    public static DepartmentIndex Empty { get; } =
        new(Structure.Empty, ChunkedArray<KnownDepartment>.Empty, new(0), new(0), NameIndex.Empty);

    /// <summary>Where they lie.</summary>
    public Structure Structure { get; }

    /// <summary>The departments right below which nothing is unknown.</summary>
    public int CountWithChildren => _known.Length - _childGaps.Count;

    /// <summary>The departments in which everybody is known.</summary>
    public int CountWithMembers => _known.Length - _memberGaps.Count;

    public KnownDepartment this[int position] => _known[position];

    /// <summary>Whether every department in the subtree knows its children.</summary>
    public bool KnowsTree(int position) => !_childGaps.AnyIn(position, Structure.End[position]);

    /// <summary>Whether everybody in the department, or in the subtree, is known.</summary>
    public bool KnowsMembers(int position, MemberScope scope) => scope is MemberScope.Direct
        ? _known[position].MemberGap is null
        : KnowsTree(position) && !_memberGaps.AnyIn(position, Structure.End[position]);

    /// <summary>The positions of the departments of a name, those that are gone left out.</summary>
    public IEnumerable<int> Named(string name) => IdsNamed(name).Select(Structure.PositionOf).Order();

    /// <summary>The same by id, in no order.</summary>
    public ImmutableArray<long> IdsNamed(string name) => _byName.IdsOf(name);

    /// <summary>The positions of which something else is known than in a former view of the same structure.</summary>
    public IEnumerable<int> DifferencesFrom(DepartmentIndex former) => _known.DifferencesFrom(former._known);

    /// <summary>The successor after facts about these departments, in their old places or in new ones.</summary>
    public DepartmentIndex With(Ledger ledger, Structure structure, IReadOnlyCollection<long> changed)
    {
        var isSame = structure == Structure;
        var known = (isSame ? _known : ChunkedArray<KnownDepartment>.Empty).ToBuilder(structure.Ids.Length);
        var (childGaps, memberGaps) = isSame ? (_childGaps, _memberGaps) : (new PositionSet(structure.Ids.Length), new PositionSet(structure.Ids.Length));
        if (isSame)
        {
            foreach (var id in changed)
            {
                if (structure.TryFind(id, out var position)) Put(position);
            }
        }
        else
        {
            for (var position = 0; position < structure.Ids.Length; position++) Put(position);
        }

        var next = known.ToImmutable();
        return new(structure, next, childGaps, memberGaps, IndexNames(structure, next, changed));

        void Put(int position)
        {
            var department = KnownDepartment.Of(ledger.Departments[structure.Ids[position]], position, structure);
            known[position] = department;
            childGaps.Set(position, department.ChildGap is not null, _childGaps);
            memberGaps.Set(position, department.MemberGap is not null, _memberGaps);
        }
    }

    private NameIndex IndexNames(Structure structure, ChunkedArray<KnownDepartment> known, IReadOnlyCollection<long> changed)
    {
        var builder = _byName.ToBuilder();
        foreach (var id in changed)
        {
            if (structure == Structure && structure.TryFind(id, out var place) && ReferenceEquals(_known[place].Fields, known[place].Fields)) continue;
            builder.Rename(id, NameOf(id, Structure, _known), NameOf(id, structure, known));
        }

        return builder.ToImmutable();
    }

    private static string? NameOf(long id, Structure structure, ChunkedArray<KnownDepartment> known) =>
        structure.TryFind(id, out var position) && !structure.Gone.ContainsKey(id) ? known[position].Fields?.Name : null;
}
