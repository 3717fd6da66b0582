using DingTalk.OpenPlatform.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DingTalk.OpenPlatform.Tests.Events;

/// <summary>The code about events of the client's README, compiled; a test holds the two together.</summary>
internal static class ReadmeEvents
{
    public static void Worker(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddDingTalkClient(app => (app.AppKey, app.AppSecret) = (builder.Configuration["DingTalk:AppKey"]!, builder.Configuration["DingTalk:AppSecret"]!));
        builder.Services.AddDingTalkStream<Newcomers>();
        builder.Build().Run();
    }

    public static void Web(WebApplicationBuilder builder)
    {
        builder.Services.AddDingTalkCallback<Newcomers>(callback =>
        {
            callback.Token = builder.Configuration["DingTalk:Token"]!;
            callback.AesKey = builder.Configuration["DingTalk:AesKey"]!;
        });
        var web = builder.Build();
        web.MapDingTalkCallback("/dingtalk/events");
        web.Run();
    }
}

internal sealed partial class Newcomers(ILogger<Newcomers> logger) : IDingTalkEventHandler
{
    public Task HandleAsync(DingTalkEvent dingTalkEvent, CancellationToken cancellationToken)
    {
        if (ContactEvent.TryRead(dingTalkEvent, out var it) && it.Kind == ContactEventKind.PersonJoined)
            LogJoined(string.Join(", ", it.UserIds));
        return Task.CompletedTask;      // consumed: it will not come again
    }

    [LoggerMessage(LogLevel.Information, "Joined: {UserIds}")]
    private partial void LogJoined(string userIds);
}
