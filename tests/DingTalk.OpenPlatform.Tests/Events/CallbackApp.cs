using System.Net;
using System.Text;
using DingTalk.OpenPlatform.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.OpenPlatform.Tests.Events;

/// <summary>A web app that takes callbacks.</summary>
internal sealed class CallbackApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _platform;

    private CallbackApp(WebApplication app, EventRecorder handler)
    {
        (_app, Handler) = (app, handler);
        _platform = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public EventRecorder Handler { get; }

    public static async Task<CallbackApp> StartAsync(
        FakeTimeProvider? time = null, EventRecorder? handler = null, Action<DingTalkCallbackOptions>? options = null, Uri? platform = null)
    {
        handler ??= new EventRecorder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(time ?? new FakeTimeProvider(CallbackVectors.Then));
        builder.Services.AddKeyedSingleton<IDingTalkEventHandler>("default", handler);
        builder.Services.AddDingTalkClient(app =>
        {
            (app.AppKey, app.AppSecret) = (CallbackVectors.OwnerKey, TestApp.Secret);
            (app.AttemptTimeout, app.TotalTimeout) = (TimeSpan.FromMinutes(5), TimeSpan.FromHours(1));
            app.UseAddress(platform ?? new Uri("http://127.0.0.1:1"));
        });
        builder.Services.AddDingTalkCallback<EventRecorder>(callback =>
        {
            (callback.Token, callback.AesKey) = (CallbackVectors.Token, CallbackVectors.AesKey);
            callback.FailedEventsInterval = platform is null ? null : callback.FailedEventsInterval;
            options?.Invoke(callback);
        });
        var app = builder.Build();
        app.MapDingTalkCallback("/dingtalk/events");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new CallbackApp(app, handler);
    }

    public Task<(HttpStatusCode Status, string Text)> PostAsync(CallbackMessage message) => PostAsync(message.Query, message.Body);

    public async Task<(HttpStatusCode Status, string Text)> PostAsync(string query, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _platform.PostAsync(new Uri("/dingtalk/events" + query, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        _platform.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
