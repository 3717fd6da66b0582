using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DingTalk.OpenPlatform.Tests;

/// <summary>A server that answers as it is told, in turn: for what a real platform never does on purpose. The last answer repeats.</summary>
internal sealed class ScriptedPlatform : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _script = new();
    private Func<HttpContext, Task> _last = Json("""{"errcode":0,"errmsg":"ok","result":{}}""");
    private int _tokens;

    private ScriptedPlatform(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>Every call that was no token call.</summary>
    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    public int TokensIssued => _tokens;

    public static async Task<ScriptedPlatform> StartAsync(params Func<HttpContext, Task>[] script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var platform = new ScriptedPlatform(app);
        foreach (var answer in script)
            platform._script.Enqueue(answer);
        app.Run(platform.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        platform.Address = new Uri(addresses.Addresses.Single());
        return platform;
    }

    public static Func<HttpContext, Task> Json(string body, int status = 200) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json;charset=utf-8";
        return context.Response.WriteAsync(body);
    };

    public static Func<HttpContext, Task> Html(int status = 200) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync("<!DOCTYPE html><html><body>blocked</body></html>");
    };

    /// <summary>Promises more than it sends, then hangs up.</summary>
    public static Task CutAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = 1000;
        return context.Response.WriteAsync("{\"errcode\":0").ContinueWith(_ => context.Abort(), TaskScheduler.Default);
    }

    /// <summary>Hangs up without a word.</summary>
    public static Task DropAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Never answers.</summary>
    public static Task HangAsync(HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);

    /// <summary>Ends when so many calls have come.</summary>
    public async Task<int> WaitForAsync(int requests)
    {
        while (Requests.Count < requests)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        return Requests.Count;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/v1.0/oauth2/accessToken")
        {
            await Json($$"""{"accessToken":"token-{{Interlocked.Increment(ref _tokens)}}","expireIn":7200}""")(context);
            return;
        }

        if (context.Request.Path == "/gettoken")
        {
            await Json($$"""{"errcode":0,"access_token":"token-{{Interlocked.Increment(ref _tokens)}}","expires_in":7200}""")(context);
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        Requests.Enqueue(new SeenRequest(
            context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "",
            context.Request.Headers["x-acs-dingtalk-access-token"].ToString(),
            context.Request.ContentType ?? "", await reader.ReadToEndAsync(context.RequestAborted)));
        if (_script.TryDequeue(out var next))
            _last = next;
        await _last(context);
    }
}

internal sealed record SeenRequest(string Method, string Path, string Query, string HeaderToken, string ContentType, string Body);
