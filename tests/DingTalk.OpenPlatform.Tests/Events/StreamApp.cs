using DingTalk.OpenPlatform.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.OpenPlatform.Tests.Events;

/// <summary>An app that listens by Stream mode, as a host would run it.</summary>
internal sealed class StreamApp : IAsyncDisposable
{
    private readonly TestApp _app;
    private readonly TimeProvider _time;
    private bool _isStopped;

    private StreamApp(ScriptedStream platform, EventRecorder handler, Action<DingTalkStreamOptions>? options, ILoggerProvider? log)
    {
        (Handler, _time) = (handler, platform.Time);
        // Time that a test lets pass quickly must not end a call that is under way.
        _app = TestApp.For(platform.Address, app => (app.AttemptTimeout, app.TotalTimeout) = (TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)), platform.Time, services: services =>
        {
            if (log is not null)
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
            services.AddKeyedSingleton<IDingTalkEventHandler>("default", handler);
            services.AddDingTalkStream<EventRecorder>(options);
        });
    }

    public EventRecorder Handler { get; }

    public StreamStatus Status => _app.Services.GetRequiredService<IStreamMonitor>().Status;

    public static async Task<StreamApp> StartAsync(
        ScriptedStream platform, EventRecorder? handler = null, Action<DingTalkStreamOptions>? options = null, ILoggerProvider? log = null)
    {
        var app = new StreamApp(platform, handler ?? new EventRecorder(), options, log);
        foreach (var service in app._app.Services.GetServices<IHostedService>())
            await service.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>Ends when a frame that came at this moment was seen.</summary>
    public async Task SeesFrameNowAsync()
    {
        while (Status.LastFrameAt != _time.GetUtcNow())
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>Ends when something has gone wrong.</summary>
    public async Task SeesErrorAsync()
    {
        while (Status.LastError is null)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    public async Task StopAsync()
    {
        _isStopped = true;
        foreach (var service in _app.Services.GetServices<IHostedService>())
            await service.StopAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped)
            await StopAsync();
        await _app.DisposeAsync();
    }
}

internal static class FakeTimeExtensions
{
    /// <summary>Lets time pass in small steps until something is done.</summary>
    public static async Task<T> PassUntilAsync<T>(this FakeTimeProvider time, Task<T> done, TimeSpan? step = null)
    {
        while (!done.IsCompleted)
        {
            time.Advance(step ?? TimeSpan.FromMilliseconds(250));
            // Who was woken must get the chance to act before more time passes.
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        return await done;
    }
}
