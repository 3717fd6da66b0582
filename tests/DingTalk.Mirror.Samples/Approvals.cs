namespace DingTalk.Mirror.Samples;

public sealed class Approvals(IOrganization organization)
{
    public async Task<string?> FindApproverAsync(string userId, CancellationToken ct)
    {
        var ways = await organization.GetLeadershipChainsAsync(userId, ct);
        return ways.Items.SelectMany(way => way.Steps).SelectMany(step => step.Leaders).FirstOrDefault(leader => leader.UserId != userId)?.UserId;
    }
}
