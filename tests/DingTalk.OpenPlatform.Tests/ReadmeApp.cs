using DingTalk.OpenPlatform.Checks;
using DingTalk.OpenPlatform.Notices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.OpenPlatform.Tests;

/// <summary>The code of the client's README, compiled; a test holds the two together.</summary>
internal static class ReadmeApp
{
    public static void Run(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddDingTalkClient(app =>
        {
            app.AppKey = builder.Configuration["DingTalk:AppKey"]!;
            app.AppSecret = builder.Configuration["DingTalk:AppSecret"]!;
            app.AgentId = 2201457781;       // work notices only
        });
        builder.Services.AddHttpClient("approvals").AddDingTalkHandler();

        var web = builder.Build();
        web.MapGet("/departments/{id:long}", (long id, DingTalkClient dingTalk, CancellationToken ct) => dingTalk.Departments.ListSubAsync(id, ct));
        web.MapPost("/notices", (string text, string userId, DingTalkClient dingTalk, CancellationToken ct) =>
            dingTalk.Notices.SendAsync(WorkNotice.ToUsers(new TextMessage(text), [userId]), ct));
        web.Run();
    }

    public static async Task CheckAsync(IServiceProvider services, CancellationToken ct)
    {
        var report = await services.GetRequiredService<DingTalkCheck>().RunAsync(new DingTalkCheckOptions { Events = true }, ct);
        if (!report.Succeeded) Console.WriteLine(report);
    }
}
