namespace DingTalk.Mirror.Samples;

internal static class OutsideTheCluster
{
    public static IHost Build(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.UseOrleansClient(client => client.UseLocalhostClustering().AddDingTalk());
        return builder.Build();
    }
}
