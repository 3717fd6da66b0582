using DingTalk.Simulator;

namespace DingTalk.Mirror.Benchmarks;

internal static class Checks
{
    /// <summary>The view's people of every subtree against the simulator's own set.</summary>
    public static void SamePeople(DingTalkSimulator dingTalk, IOrganization organization, long root)
    {
        var view = organization.View ?? throw new InvalidOperationException("The silo has no view.");
        foreach (var id in dingTalk.Organization.SubtreeOf(root))
        {
            var ids = new string[view.CountMembers(id, MemberScope.Subtree)];
            view.CopyMemberIds(id, MemberScope.Subtree, ids);
            var expected = dingTalk.Organization.PeopleUnder(id);
            if (ids.Length != expected.Count || !expected.SetEquals(ids) || !view.Covers(id, MemberScope.Subtree))
            {
                throw new InvalidOperationException($"Wrong answer for department {id}: {ids.Length} people, {expected.Count} expected.");
            }
        }
    }
}
