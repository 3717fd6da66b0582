using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Users;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Directories;

/// <summary>What of a silo's view a client keeps: the whole, or a subtree whose places count from its own root.</summary>
internal sealed class DirectorySlice
{
    private readonly Structure _structure;
    private readonly long? _root;
    private readonly int _first;

    public DirectorySlice(OrganizationView view, long? root)
    {
        (View, _structure, _root) = (view, view.Structure, root);
        if (root is not { } id) Count = _structure.Ids.Length;
        else if (_structure.TryFind(id, out _first)) Count = _structure.End[_first] - _first;
    }

    public OrganizationView View { get; }

    public int Count { get; }

    public ReadOnlySpan<long> Ids => _structure.Ids.AsSpan(_first, Count);

    /// <summary>Whether departments lie exactly as in the other, of the same view or of another.</summary>
    public bool HasOrderOf(DirectorySlice other) => _structure == other._structure;

    public int Parent(int place) => place == 0 && _root is not null ? -1 : _structure.Parent[_first + place] is >= 0 and var parent ? parent - _first : -1;

    public bool TryFind(long departmentId, out int place)
    {
        var isFound = _structure.TryFind(departmentId, out place);
        place -= _first;
        return isFound && place >= 0 && place < Count;
    }

    public DepartmentRow Row(int place)
    {
        var (position, known) = (_first + place, View.Departments[_first + place]);
        var name = _structure.Gone.ContainsKey(_structure.Ids[position]) ? null : known.Fields?.Name;
        var marks = (_structure.Fragment[position] != position && Parent(place) >= 0 ? DepartmentMarks.GoesOn : DepartmentMarks.None)
            | (_structure.IsRooted[position] ? DepartmentMarks.IsRooted : DepartmentMarks.None)
            | (known.ChildGap is not null ? DepartmentMarks.HasChildGap : DepartmentMarks.None)
            | (known.MemberGap is not null ? DepartmentMarks.HasMemberGap : DepartmentMarks.None)
            | (name is not null ? DepartmentMarks.HasName : DepartmentMarks.None);
        return new(marks, name);
    }

    public ReadOnlySpan<PlacedMember> Members(int place) => View.Departments[_first + place].Members.AsSpan();

    /// <summary>Whether the person is kept: everybody in the whole, in a subtree those who are in one of its departments.</summary>
    public bool Keeps(Person? person)
    {
        if (person is null || _root is null) return person is not null;
        foreach (var id in person.DepartmentIds)
        {
            if (TryFind(id, out _)) return true;
        }

        return false;
    }

    /// <summary>The person if kept.</summary>
    public Person? Kept(int handle) => handle < View.People.HandleCount && View.People[handle] is { } person && Keeps(person) ? person : null;

    /// <summary>Everybody who is kept, by handle.</summary>
    public IEnumerable<int> Everybody()
    {
        if (_root is null) return Enumerable.Range(0, View.People.HandleCount);
        var handles = new SortedSet<int>();
        for (var place = 0; place < Count; place++) AddMembers(place, handles);
        return handles;
    }

    /// <summary>Those who may be kept in one of two slices and not in the other, or may be told otherwise.</summary>
    public IEnumerable<int> MayDifferFrom(DirectorySlice former)
    {
        var handles = new SortedSet<int>(View.People.DifferencesFrom(former.View.People));
        if (_root is null || HasOrderOf(former)) return handles;

        // A department that has entered or left the subtree takes its people along, though nothing else is told of them.
        AddStrangers(this, former);
        AddStrangers(former, this);
        return handles;

        void AddStrangers(DirectorySlice slice, DirectorySlice to)
        {
            for (var place = 0; place < slice.Count; place++)
            {
                if (!to.TryFind(slice.Ids[place], out _)) slice.AddMembers(place, handles);
            }
        }
    }

    /// <summary>The places of which something else may be known than in a former slice of the same order.</summary>
    public IEnumerable<int> PlacesThatMayDifferFrom(DirectorySlice former) => View.Departments.DifferencesFrom(former.View.Departments)
        .Where(position => position >= _first && position < _first + Count)
        .Select(position => position - _first);

    /// <summary>The departments that are gone, by id.</summary>
    public List<(long Id, DateTimeOffset At)> Gone() =>
        [.. _structure.Gone.Where(gone => _root is null || gone.Key == _root || TryFind(gone.Key, out _)).Select(gone => (gone.Key, gone.Value)).OrderBy(gone => gone.Key)];

    private void AddMembers(int place, SortedSet<int> handles)
    {
        foreach (var member in Members(place)) handles.Add(member.Handle);
    }
}
