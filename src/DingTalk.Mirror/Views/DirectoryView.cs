using System.Diagnostics.CodeAnalysis;

namespace DingTalk.Mirror.Views;

/// <summary>What a view tells by ids and names alone, in a silo and in a client.</summary>
internal abstract class DirectoryView(MirrorVersion version, Structure structure, Membership membership) : IDirectoryView
{
    private long _confirmedTicks;

    public MirrorVersion Version => version;

    public Structure Structure => structure;

    public Membership Membership => membership;

    public DateTimeOffset? ConfirmedAt => Volatile.Read(ref _confirmedTicks) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;

    public abstract DateTimeOffset? DoubtfulSince { get; }

    public int DepartmentCount => structure.Ids.Length;

    public abstract int PersonCount { get; }

    /// <summary>This was the newest version then.</summary>
    public void Confirm(DateTimeOffset? at)
    {
        if (at?.UtcTicks > Volatile.Read(ref _confirmedTicks)) Volatile.Write(ref _confirmedTicks, at.Value.UtcTicks);
    }

    public abstract bool TryGetDepartmentName(long departmentId, [NotNullWhen(true)] out string? name);

    public abstract bool TryGetPersonName(string userId, [NotNullWhen(true)] out string? name);

    public bool IsGone(long departmentId) => structure.Gone.ContainsKey(departmentId);

    public bool Covers(long departmentId, MemberScope scope) => structure.TryFind(departmentId, out var position) && KnowsMembers(position, scope);

    public int CountMembers(long departmentId, MemberScope scope) =>
        TryFindRun(departmentId, scope, out var run) ? membership.Count(run.Position, run.End) : 0;

    public int CopyMemberIds(long departmentId, MemberScope scope, Span<string> userIds)
    {
        if (!TryFindRun(departmentId, scope, out var run)) return 0;
        var count = membership.CopyIds(run.Position, run.End, userIds);
        return count >= 0 ? count : throw BufferTooShort(nameof(userIds), userIds.Length);
    }

    public int CountSubDepartments(long departmentId) =>
        structure.TryFind(departmentId, out var position) ? structure.End[position] - position - 1 : 0;

    public int CopySubDepartmentIds(long departmentId, Span<long> departmentIds)
    {
        if (!structure.TryFind(departmentId, out var position)) return 0;
        var below = structure.Ids.AsSpan(position + 1, structure.End[position] - position - 1);
        if (!below.TryCopyTo(departmentIds)) throw BufferTooShort(nameof(departmentIds), departmentIds.Length);
        return below.Length;
    }

    public int CountDepartmentsNamed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return IdsNamed(name).Length;
    }

    public int CopyDepartmentIdsNamed(string name, Span<long> departmentIds)
    {
        ArgumentNullException.ThrowIfNull(name);
        var ids = IdsNamed(name);
        if (!ids.AsSpan().TryCopyTo(departmentIds)) throw BufferTooShort(nameof(departmentIds), departmentIds.Length);
        departmentIds[..ids.Length].Sort();
        return ids.Length;
    }

    public Placement IsMember(string userId, long departmentId)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return structure.TryFind(departmentId, out var position) ? PlacementOf(userId, position) : Placement.NotKnown;
    }

    /// <summary>Whether it is as fresh as was asked for.</summary>
    public bool IsFresh(Freshness freshness, DateTimeOffset asked) => freshness.Kind switch
    {
        FreshnessKind.AtMost => ConfirmedAt >= asked - freshness.Age && !(DoubtfulSince < asked - freshness.Age),
        _ => Version.Includes(freshness.Version),
    };

    /// <summary>Whether every department in the subtree knows its children.</summary>
    protected abstract bool KnowsTree(int position);

    /// <summary>Whether everybody in the department, or in the subtree, is known.</summary>
    protected abstract bool KnowsMembers(int position, MemberScope scope);

    /// <summary>Whether somebody is in the department at a position or below it.</summary>
    protected abstract Placement PlacementOf(string userId, int position);

    protected abstract ImmutableArray<long> IdsNamed(string name);

    /// <summary>Whether somebody in these departments, and in no others, is in the one at a position or below it.</summary>
    protected Placement PlacementAmong(ImmutableArray<long> departmentIds, int position)
    {
        var isDecided = true;
        foreach (var id in departmentIds)
        {
            if (!structure.TryFind(id, out var own)) isDecided = false;
            else if (IsUnder(own, position)) return Placement.Inside;
            else isDecided &= PassesBy(own, position);
        }

        return Outside(isDecided, position);
    }

    /// <summary>Whether somebody whose only department lies at <paramref name="own"/> is in the one at a position or below it.</summary>
    protected Placement PlacementAt(int own, int position) =>
        IsUnder(own, position) ? Placement.Inside : Outside(PassesBy(own, position), position);

    protected bool TryFindRun(long departmentId, MemberScope scope, out (int Position, int End) run)
    {
        var isFound = structure.TryFind(departmentId, out var position);
        run = (position, !isFound || scope is MemberScope.Direct ? position + 1 : structure.End[position]);
        return isFound;
    }

    protected static ArgumentException BufferTooShort(string name, int length) =>
        new($"The buffer holds {length} entries and there are more. Size it with the view's count.", name);

    private bool IsUnder(int own, int position) => position <= own && own < structure.End[position];

    // A way up that is certain to its end, or up to a department above the one asked about, has passed it by.
    private bool PassesBy(int own, int position) => structure.IsRooted[own] || structure.Fragment[own] == structure.Fragment[position];

    // A subtree that is known to its leaves holds nobody else, wherever the person's departments may belong.
    private Placement Outside(bool isDecided, int position) => isDecided || KnowsTree(position) ? Placement.Outside : Placement.NotKnown;
}
