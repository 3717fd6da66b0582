namespace DingTalk.Mirror.Samples;

public static class TwoOrganizations
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Host.UseOrleans(silo => silo
            .UseLocalhostClustering(builder.Configuration.GetValue("SiloPort", 11111), builder.Configuration.GetValue("GatewayPort", 30000))
            .UseDingTalkSqlite(builder.Configuration["Store"] ?? "mirror.db")
            .AddDingTalk("hangzhou", builder.Configuration.GetSection("DingTalk:Hangzhou"))
            .AddDingTalk("chengdu", builder.Configuration.GetSection("DingTalk:Chengdu"))
            .AddDingTalkStream("hangzhou")
            .AddDingTalkStream("chengdu"));

        var app = builder.Build();
        app.MapGet("/{corp}/people/{userId}", (string corp, string userId, IServiceProvider services, CancellationToken ct) =>
            services.GetRequiredKeyedService<IOrganization>(corp).GetPersonAsync(userId, ct));
        app.MapGet("/both/{userId}", async (
            string userId,
            [FromKeyedServices("hangzhou")] IOrganization hangzhou,
            [FromKeyedServices("chengdu")] IOrganization chengdu,
            CancellationToken ct) => new[] { await hangzhou.GetPersonAsync(userId, ct), await chengdu.GetPersonAsync(userId, ct) });
        return app;
    }
}
