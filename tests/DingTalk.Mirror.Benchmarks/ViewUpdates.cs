using System.Diagnostics;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>What a change costs the view, what readers notice of it, and what the view holds.</summary>
internal static class ViewUpdates
{
    private const int ChangesPerSecond = 10_000;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(300);

    public static async Task RunAsync()
    {
        TellMemory(new(45_000, inTwo: 0.03));
        var small = new Followed(1_000);
        var middle = new Followed(10_000);
        var large = new Followed(45_000);
        Console.WriteLine();
        Console.WriteLine("a change, from the fact to the view that shows it; each differs from the one before");
        Console.WriteLine();
        await Rounds.CompareAsync(
            new("member change, 1,000", small.ChangeMember),
            new("member change, 10,000", middle.ChangeMember),
            new("member change, 45,000", large.ChangeMember) { Target = "≤ 4 (goal 2)" });
        Console.WriteLine();
        var walk = new MembershipWalk(large);
        await Rounds.CompareAsync(
            new("blocks copied for a member", walk.Step),
            new("flat arrays spliced for one", large.Splice) { Target = "≥ 100 (goal 400)" },
            new("member change, 45,000", large.ChangeMember));
        Console.WriteLine();
        await Rounds.CompareAsync(
            new("member change, 45,000", large.ChangeMember),
            new("department renamed", large.Rename),
            new("department moved", large.Move),
            new("view built anew", () => OrganizationView.Build(default, large.Ledger)));
        large.Check();
        await ReadBesideChangesAsync(large);
    }

    private static async Task ReadBesideChangesAsync(Followed followed)
    {
        var subtree = followed.View.Structure.Ids.MinBy(id => Math.Abs(followed.View.CountMembers(id, MemberScope.Subtree) - 1_500));
        List<(double Alone, double Beside, double Changes)> rounds = [];
        for (var round = 0; round < Rounds.Count; round++)
        {
            var alone = await Task.Run(() => Read(followed, subtree));
            using var stop = new CancellationTokenSource();
            var changes = Task.Run(() => ChangeAsync(followed, stop.Token));
            var beside = await Task.Run(() => Read(followed, subtree));
            await stop.CancelAsync();
            rounds.Add((alone, beside, await changes));
        }

        Console.WriteLine();
        Console.WriteLine("queries a second of one reader, some 1,500 people each             this    target; changes of a millisecond share a view");
        Console.WriteLine($"alone                                             {Rounds.Quantile([.. rounds.Select(round => round.Alone)], 0.5),22:N0}");
        Console.WriteLine($"beside {Rounds.Quantile([.. rounds.Select(round => round.Changes)], 0.5),6:N0} changes a second                     {Rounds.Quantile([.. rounds.Select(round => round.Beside)], 0.5),22:N0}");
        Console.WriteLine($"ratio, median of the rounds                       {Rounds.Quantile([.. rounds.Select(round => round.Beside / round.Alone)], 0.5),22:F2}   ≥ 0.8 (goal 0.95)");
    }

    private static double Read(Followed followed, long subtree)
    {
        var handles = new int[10_000];
        var queries = 0L;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Slice)
        {
            for (var i = 0; i < 100; i++, queries++) followed.View.CopyMembers(subtree, MemberScope.Subtree, handles);
        }

        return queries / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> ChangeAsync(Followed followed, CancellationToken stop)
    {
        var changes = 0;
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!stop.IsCancellationRequested)
        {
            var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * ChangesPerSecond) - changes;
            followed.ChangeMembers(due);
            changes += due;
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return changes / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void TellMemory(GeneratedOrganization organization)
    {
        var ledger = organization.Fold();
        var (people, ofPeople) = Held(() => PeopleIndex.Empty().With(ledger, ledger.Changes.Handles));
        var (departments, ofDepartments) = Held(() => DepartmentIndex.Empty.With(ledger, Structure.Build(ledger), ledger.Changes.DepartmentIds));
        var (membership, ofMemberships) = Held(() => Membership.Empty.With(departments, people, ledger.Changes.DepartmentIds));
        var (asked, ofQueries) = Held(() => AskAll(membership, departments.Structure));
        GC.KeepAlive((organization, ledger, people, departments, membership, asked));
        Console.WriteLine();
        Console.WriteLine("held by a view, beside the records that it shares with the folded log");
        Console.WriteLine($"places, fields, names and lists: {ofDepartments / (double)organization.Departments,6:F0} B a department");
        Console.WriteLine($"index of people:                 {ofPeople / (double)organization.People.Count,6:F0} B a person");
        Console.WriteLine($"blocks of members:               {ofMemberships / (double)organization.Memberships,6:F0} B a membership");
        Console.WriteLine($"made in them by queries:         {ofQueries / (double)organization.Memberships,6:F0} B a membership at most: every subtree was asked for handles and userids");
        Console.WriteLine($"all:                             {(ofDepartments + ofPeople + ofMemberships + ofQueries) / (double)organization.People.Count,6:F0} B a person, {(ofDepartments + ofPeople + ofMemberships + ofQueries) / 1e6:F0} MB");
    }

    private static Membership AskAll(Membership membership, Structure structure)
    {
        var (handles, userIds) = (new int[membership.Count(0, structure.Ids.Length)], new string[membership.Count(0, structure.Ids.Length)]);
        for (var position = 0; position < structure.Ids.Length; position++)
        {
            membership.Copy(position, structure.End[position], handles);
            membership.CopyIds(position, structure.End[position], userIds);
        }

        return membership;
    }

    private static (T Made, long Bytes) Held<T>(Func<T> make)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var made = make();
        return (made, GC.GetTotalMemory(forceFullCollection: true) - before);
    }

    /// <summary>Goes back and forth between versions, each with one person more: only the blocks of members are made.</summary>
    private sealed class MembershipWalk
    {
        private readonly List<(DepartmentIndex Departments, PeopleIndex People, long Joined)> _versions = [];
        private Membership _membership;
        private int _at;
        private int _direction = 1;

        public MembershipWalk(Followed followed)
        {
            var random = new Random(11);
            _membership = followed.View.Membership;
            _versions.Add((followed.View.Departments, followed.View.People, 0));
            for (var number = 0; number < 500; number++)
            {
                var department = random.Next(1, followed.Organization.Departments + 1);
                followed.Apply(GeneratedOrganization.PersonFact(followed.Organization.People.Count + number, department));
                _versions.Add((followed.View.Departments, followed.View.People, department));
            }
        }

        public void Step()
        {
            if (_at + _direction < 0 || _at + _direction == _versions.Count) _direction = -_direction;
            var joined = _versions[Math.Max(_at, _at + _direction)].Joined;
            _at += _direction;
            _membership = _membership.With(_versions[_at].Departments, _versions[_at].People, [joined]);
        }
    }

    /// <summary>An organization with the view that follows it, and what changes in it next.</summary>
    private sealed class Followed
    {
        private readonly Random _random = new(7);
        private readonly int[] _who;
        private readonly PersonFact[] _away;
        private readonly int[] _flatHandles;
        private readonly int[] _flatPrevious;
        private readonly int[] _flatStart;
        private OrganizationView _view;
        private int _change;

        public Followed(int departments)
        {
            Organization = new(departments, inTwo: 0.03);
            Ledger = Organization.Fold();
            _view = OrganizationView.Build(default, Ledger);
            Ledger.ForgetChanges();
            _who = [.. Enumerable.Range(0, 1_000).Select(_ => _random.Next(Organization.People.Count)).Distinct()];
            _away = [.. _who.Select(handle => GeneratedOrganization.PersonFact(
                handle, [.. Organization.People[handle].Person.DepartmentIds, _random.Next(1, departments + 1)]))];
            _flatHandles = new int[Organization.Memberships];
            _flatPrevious = new int[Organization.Memberships];
            _flatStart = new int[departments + 1];
        }

        public GeneratedOrganization Organization { get; }

        public Ledger Ledger { get; }

        public OrganizationView View => Volatile.Read(ref _view);

        public void Apply(Fact fact)
        {
            Ledger.Apply(fact);
            Follow();
        }

        public void ChangeMember() => ChangeMembers(1);

        /// <summary>People join a department each, and leave it when their turn comes again; one view shows all of them.</summary>
        public void ChangeMembers(int count)
        {
            for (var i = 0; i < count; i++, _change++)
            {
                var next = _change % _away.Length;
                Ledger.Apply(_change / _away.Length % 2 == 0 ? _away[next] : Organization.People[_who[next]]);
            }

            Follow();
        }

        public void Rename()
        {
            var said = Organization.Fields[1 + (_change % Organization.Departments)];
            Apply(said with { Department = said.Department with { Name = $"部门{_change++}" } });
        }

        /// <summary>A department without departments moves from one to the next.</summary>
        public void Move()
        {
            var said = Organization.Fields[Organization.Departments];
            Apply(said with { Department = said.Department with { ParentId = 2 + (_change++ % 20) } });
        }

        /// <summary>What one more member costs where all departments share three arrays.</summary>
        public void Splice()
        {
            var at = _random.Next(_flatHandles.Length);
            int[] start = [.. _flatStart];
            for (var i = at % start.Length; i < start.Length; i++) start[i]++;
            Consume(Inserted(_flatHandles, at, at), Inserted(_flatPrevious, at, -1), start);
        }

        public void Check()
        {
            var anew = OrganizationView.Build(default, Ledger);
            foreach (var id in anew.Structure.Ids)
            {
                if (!anew.ListPeople(id, MemberScope.Subtree).SequenceEqual(View.ListPeople(id, MemberScope.Subtree)))
                {
                    throw new InvalidOperationException($"The view that followed the changes differs at department {id} from one built anew.");
                }
            }
        }

        private void Follow()
        {
            var view = _view.TryWith(default, Ledger, Ledger.Changes) ?? _view.Rebuild(default, Ledger, Ledger.Changes);
            Ledger.ForgetChanges();
            Volatile.Write(ref _view, view);
        }

        private static int[] Inserted(int[] values, int at, int value)
        {
            var inserted = new int[values.Length + 1];
            values.AsSpan(0, at).CopyTo(inserted);
            inserted[at] = value;
            values.AsSpan(at).CopyTo(inserted.AsSpan(at + 1));
            return inserted;
        }

        private static void Consume(params int[][] arrays) => GC.KeepAlive(arrays);
    }
}
