namespace DingTalk.Mirror.Samples;

internal static class Views
{
    public static int Count(IOrganization org, long departmentId)
    {
        return Actives(org, departmentId);

        static int Actives(IOrganization org, long departmentId)
        {
            var actives = 0;
            if (org.View is not { } view || !view.Covers(departmentId, MemberScope.Subtree)) return -1;
            foreach (var person in view.EnumerateMembers(departmentId, MemberScope.Subtree)) actives += person.IsActive ? 1 : 0;
            return actives;
        }
    }
}
