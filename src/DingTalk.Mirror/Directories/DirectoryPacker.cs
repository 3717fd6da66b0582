using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Directories;

/// <summary>Packs what leads from a former view to another, piece by piece as it is asked for, so that no more than a piece is ever in memory.</summary>
internal sealed class DirectoryPacker
{
    private readonly PackWriter _writer = new();
    private readonly DirectorySlice? _former;
    private readonly DirectorySlice _slice;
    private readonly int[]? _from; // beside each department: its place in the former slice, or -1; null if each is where it was
    private int _last;

    private DirectoryPacker(OrganizationView? former, OrganizationView view, long? root)
    {
        _slice = new(view, root);
        if (former is null || !view.People.Continues(former.People)) return;
        _former = new(former, root);
        _from = _slice.HasOrderOf(_former) ? null : PlacesIn(_former);
    }

    /// <summary>The pieces of the update.</summary>
    /// <param name="former">What the client has; null, and a view of another fold of the log, lead to a full state.</param>
    /// <param name="view">What it is to have.</param>
    /// <param name="root">The subtree that it keeps; null for the whole.</param>
    public static IEnumerable<(ImmutableArray<byte> Content, bool IsLast)> Pack(OrganizationView? former, OrganizationView view, long? root) =>
        new DirectoryPacker(former, view, root).Pieces();

    // Lists come after people, who are named in them by handle.
    private IEnumerable<(ImmutableArray<byte> Content, bool IsLast)> Pieces()
    {
        WriteHeader();
        foreach (var write in new[] { Order(), Departments(), People(), Lists() })
        {
            foreach (var _ in write)
            {
                while (_writer.IsFull) yield return (_writer.Take(), false);
            }
        }

        _writer.Seal();
        while (_writer.IsFull) yield return (_writer.Take(), false);
        yield return (_writer.Take(), true);
    }

    private void WriteHeader()
    {
        _writer.WriteByte(PackFormat.Version);
        _writer.WriteByte(_former is null ? PackFormat.OfNothing : PackFormat.OfTheFormer);
        _writer.WriteGuid(_slice.View.Version.LogId);
        _writer.WriteNumber((ulong)_slice.View.Version.Number);
        _writer.WriteTime(_slice.View.DoubtfulSince);
    }

    // The order is told as runs: of departments that followed each other before, and of those that are new here.
    private IEnumerable<int> Order()
    {
        if (_former is not null && IsSameOrder(_former))
        {
            _writer.WriteByte(PackFormat.SameOrder);
            yield break;
        }

        var gone = _slice.Gone();
        _writer.WriteByte(PackFormat.NewOrder);
        _writer.WriteNumber(gone.Count);
        foreach (var (id, at) in gone)
        {
            _writer.WriteSigned(id);
            _writer.WriteTime(at);
            yield return 0;
        }

        _writer.WriteNumber(_slice.Count);
        var (expected, lastId) = (0, 0L);
        for (var place = 0; place < _slice.Count;)
        {
            var (from, end) = (FormerPlace(place), place + 1);
            while (end < _slice.Count && (from < 0 ? FormerPlace(end) < 0 : Follows(end, from + end - place))) end++;
            _writer.WriteNumber(((ulong)(end - place) << 1) | (from < 0 ? 0u : 1u));
            if (from >= 0)
            {
                _writer.WriteSigned(from - expected);
                WriteParent(place);
                expected = from + end - place;
                place = end;
                yield return place;
            }

            for (; place < end; place++)
            {
                _writer.WriteSigned(_slice.Ids[place] - lastId);
                lastId = _slice.Ids[place];
                WriteParent(place);
                yield return place;
            }
        }
    }

    private IEnumerable<int> Departments()
    {
        _last = -1;
        foreach (var place in ChangedPlaces())
        {
            var row = _slice.Row(place);
            if (_former is not null && FormerPlace(place) is >= 0 and var from && _former.Row(from) == row) continue;
            WriteStep(place);
            _writer.WriteByte((byte)row.Marks);
            if (row.Name is not null) _writer.WriteText(row.Name);
            yield return place;
        }

        _writer.WriteNumber(0);
    }

    private IEnumerable<int> People()
    {
        _last = -1;
        foreach (var handle in _former is null ? _slice.Everybody() : _slice.MayDifferFrom(_former))
        {
            var (former, person) = (_former?.Kept(handle), _slice.Kept(handle));
            if (former?.Name == person?.Name && (former is null || former.DepartmentIds.AsSpan().SequenceEqual(person!.DepartmentIds.AsSpan()))) continue;
            WriteStep(handle);
            _writer.WriteText(person?.UserId ?? "");
            if (person is not null)
            {
                _writer.WriteText(person.Name);
                _writer.WriteNumber(person.DepartmentIds.Length);
                foreach (var id in person.DepartmentIds) WriteDepartment(id);
            }

            yield return handle;
        }

        _writer.WriteNumber(0);
    }

    private IEnumerable<int> Lists()
    {
        _last = -1;
        var lastHandle = 0;
        foreach (var place in ChangedPlaces())
        {
            if (IsSameList(place)) continue;
            WriteStep(place);
            var count = _slice.Members(place).Length;
            _writer.WriteNumber(count);
            for (var i = 0; i < count; i++)
            {
                var handle = _slice.Members(place)[i].Handle;
                _writer.WriteSigned(handle - lastHandle);
                lastHandle = handle;
                yield return place;
            }

            yield return place;
        }

        _writer.WriteNumber(0);
    }

    private IEnumerable<int> ChangedPlaces() =>
        _former is null || _from is not null ? Enumerable.Range(0, _slice.Count) : _slice.PlacesThatMayDifferFrom(_former);

    private bool IsSameList(int place)
    {
        var members = _slice.Members(place);
        if (_former is null || FormerPlace(place) is not (>= 0 and var from)) return members.Length == 0;
        var former = _former.Members(from);
        if (members.Length != former.Length) return false;
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].Handle != former[i].Handle) return false;
        }

        return true;
    }

    private bool IsSameOrder(DirectorySlice former)
    {
        if (_from is null) return true;
        if (_slice.Count != former.Count || !_slice.Gone().SequenceEqual(former.Gone())) return false;
        for (var place = 0; place < _slice.Count; place++)
        {
            if (_from[place] != place || _slice.Parent(place) != former.Parent(place)) return false;
        }

        return true;
    }

    private int[] PlacesIn(DirectorySlice former)
    {
        var places = new int[_slice.Count];
        for (var place = 0; place < places.Length; place++) places[place] = former.TryFind(_slice.Ids[place], out var from) ? from : -1;
        return places;
    }

    private int FormerPlace(int place) => _former is null ? -1 : _from is null ? place : _from[place];

    // Behind its predecessor as before, and below the same department.
    private bool Follows(int place, int from) => FormerPlace(place) == from
        && (_slice.Parent(place) is >= 0 and var parent ? FormerPlace(parent) : -1) == _former!.Parent(from)
        && (_slice.Parent(place) < 0) == (_former.Parent(from) < 0);

    private void WriteParent(int place) => _writer.WriteNumber(_slice.Parent(place) is >= 0 and var parent ? place - parent : 0);

    private void WriteStep(int to)
    {
        _writer.WriteNumber(to - _last);
        _last = to;
    }

    private void WriteDepartment(long id)
    {
        if (_slice.TryFind(id, out var place))
        {
            _writer.WriteNumber(place + 1);
            return;
        }

        _writer.WriteNumber(0);
        _writer.WriteSigned(id);
    }
}
