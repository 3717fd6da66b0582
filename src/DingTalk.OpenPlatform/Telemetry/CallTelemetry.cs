using System.Diagnostics;
using System.Diagnostics.Metrics;
using DingTalk.OpenPlatform.Limits;
using DingTalk.OpenPlatform.Tokens;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Telemetry;

/// <summary>Measures the calls of one app: how long each waited for its turn, how long it took, and how it ended.</summary>
internal sealed class CallTelemetry : ICallMonitor
{
    private const string Other = "_OTHER";

    private static readonly ActivitySource Activities = new(DingTalkTelemetry.Name);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30],
    };

    private readonly KeyValuePair<string, object?> _app;
    private readonly TimeProvider _time;
    private readonly AppSecret _secret;
    private readonly Histogram<double> _calls;
    private readonly Histogram<double> _permits;
    private CallStatus _status = new();

    public CallTelemetry(string appName, AppSecret secret, IMeterFactory meters, TimeProvider time)
    {
        _app = new("dingtalk.app", appName);
        _secret = secret;
        _time = time;
#pragma warning disable CA2000 // The factory keeps it, and disposes of it.
        var meter = meters.Create(DingTalkTelemetry.Name);
#pragma warning restore CA2000
        _calls = meter.CreateHistogram("dingtalk.client.call.duration", "s", "From a call's bytes leaving to its answer.", tags: null, Seconds);
        _permits = meter.CreateHistogram("dingtalk.client.permit.duration", "s", "How long a call waited for its turn.", tags: null, Seconds);
    }

    public CallStatus Status => Volatile.Read(ref _status);

    /// <summary>Waits until a call may leave.</summary>
    public async Task PermitAsync(ICallGate gate, PlatformCall call, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var (api, priority) = (DingTalkTelemetry.NameOf(call.Api), call.Priority is CallPriority.Interactive ? "interactive" : "background");
        using var activity = Start("dingtalk.permit", ActivityKind.Internal, api);
        activity?.SetTag("dingtalk.priority", priority);
        string? error = null;
        try
        {
            while (!(await gate.EnterAsync(call, cancellationToken).ConfigureAwait(false)).TrySend())
            {
            }
        }
        catch (Exception exception)
        {
            error = TypeOf(exception);
            throw;
        }
        finally
        {
            var tags = new TagList { _app, new("dingtalk.api", api), new("dingtalk.priority", priority) };
            Finish(_permits, activity, began, tags, error);
        }
    }

    /// <summary>Makes a call, and takes note of how it ended.</summary>
    public async Task<HttpResponseMessage> CallAsync(PlatformAttempt attempt, Func<Task<HttpResponseMessage>> send)
    {
        var began = _time.GetTimestamp();
        var api = DingTalkTelemetry.NameOf(attempt.Endpoint.Api);
        using var activity = Start("dingtalk.call", ActivityKind.Client, api);
        string? error = null;
        try
        {
            var response = await send().ConfigureAwait(false);
            if (attempt.Answer?.Fault is { } fault)
            {
                error = DingTalkTelemetry.NameOf(fault.Kind);
                activity?.SetTag("dingtalk.code", fault.Code);
                activity?.SetTag("dingtalk.request_id", fault.RequestId);
                Failed($"{api} failed with {fault.Code} {_secret.Hide(fault).Message}".TrimEnd());
            }
            else
            {
                Volatile.Write(ref _status, _status with { LastSuccessAt = _time.GetUtcNow() });
            }

            return response;
        }
        catch (Exception exception)
        {
            error = TypeOf(exception);
            if (exception is not OperationCanceledException) Failed($"{api} failed: {error}");
            throw;
        }
        finally
        {
            Finish(_calls, activity, began, new() { _app, new("dingtalk.api", api) }, error);
        }
    }

    private void Failed(string words) => Volatile.Write(ref _status, _status with { LastErrorAt = _time.GetUtcNow(), LastError = words });

    private Activity? Start(string name, ActivityKind kind, string api)
    {
        var activity = Activities.StartActivity(name, kind);
        activity?.SetTag(_app.Key, _app.Value);
        activity?.SetTag("dingtalk.api", api);
        return activity;
    }

    private void Finish(Histogram<double> durations, Activity? activity, long began, TagList tags, string? error)
    {
        if (error is not null)
        {
            tags.Add("error.type", error);
            activity?.SetTag("error.type", error);
            activity?.SetStatus(ActivityStatusCode.Error);
        }

        if (durations.Enabled) durations.Record(_time.GetElapsedTime(began).TotalSeconds, tags);
    }

    private static string TypeOf(Exception exception) => exception switch
    {
        OperationCanceledException => "canceled",
        DingTalkApiException platform => DingTalkTelemetry.NameOf(platform.Kind),
        TimeoutException => DingTalkTelemetry.NameOf(DingTalkErrorKind.Timeout),
        HttpRequestException => DingTalkTelemetry.NameOf(DingTalkErrorKind.Network),
        _ => Other,
    };
}
