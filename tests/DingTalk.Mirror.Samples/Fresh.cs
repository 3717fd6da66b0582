using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Samples;

internal static class Fresh
{
    public static Task<Answer<Person>> AskAsync(IOrganization organization, long department)
    {
        return MembersAsync(organization, department, CancellationToken.None);

        static async Task<Answer<Person>> MembersAsync(IOrganization org, long departmentId, CancellationToken ct)
        {
            var recent = org.With(Freshness.AtMost(TimeSpan.FromSeconds(30)));
            var price = await recent.GetPriceAsync(departmentId, MemberScope.Subtree, ct);
            if (price.AtBest > TimeSpan.FromSeconds(10)) recent = org;
            return await recent.GetMembersAsync(departmentId, MemberScope.Subtree, ct);
        }
    }
}
