using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Directories;

/// <summary>
/// Makes the next directory from the last one and an update. What does not change is shared: blocks of members, chunks of rows, shards of people and names.
/// After an update that could not be read it begins anew with the next full state.
/// </summary>
internal sealed class DirectoryUnpacker
{
    private Dictionary<int, DirectoryPerson> _people = [];
    private KeptDirectory? _last;

    /// <summary>The directory after an update.</summary>
    /// <exception cref="DirectoryFormatException">It is damaged, of another format, or does not follow the last one.</exception>
    public KeptDirectory Apply(ReadOnlySpan<byte> packed)
    {
        var former = _last;
        _last = null;
        if (packed.Length > 0 && packed[0] != PackFormat.Version)
        {
            throw new DirectoryFormatException(
                $"The silos pack the directory in format {packed[0]}, and this client reads format {PackFormat.Version}. "
                + "Run the same version of DingTalk.Mirror in both; until then the client answers from what it has, or by asking the silos.");
        }

        try
        {
            return _last = new Update(packed, former, ref _people).Apply();
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or ArgumentException or KeyNotFoundException or OverflowException)
        {
            throw PackReader.Damaged("what it tells does not fit together");
        }
    }

    private ref struct Update
    {
        private readonly Dictionary<int, DirectoryPerson> _people;
        private readonly KeptDirectory _former;
        private readonly MirrorVersion _version;
        private readonly DateTimeOffset? _doubtfulSince;
        private PackReader _reader;
        private long[] _ids = [];
        private int[] _parent = [];
        private int[]? _from; // beside each department: its place in the former directory, or -1; null if each is where it was
        private IReadOnlyDictionary<long, DateTimeOffset> _gone;
        private Structure _structure = Structure.Empty;

        public Update(ReadOnlySpan<byte> packed, KeptDirectory? former, ref Dictionary<int, DirectoryPerson> people)
        {
            _reader = new(packed);
            _reader.ReadByte();
            if (_reader.ReadByte() is PackFormat.OfNothing) (former, people) = (KeptDirectory.Empty, []);
            _former = former ?? throw PackReader.Damaged("it follows one that has not come");
            _people = people;
            _version = new(_reader.ReadGuid(), (long)_reader.ReadNumber());
            _doubtfulSince = _reader.ReadTime();
            _gone = _former.Structure.Gone;
        }

        public KeptDirectory Apply()
        {
            if (_reader.ReadByte() is PackFormat.SameOrder) (_ids, _parent) = (_former.Structure.Ids, _former.Structure.Parent);
            else ReadOrder();
            var (rows, gaps, names) = ReadDepartments();
            var (people, count, touched) = ReadPeople();
            var membership = ReadLists(touched);
            if (!_reader.IsAtEnd) throw PackReader.Damaged("something follows its end");
            return new(_version, _doubtfulSince, _structure, membership, rows, gaps, names, people, count);
        }

        private void ReadOrder()
        {
            var gone = new Dictionary<long, DateTimeOffset>();
            for (var left = _reader.ReadCount(); left > 0; left--) gone.Add(_reader.ReadSigned(), _reader.ReadTime() ?? default);
            _gone = gone;
            var count = _reader.ReadInt();
            List<long> ids = [];
            List<int> parent = [];
            List<int> from = [];
            var places = new int[_former.Structure.Ids.Length]; // where each of the former lies now, counted from 1
            var (expected, lastId) = (0, 0L);
            while (ids.Count < count)
            {
                var head = _reader.ReadInt();
                var (length, isOld) = (head >> 1, (head & 1) == 1);
                if (length == 0 || length > count - ids.Count) throw PackReader.Damaged("a run is of no length");
                if (isOld) expected += checked((int)_reader.ReadSigned());
                for (var i = 0; i < length; i++)
                {
                    var place = ids.Count;
                    if (isOld)
                    {
                        parent.Add(i == 0 ? ReadParent(place) : _former.Structure.Parent[expected] is >= 0 and var above ? places[above] - 1 : -1);
                        ids.Add(_former.Structure.Ids[expected]);
                        from.Add(expected);
                        places[expected++] = place + 1;
                    }
                    else
                    {
                        ids.Add(lastId += _reader.ReadSigned());
                        parent.Add(ReadParent(place));
                        from.Add(-1);
                    }
                }
            }

            (_ids, _parent, _from) = ([.. ids], [.. parent], [.. from]);
        }

        private int ReadParent(int place) => _reader.ReadInt() switch
        {
            0 => -1,
            var up when up <= place => place - up,
            _ => throw PackReader.Damaged("a department lies below none"),
        };

        private (ChunkedArray<DepartmentRow> Rows, (PositionSet OfChildren, PositionSet OfMembers) Gaps, NameIndex Names) ReadDepartments()
        {
            var rows = (_from is null ? _former.Rows : ChunkedArray<DepartmentRow>.Empty).ToBuilder(_ids.Length);
            var names = _former.Names.ToBuilder();
            var isSameWayUp = _from is null;
            for (var place = 0; place < _from?.Length; place++)
            {
                if (_from[place] >= 0) rows[place] = _former.Rows[_from[place]];
            }

            if (_from is not null)
            {
                var stayed = _from.ToHashSet();
                for (var former = 0; former < _former.Structure.Ids.Length; former++)
                {
                    if (!stayed.Contains(former)) names.Rename(_former.Structure.Ids[former], _former.Rows[former].Name, name: null);
                }
            }

            var changed = new List<int>();
            for (var place = ReadStep(-1); place >= 0; place = ReadStep(place))
            {
                var marks = (DepartmentMarks)_reader.ReadByte();
                var row = new DepartmentRow(marks, marks.HasFlag(DepartmentMarks.HasName) ? _reader.ReadText() : null);
                isSameWayUp &= ((rows[place].Marks ^ marks) & DepartmentMarks.WayUp) is DepartmentMarks.None;
                names.Rename(_ids[place], rows[place].Name, row.Name);
                rows[place] = row;
                changed.Add(place);
            }

            var made = rows.ToImmutable();
            _structure = isSameWayUp
                ? _former.Structure
                : Structure.Of(_ids, _parent, _gone, place => (made[place].Marks.HasFlag(DepartmentMarks.GoesOn), made[place].Marks.HasFlag(DepartmentMarks.IsRooted)));
            return (made, MarkGaps(made, changed), names.ToImmutable());
        }

        private readonly (PositionSet OfChildren, PositionSet OfMembers) MarkGaps(ChunkedArray<DepartmentRow> rows, List<int> changed)
        {
            var (ofChildren, ofMembers) = _from is null ? _former.Gaps : (new(_ids.Length), new(_ids.Length));
            foreach (var place in _from is null ? changed : Enumerable.Range(0, _ids.Length))
            {
                ofChildren.Set(place, rows[place].Marks.HasFlag(DepartmentMarks.HasChildGap), _former.Gaps.OfChildren);
                ofMembers.Set(place, rows[place].Marks.HasFlag(DepartmentMarks.HasMemberGap), _former.Gaps.OfMembers);
            }

            return (ofChildren, ofMembers);
        }

        // What stands beside a membership rests on all departments of the person, so those count as touched where one of them has changed.
        private (ShardedDictionary<DirectoryPerson> People, int Count, HashSet<int> Touched) ReadPeople()
        {
            var people = _former.People.ToBuilder();
            HashSet<int> touched = [];
            for (var handle = ReadStep(-1); handle >= 0; handle = ReadStep(handle))
            {
                var former = _people.GetValueOrDefault(handle);
                Touch(former, touched);
                if (_reader.ReadText() is not { Length: > 0 } userId)
                {
                    if (former is null || !_people.Remove(handle)) throw PackReader.Damaged("somebody leaves who was not there");
                    people.Remove(former.UserId);
                    continue;
                }

                var name = _reader.ReadText();
                var ids = new long[_reader.ReadCount()];
                for (var i = 0; i < ids.Length; i++) ids[i] = _reader.ReadInt() is > 0 and var place ? _ids[place - 1] : _reader.ReadSigned();
                var person = new DirectoryPerson(userId, name, [.. ids]);
                Touch(person, touched);
                _people[handle] = person;
                people.Set(userId, person);
            }

            return (people.ToImmutable(), _people.Count, touched);
        }

        private readonly void Touch(DirectoryPerson? person, HashSet<int> touched)
        {
            foreach (var id in person?.DepartmentIds ?? [])
            {
                if (_structure.TryFind(id, out var place)) touched.Add(place);
            }
        }

        private Membership ReadLists(HashSet<int> touched)
        {
            var lists = new Dictionary<int, int[]>();
            var lastHandle = 0;
            for (var place = ReadStep(-1); place >= 0; place = ReadStep(place))
            {
                if (place >= _ids.Length) throw PackReader.Damaged("a list is of no department");
                var handles = new int[_reader.ReadCount()];
                foreach (ref var handle in handles.AsSpan()) handle = lastHandle = checked((int)(lastHandle + _reader.ReadSigned()));
                lists.Add(place, handles);
            }

            var (former, from, structure, people) = (_former.Membership, _from, _structure, _people);
            var blocks = (from is null ? former.Blocks : ChunkedArray<MemberBlock>.Empty).ToBuilder(MemberBlock.CountFor(_ids.Length));
            var made = from is null ? lists.Keys.Concat(touched).Select(MemberBlock.Of).ToHashSet() : Enumerable.Range(0, blocks.Length);
            foreach (var block in made) blocks[block] = MemberBlock.Build(block, structure, HandlesAt, people);
            return Membership.Of(blocks.ToImmutable());

            ReadOnlySpan<int> HandlesAt(int place)
            {
                if (lists.TryGetValue(place, out var told)) return told;
                var before = from is null ? place : from[place];
                return before < 0 ? [] : former.HandlesAt(before);
            }
        }

        /// <summary>The next place or handle; -1 at the end.</summary>
        private int ReadStep(int last) => _reader.ReadInt() is > 0 and var step ? checked(last + step) : -1;
    }
}
