using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace DingTalk.OpenPlatform.Events;

/// <summary>What an event says about the address book: the ids to look at again. Old and new values are not read: the platform gives
/// them for few changes and never in full.</summary>
/// <param name="Kind">What kind of change.</param>
/// <param name="UserIds">People named; empty if the event is about departments, or is about people and does not say whom.</param>
/// <param name="DepartmentIds">Departments named; empty likewise.</param>
public sealed record ContactEvent(ContactEventKind Kind, ImmutableArray<string> UserIds, ImmutableArray<long> DepartmentIds)
{
    private static readonly FrozenDictionary<string, ContactEventKind> Kinds = new Dictionary<string, ContactEventKind>(StringComparer.OrdinalIgnoreCase)
    {
        ["user_add_org"] = ContactEventKind.PersonJoined,
        ["user_modify_org"] = ContactEventKind.PersonChanged,
        ["user_dept_change"] = ContactEventKind.PersonChanged,
        ["user_active_org"] = ContactEventKind.PersonActivated,
        ["user_leave_org"] = ContactEventKind.PersonLeft,
        ["user_role_change"] = ContactEventKind.PersonRolesChanged,
        ["label_user_change"] = ContactEventKind.PersonRolesChanged,
        ["org_admin_add"] = ContactEventKind.PersonRolesChanged,
        ["org_admin_remove"] = ContactEventKind.PersonRolesChanged,
        ["org_dept_create"] = ContactEventKind.DepartmentCreated,
        ["org_dept_modify"] = ContactEventKind.DepartmentModified,
        ["org_dept_remove"] = ContactEventKind.DepartmentRemoved,
        ["label_conf_add"] = ContactEventKind.RolesChanged,
        ["label_conf_modify"] = ContactEventKind.RolesChanged,
        ["label_conf_del"] = ContactEventKind.RolesChanged,
        ["org_role_add"] = ContactEventKind.RolesChanged,
        ["org_role_modify"] = ContactEventKind.RolesChanged,
        ["org_role_remove"] = ContactEventKind.RolesChanged,
        ["org_change"] = ContactEventKind.OrganizationChanged,
        ["org_update"] = ContactEventKind.OrganizationChanged,
        ["org_remove"] = ContactEventKind.OrganizationRemoved,
        ["org_suite_auth"] = ContactEventKind.ScopeChanged,
        ["org_suite_change"] = ContactEventKind.ScopeChanged,
        ["org_suite_relieve"] = ContactEventKind.ScopeChanged,
        ["change_auth"] = ContactEventKind.ScopeChanged,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads an event of the address book in each of the forms it is known to come in: whatever case its keys have, ids as
    /// numbers or in quotes, one or a list, of an internal or a third-party app.</summary>
    /// <param name="dingTalkEvent">Any event.</param>
    /// <param name="contactEvent">What it says.</param>
    /// <returns><see langword="false"/>: it is not about the address book.</returns>
    public static bool TryRead(DingTalkEvent dingTalkEvent, [NotNullWhen(true)] out ContactEvent? contactEvent)
    {
        ArgumentNullException.ThrowIfNull(dingTalkEvent);
        contactEvent = null;
        if (!Kinds.TryGetValue(dingTalkEvent.EventType, out var kind))
            return false;
        var users = IsAboutPeople(kind) ? Ids(dingTalkEvent, "userId", "userIdList", "userIds") : [];
        // A third-party app gets the department itself, whose own id is "id".
        var departments = IsAboutDepartments(kind) ? Ids(dingTalkEvent, "deptId", "deptIds", "id") : [];
        contactEvent = new ContactEvent(kind, users,
            [.. departments.Select(LooseJson.Number).OfType<long>()]);
        return true;
    }

    private static ImmutableArray<string> Ids(DingTalkEvent dingTalkEvent, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (LooseJson.Texts(LooseJson.Field(dingTalkEvent.Data, name)) is { Count: > 0 } ids)
                return [.. ids.Distinct(StringComparer.Ordinal)];
        }

        return [];
    }

    private static bool IsAboutPeople(ContactEventKind kind) => kind is >= ContactEventKind.PersonJoined and <= ContactEventKind.PersonRolesChanged;

    private static bool IsAboutDepartments(ContactEventKind kind) =>
        kind is >= ContactEventKind.DepartmentCreated and <= ContactEventKind.DepartmentRemoved;
}

/// <summary>Kinds of change in the address book.</summary>
public enum ContactEventKind
{
    /// <summary>People came into the corp: <c>user_add_org</c>.</summary>
    PersonJoined,

    /// <summary>Something about people changed, their departments among it: <c>user_modify_org</c>, <c>user_dept_change</c>.</summary>
    PersonChanged,

    /// <summary>People signed in for the first time: <c>user_active_org</c>.</summary>
    PersonActivated,

    /// <summary>People left the corp: <c>user_leave_org</c>.</summary>
    PersonLeft,

    /// <summary>People were given or lost roles or administration: <c>label_user_change</c>, <c>user_role_change</c>,
    /// <c>org_admin_add</c>, <c>org_admin_remove</c>.</summary>
    PersonRolesChanged,

    /// <summary>Departments came into being: <c>org_dept_create</c>.</summary>
    DepartmentCreated,

    /// <summary>Something about departments changed: <c>org_dept_modify</c>. One that moved is named alone, not what lies below it.</summary>
    DepartmentModified,

    /// <summary>Departments are gone: <c>org_dept_remove</c>. Whether those below are all named is not promised.</summary>
    DepartmentRemoved,

    /// <summary>Roles or role groups themselves: <c>label_conf_…</c>, <c>org_role_…</c>.</summary>
    RolesChanged,

    /// <summary>The corp's own data: <c>org_change</c>, <c>org_update</c>.</summary>
    OrganizationChanged,

    /// <summary>The corp is dissolved, or for a third-party app, gone: <c>org_remove</c>.</summary>
    OrganizationRemoved,

    /// <summary>What the app may see: <c>org_suite_…</c>, <c>change_auth</c>. Third-party apps only; an internal app is not told.</summary>
    ScopeChanged,
}
