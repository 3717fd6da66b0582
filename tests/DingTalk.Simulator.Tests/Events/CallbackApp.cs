using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DingTalk.Simulator.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace DingTalk.Simulator.Tests.Events;

/// <summary>An app with a callback address: it checks, decrypts and notes what comes, and replies as it is told.</summary>
internal sealed class CallbackApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _received = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CallbackApp()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>A callback to an address where nobody listens.</summary>
    public static CallbackOptions Nowhere => new() { Url = new Uri("http://127.0.0.1:1/callback"), Token = "ZimToken2026", AesKey = "kV7mQ2xT9bLw4ZcR8nYd5HsJ1pGf6AuE3oXi0WvKtMq" };

    public CallbackOptions Options { get; private set; } = Nowhere;

    public string Reply { get; set; } = "success";

    public int Status { get; set; } = 200;

    public bool Hangs { get; set; }

    /// <summary>Ends with the first request.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Plaintexts, oldest first.</summary>
    public IReadOnlyList<string> Received => [.. _received];

    public static async Task<CallbackApp> StartAsync()
    {
        var app = new CallbackApp();
        await app._app.StartAsync(TestContext.Current.CancellationToken);
        app.Options.Url = new Uri(new Uri(app._app.Urls.First()), "/callback?mine=1");
        return app;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        _asked.TrySetResult();
        if (Hangs)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        var crypto = new CallbackCrypto(Options.Token, Options.AesKey, "dingsimulatorapp0001");
        var query = http.Request.Query;
        var encrypted = (string)(await JsonNode.ParseAsync(http.Request.Body))!["encrypt"]!;
        var signature = crypto.Sign(query["timestamp"]!, query["nonce"]!, encrypted);
        Assert.Equal((signature, signature, "1"), (query["msg_signature"].ToString(), query["signature"].ToString(), query["mine"].ToString()));
        _received.Enqueue(crypto.Decrypt(encrypted)!);
        http.Response.StatusCode = Status;
        var reply = crypto.Encrypt(Reply, new byte[16]);
        await http.Response.WriteAsync(new JsonObject
        {
            ["msg_signature"] = crypto.Sign("7", "n", reply),
            ["timeStamp"] = "7",
            ["nonce"] = "n",
            ["encrypt"] = reply,
        }.ToJsonString());
    }
}
