using System.Collections.Immutable;
using DingTalk.Simulator.Organizations;

namespace DingTalk.Simulator;

/// <summary>
/// The organization behind the simulated platform. Safe for any number of readers and writers; every write, also one made
/// through the API, is one version of the whole.
/// </summary>
/// <remarks>Written in code it behaves like the admin console: what the console refuses throws <see cref="ArgumentException"/>.</remarks>
public sealed partial class SimulatedOrganization
{
    // Old states share almost everything with the present one; the bound keeps long runs small.
    private const int RememberedVersions = 1_024;

    // Ids that the platform gives have nine or more digits.
    private const long FirstGivenId = 880_000_000;

    private readonly Lock _writing = new();
    private readonly Queue<Step> _history = new();
    private volatile OrganizationState _state;
    private TimeProvider _clock = TimeProvider.System;
    private Action<OrganizationState, OrganizationState, IReadOnlyList<OrganizationChange>> _changed = (_, _, _) => { };
    private long _lastDepartmentId = FirstGivenId;

    /// <summary>An organization that has a root department and nobody.</summary>
    public SimulatedOrganization()
    {
        _state = OrganizationState.Empty;
        Department(SimulatedDepartment.RootId, "Simulated company");
    }

    /// <summary>Reads an organization from JSON (see the simulator's README for its shape).</summary>
    /// <exception cref="InvalidOrganizationException">The JSON is malformed or the organization is impossible.</exception>
    public static SimulatedOrganization Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return OrganizationFile.Load(stream);
    }

    /// <summary>Reads an organization from a file.</summary>
    /// <exception cref="InvalidOrganizationException">The file is malformed or the organization is impossible.</exception>
    public static SimulatedOrganization Load(string path)
    {
        using var stream = File.OpenRead(path);
        return OrganizationFile.Load(stream);
    }

    /// <summary>
    /// 华夏示范集团: departments that follow China's administrative divisions and a head office, about 10,000 synthetic people.
    /// The same on every machine.
    /// </summary>
    public static SimulatedOrganization SampleCompany() => Sample.SampleCompany.Create();

    /// <summary>Number of the present state; each write adds one.</summary>
    public long Version => _state.Version;

    /// <summary>Departments, the root included.</summary>
    public int DepartmentCount => _state.Departments.Count;

    /// <summary>People.</summary>
    public int UserCount => _state.Users.Count;

    /// <summary>Every department, in no order.</summary>
    public IEnumerable<SimulatedDepartment> Departments => _state.Departments.Values.Select(node => node.Department);

    /// <summary>Every person, in no order.</summary>
    public IEnumerable<SimulatedUser> Users => _state.Users.Values;

    internal OrganizationState State => _state;

    /// <summary>The department, or null.</summary>
    public SimulatedDepartment? FindDepartment(long id) => _state.FindDepartment(id)?.Department;

    /// <summary>The person, or null.</summary>
    public SimulatedUser? FindUser(string userId) => _state.FindUser(userId);

    /// <summary>Departments right below, in the platform's order.</summary>
    public IReadOnlyList<SimulatedDepartment> ChildrenOf(long department)
    {
        var state = _state;
        return state.FindDepartment(department) is { } node
            ? [.. node.Children.Select(child => state.Departments[child.Id].Department)]
            : [];
    }

    /// <summary>User ids of the people directly in the department, in the platform's order.</summary>
    public IReadOnlyList<string> MembersOf(long department) =>
        _state.FindDepartment(department) is { } node ? [.. node.Members.Select(member => member.UserId)] : [];

    /// <summary>Ids of the department and of everything below it, parents before children.</summary>
    public IReadOnlyList<long> SubtreeOf(long department)
    {
        var state = _state;
        return state.FindDepartment(department) is null ? [] : [.. state.Subtree(department).Select(node => node.Department.Id)];
    }

    /// <summary>User ids of the department and everything below it, each once.</summary>
    public IReadOnlySet<string> PeopleUnder(long department)
    {
        var state = _state;
        return state.FindDepartment(department) is null ? ImmutableHashSet<string>.Empty : state.PeopleUnder(department);
    }

    /// <summary>Changes that led from <paramref name="version"/> to the present, oldest first.</summary>
    /// <remarks>Kept from the start of the simulator, for the last 1,024 versions.</remarks>
    public IReadOnlyList<OrganizationChange> ChangesSince(long version)
    {
        lock (_writing)
            return [.. _history.SelectMany(step => step.Changes).Where(change => change.Version > version)];
    }

    /// <summary>The state as it was <paramref name="versions"/> writes ago, or the oldest that is remembered.</summary>
    internal OrganizationState StateBefore(int versions)
    {
        lock (_writing)
            return _history.Count == 0 ? _state : _history.ElementAt(Math.Max(0, _history.Count - versions)).Before;
    }

    /// <summary>
    /// From here on changes carry the simulator's time and are told to it, one write after the other; what came before is no
    /// history that a read could show.
    /// </summary>
    internal void Open(TimeProvider clock, Action<OrganizationState, OrganizationState, IReadOnlyList<OrganizationChange>> changed)
    {
        lock (_writing)
        {
            _clock = clock;
            _changed = changed;
            _history.Clear();
        }
    }

    internal long NextDepartmentId() => Interlocked.Increment(ref _lastDepartmentId);

    /// <summary>The one place where anything changes.</summary>
    /// <exception cref="ArgumentException">Thrown by <paramref name="write"/>: nothing has changed.</exception>
    internal void Change(Action<OrganizationDraft> write)
    {
        lock (_writing)
        {
            var before = _state;
            var now = _clock.GetUtcNow();
            var draft = new OrganizationDraft(before, now);
            write(draft);
            _state = draft.Finish();
            _history.Enqueue(new Step(before, draft.Changes));
            if (_history.Count > RememberedVersions)
                _history.Dequeue();
            _changed(before, _state, draft.Changes);
        }
    }

    private sealed record Step(OrganizationState Before, IReadOnlyList<OrganizationChange> Changes);
}
