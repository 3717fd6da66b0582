namespace DingTalk.Mirror.Samples;

public static class OutsideTheCluster
{
    public static IHost Build(HostApplicationBuilder builder)
    {
        builder.UseOrleansClient(client => client.UseLocalhostClustering().AddDingTalk());
        return builder.Build();
    }

    public static IHost BuildWithDirectory(HostApplicationBuilder builder)
    {
        builder.UseOrleansClient(client => client.UseLocalhostClustering().AddDingTalk(options => options.KeepDirectory(880010002)));
        return builder.Build();
    }

    public static ValueTask<bool> AskAsync(IOrganization org, string userId, long departmentId, CancellationToken ct)
    {
        return MayEnterAsync(org, userId, departmentId, ct);

        static async ValueTask<bool> MayEnterAsync(IOrganization org, string userId, long departmentId, CancellationToken ct)
        {
            if (org.Directory?.IsMember(userId, departmentId) is { } placement and not Placement.NotKnown) return placement is Placement.Inside;
            return await org.IsMemberAsync(userId, departmentId, ct);
        }
    }
}
