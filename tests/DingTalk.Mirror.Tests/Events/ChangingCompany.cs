using System.Globalization;
using DingTalk.OpenPlatform;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Events;

/// <summary>Changes a simulated organization at random through the platform's documented API, and remembers what was true when.</summary>
internal sealed class ChangingCompany(DingTalkClient platform, SimulatedOrganization organization, Random random)
{
    private static readonly string[] Titles = ["工程师", "经理", "总监"];

    private readonly List<State> _history = [];
    private readonly Queue<string> _left = [];
    private int _created;

    /// <summary>Everybody who has been there from the beginning to now.</summary>
    public HashSet<string> Constant { get; } = new(organization.Users.Select(user => user.UserId), StringComparer.Ordinal);

    /// <summary>What was true from the beginning.</summary>
    public void Begin() => Remember(DateTimeOffset.MinValue);

    public async Task ChangeAsync(CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetUtcNow();
        await (random.Next(10) switch
        {
            0 => CreateDepartmentAsync(cancellationToken),
            1 => RenameAsync(cancellationToken),
            2 => MoveDepartmentAsync(cancellationToken),
            3 => DeleteDepartmentAsync(cancellationToken),
            4 => CreateUserAsync(cancellationToken),
            5 => DeleteUserAsync(cancellationToken),
            6 => SetLeadersAsync(cancellationToken),
            7 => platform.Users.UpdateAsync(new() { UserId = AnyUser(), Title = Titles[random.Next(Titles.Length)] }, cancellationToken),
            _ => MoveUserAsync(cancellationToken),
        });
        Remember(began);
    }

    /// <summary>Whether somebody was in these departments at some moment since.</summary>
    public bool WasIn(string userId, IReadOnlyCollection<long> departments, DateTimeOffset since) =>
        TrueSince(since).Any(state => state.Departments.TryGetValue(userId, out var then) && then.SetEquals(departments));

    /// <summary>Whether a department had this parent and name at some moment since.</summary>
    public bool Was(long id, long? parent, string name, DateTimeOffset since) =>
        TrueSince(since).Any(state => state.Fields.TryGetValue(id, out var then) && then == (parent, name));

    // A change takes effect somewhere between its call and its answer; its former state is true until the answer at the latest.
    private IEnumerable<State> TrueSince(DateTimeOffset since)
    {
        for (var i = 0; i < _history.Count; i++)
        {
            var until = i + 1 < _history.Count ? _history[i + 1].KnownAt : DateTimeOffset.MaxValue;
            if (until >= since) yield return _history[i];
        }
    }

    private void Remember(DateTimeOffset began) => _history.Add(new(
        TimeProvider.System.GetUtcNow(),
        began,
        organization.Users.ToDictionary(user => user.UserId, user => user.Departments.ToHashSet(), StringComparer.Ordinal),
        organization.Departments.ToDictionary(department => department.Id, department => ((long?)(department.Id == 1 ? null : department.ParentId), department.Name))));

    private async Task CreateDepartmentAsync(CancellationToken cancellationToken) =>
        await platform.Departments.CreateAsync(new() { Name = NewName(), ParentId = AnyDepartment() }, cancellationToken);

    private Task RenameAsync(CancellationToken cancellationToken) =>
        AnyDepartment() is > 1 and var id ? platform.Departments.UpdateAsync(new() { Id = id, Name = NewName() }, cancellationToken) : Task.CompletedTask;

    private async Task MoveDepartmentAsync(CancellationToken cancellationToken)
    {
        var (id, parent) = (AnyDepartment(), AnyDepartment());
        if (id == 1 || organization.SubtreeOf(id).Contains(parent)) return;
        await platform.Departments.UpdateAsync(new() { Id = id, ParentId = parent }, cancellationToken);
    }

    private async Task DeleteDepartmentAsync(CancellationToken cancellationToken)
    {
        var id = AnyDepartment();
        if (id == 1 || organization.SubtreeOf(id).Count > 1 || organization.MembersOf(id).Count > 0) return;
        await platform.Departments.DeleteAsync(id, cancellationToken);
    }

    private async Task CreateUserAsync(CancellationToken cancellationToken)
    {
        var number = ++_created;
        var comesBack = _left.Count > 0 && random.Next(2) == 0;
        await platform.Users.CreateAsync(
            new() { UserId = comesBack ? _left.Dequeue() : $"new{number}", Name = $"新人{number}", Mobile = (13_800_000_000 + number).ToString(CultureInfo.InvariantCulture), DepartmentIds = [AnyDepartment()] },
            cancellationToken);
    }

    private async Task DeleteUserAsync(CancellationToken cancellationToken)
    {
        var userId = AnyUser();
        if (organization.UserCount < 10) return;
        Constant.Remove(userId);
        _left.Enqueue(userId);
        await platform.Users.DeleteAsync(userId, cancellationToken);
    }

    private async Task SetLeadersAsync(CancellationToken cancellationToken)
    {
        var id = AnyDepartment();
        var members = organization.MembersOf(id);
        if (id == 1 || members.Count == 0) return;
        await platform.Departments.UpdateAsync(new() { Id = id, ManagerUserIds = [members.ElementAt(random.Next(members.Count))] }, cancellationToken);
    }

    private Task MoveUserAsync(CancellationToken cancellationToken)
    {
        long[] departments = random.Next(4) == 0 ? [AnyDepartment(), AnyDepartment()] : [AnyDepartment()];
        return platform.Users.UpdateAsync(new() { UserId = AnyUser(), DepartmentIds = [.. departments.Distinct()] }, cancellationToken);
    }

    private string NewName() => $"部门{random.Next(1_000_000)}";

    private long AnyDepartment() => organization.Departments.Select(department => department.Id).Order().ElementAt(random.Next(organization.DepartmentCount));

    private string AnyUser() => organization.Users.Select(user => user.UserId).Order(StringComparer.Ordinal).ElementAt(random.Next(organization.UserCount));

    private sealed record State(
        DateTimeOffset KnownAt, DateTimeOffset BeganAt, Dictionary<string, HashSet<long>> Departments, Dictionary<long, (long? Parent, string Name)> Fields);
}
