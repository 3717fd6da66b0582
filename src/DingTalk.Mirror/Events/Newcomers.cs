using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Events;

/// <summary>
/// Tells what has come into a loaded subtree and is not loaded itself: whoever watches the subtree, and asks nothing, would never hear of the
/// people in it. A newcomer is a department that the first list of what is below its parent does not name. Where all but the newcomers is
/// loaded, they are wanted too, with everything below them; what somebody only knows by name is never wanted.
/// </summary>
internal static class Newcomers
{
    /// <summary>The departments to load, the one that is asked about and below, and what is to be loaded of them.</summary>
    public static (DepartmentParts Parts, List<long> Ids) WantedOf(OrganizationView view, long departmentId)
    {
        var ids = new List<long>();
        if (!view.Structure.TryFind(departmentId, out var top)) return (DepartmentParts.None, ids);
        var parts = PartsWanted(view, top);
        if (parts is DepartmentParts.None) return (parts, ids);
        for (var position = top; position < view.Structure.End[top]; position++)
        {
            if ((NotLoaded(view, position) & parts) is not DepartmentParts.None) ids.Add(view.Structure.Ids[position]);
        }

        return (parts, ids);
    }

    // Whoever came with a newcomer came with it into all that is around.
    private static DepartmentParts PartsWanted(OrganizationView view, int position)
    {
        var wanted = DepartmentParts.None;
        for (; view.Structure.Parent[position] is >= 0 and var parent; position = parent)
        {
            if (IsNewcomer(view, position)) wanted |= PartsLoadedOfOthers(view, parent);
        }

        return wanted;
    }

    // While it is not known who is below, not everybody there is known either.
    private static DepartmentParts PartsLoadedOfOthers(OrganizationView view, int top)
    {
        var loaded = DepartmentParts.Children | DepartmentParts.Members;
        for (var position = top; position < view.Structure.End[top]; position++)
        {
            var missing = NotLoaded(view, position) & loaded;
            if (missing is DepartmentParts.None || CameWithNewcomer(view, position, top)) continue;
            if (missing.HasFlag(DepartmentParts.Children)) return DepartmentParts.None;
            loaded = DepartmentParts.Children;
        }

        return loaded;
    }

    private static bool CameWithNewcomer(OrganizationView view, int position, int top)
    {
        for (; position != top; position = view.Structure.Parent[position])
        {
            if (IsNewcomer(view, position)) return true;
        }

        return false;
    }

    private static bool IsNewcomer(OrganizationView view, int position)
    {
        var first = view.Departments[view.Structure.Parent[position]].FirstChildren;
        return !first.IsDefault && !first.Contains(view.Structure.Ids[position]);
    }

    private static DepartmentParts NotLoaded(OrganizationView view, int position)
    {
        var known = view.Departments[position];
        return (known.ChildGap is { Reason: MissingReason.NotLoaded } ? DepartmentParts.Children : DepartmentParts.None)
            | (known.MemberGap is { Reason: MissingReason.NotLoaded } ? DepartmentParts.Members : DepartmentParts.None);
    }
}
