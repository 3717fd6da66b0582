namespace DingTalk.Mirror.Samples;

internal static class EmbeddedStore
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Host.UseOrleans(silo => silo
            .UseLocalhostClustering()
            .UseDingTalkSqlite("mirror.db")
            .AddDingTalk(app => { app.AppKey = "…"; app.AppSecret = "…"; app.AgentId = 1; }));
        return builder.Build();
    }
}
