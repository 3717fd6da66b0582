using System.Globalization;
using System.Text.Json.Nodes;
using DingTalk.Simulator.Organizations;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Events;

/// <summary>An event before it has an id: what the platform says about one change.</summary>
internal sealed record EventDraft(string Type, IReadOnlyList<string> Subjects, JsonObject Data);

/// <summary>
/// Which events one write of the organization sends to an internal app. Ids and little else: no old values, no parents, no
/// members. A write that leaves everything as it was sends nothing.
/// </summary>
internal sealed class ContactsEvents(OrganizationState before, OrganizationState after, EventOptions options, DateTimeOffset at)
{
    private string TimeStamp => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    public IEnumerable<EventDraft> Of(IReadOnlyList<OrganizationChange> changes) =>
        Draft(changes).Where(draft => options.Types.Contains(draft.Type, StringComparer.Ordinal));

    private IEnumerable<EventDraft> Draft(IReadOnlyList<OrganizationChange> changes)
    {
        var distinct = changes.DistinctBy(change => (change.Kind, change.Id)).ToList();
        foreach (var (kind, id) in distinct.Select(change => (change.Kind, change.Id)))
        {
            IEnumerable<EventDraft> drafts = kind switch
            {
                OrganizationChangeKind.UserAdded => [User("user_add_org", id)],
                OrganizationChangeKind.UserLeft => [User("user_leave_org", id)],
                OrganizationChangeKind.UserModified when before.FindUser(id) is { } was && after.FindUser(id) is { } now => Modified(was, now),
                OrganizationChangeKind.DepartmentCreated => [Department("org_dept_create", id)],
                OrganizationChangeKind.DepartmentModified when Find(before, id) is { } was && Find(after, id) is { } now => Modified(was, now),
                _ => [],
            };
            foreach (var draft in drafts)
                yield return draft;
        }

        if (distinct.Where(change => change.Kind is OrganizationChangeKind.DepartmentRemoved).Select(change => change.Id).ToArray() is { Length: > 0 } removed)
            yield return Department("org_dept_remove", removed);
    }

    private IEnumerable<EventDraft> Modified(SimulatedUser was, SimulatedUser now)
    {
        var departments = !was.Departments.Order().SequenceEqual(now.Departments.Order());
        var order = now.Departments.Any(id => was.OrderIn(id) != now.OrderIn(id));
        // The picture is the person's, not the organization's; activation and administration have events of their own.
        var fields = was != now with
        {
            Departments = was.Departments,
            Orders = was.Orders,
            Avatar = was.Avatar,
            Active = was.Active,
            AdminLevel = was.AdminLevel,
        };
        if (fields || departments || (order && options.UserOrderSends))
            yield return UserModified(was, now);
        if (!was.Active && now.Active)
            yield return new EventDraft("user_active_org", [now.UserId], new() { ["userId"] = new JsonArray(now.UserId) });
        if ((was.AdminLevel > 0) != (now.AdminLevel > 0))
            yield return User(now.AdminLevel > 0 ? "org_admin_add" : "org_admin_remove", now.UserId);
    }

    private IEnumerable<EventDraft> Modified(SimulatedDepartment was, SimulatedDepartment now)
    {
        var id = now.Id.ToString(CultureInfo.InvariantCulture);
        var renamed = !string.Equals(was.Name, now.Name, StringComparison.Ordinal);
        var leaders = was.Leaders.Except(now.Leaders, StringComparer.Ordinal).Union(now.Leaders.Except(was.Leaders, StringComparer.Ordinal), StringComparer.Ordinal).ToList();
        if (renamed && now.Id == SimulatedDepartment.RootId)
            yield return new EventDraft("org_change", [], []);
        if (renamed || was.ParentId != now.ParentId
            || (options.DepartmentSettingsSend && !HaveSameSettings(was, now))
            || (options.LeaderChangeSends is LeaderChangeEvent.DepartmentModify && leaders.Count > 0))
            yield return Department("org_dept_modify", id);
        if (options.LeaderChangeSends is not LeaderChangeEvent.UserModify)
            yield break;
        foreach (var leader in leaders)
        {
            if (before.FindUser(leader) is { } person && after.FindUser(leader) is { } same)
                yield return UserModified(person, same);
        }
    }

    private static bool HaveSameSettings(SimulatedDepartment was, SimulatedDepartment now) =>
        was == now with
        {
            Name = was.Name,
            ParentId = was.ParentId,
            Leaders = was.Leaders,
            DeptPermits = was.DeptPermits,
            UserPermits = was.UserPermits,
            OuterPermitDepts = was.OuterPermitDepts,
            OuterPermitUsers = was.OuterPermitUsers,
        }
        && was.DeptPermits.SequenceEqual(now.DeptPermits)
        && was.UserPermits.SequenceEqual(now.UserPermits, StringComparer.Ordinal)
        && was.OuterPermitDepts.SequenceEqual(now.OuterPermitDepts)
        && was.OuterPermitUsers.SequenceEqual(now.OuterPermitUsers, StringComparer.Ordinal);

    private EventDraft User(string type, string id) =>
        new(type, [id], new() { ["userId"] = new JsonArray(id), ["timeStamp"] = TimeStamp });

    private EventDraft UserModified(SimulatedUser was, SimulatedUser now)
    {
        var draft = User("user_modify_org", now.UserId);
        if (DiffInfo.Of(was, now, options.DiffInfo) is { } difference)
            draft.Data["diffInfo"] = difference;
        return draft;
    }

    private static EventDraft Department(string type, params string[] ids) =>
        new(type, ids, new() { ["deptId"] = WireJson.Array(ids.Select(id => long.Parse(id, CultureInfo.InvariantCulture))) });

    private static SimulatedDepartment? Find(OrganizationState state, string id) =>
        state.FindDepartment(long.Parse(id, CultureInfo.InvariantCulture))?.Department;
}
