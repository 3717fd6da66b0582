using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using DingTalk.OpenPlatform.Telemetry;

namespace DingTalk.Mirror.Telemetry;

/// <summary>
/// What one silo measures of one organization. Attributes take few values: never a userid, a department, a name or a key.
/// </summary>
internal sealed class MirrorMetrics
{
    private static readonly ActivitySource Activities = new(DingTalkTelemetry.Name);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 600],
    };

    private static readonly KeyValuePair<string, object?> IsHit = new("dingtalk.view", "hit");
    private static readonly KeyValuePair<string, object?> IsMiss = new("dingtalk.view", "miss");

    private readonly KeyValuePair<string, object?> _app;
    private readonly TimeProvider _time;
    private readonly Counter<long> _queries;
    private readonly Histogram<double> _queryDuration;
    private readonly Histogram<double> _loadDuration;
    private readonly Histogram<double> _eventLag;
    private readonly Counter<long> _drift;
    private readonly Counter<long> _notices;
    private readonly Counter<long> _recipients;
    private readonly Counter<long> _calls;
    private readonly Counter<long> _refusals;

    public MirrorMetrics(string organization, IMeterFactory meters, TimeProvider time)
    {
        _app = new("dingtalk.app", organization);
        _time = time;
        Meter = meters.Create(DingTalkTelemetry.Name);
        _queries = Meter.CreateCounter<long>("dingtalk.mirror.queries", "{query}", "Questions, by whether this silo's view answered them at once.");
        _queryDuration = Histogram("dingtalk.mirror.query.duration", "How long a question took that had to wait.");
        _loadDuration = Histogram("dingtalk.mirror.load.duration", "How long it took to read a part from DingTalk and to write it down.");
        _eventLag = Histogram("dingtalk.mirror.event.lag", "From an event's birth at DingTalk to a view of this silo that shows what it told of.");
        _drift = Meter.CreateCounter<long>("dingtalk.mirror.drift", "{difference}", "What the sweep found to differ although no event had told so.");
        _notices = Meter.CreateCounter<long>("dingtalk.mirror.notices", "{notice}", "Notices that came into a state.");
        _recipients = Meter.CreateCounter<long>("dingtalk.mirror.notice.recipients", "{person}", "What became of the recipients of notices that ended.");
        _calls = Meter.CreateCounter<long>("dingtalk.quota.calls", "{call}", "Calls that the cluster was allowed.");
        _refusals = Meter.CreateCounter<long>("dingtalk.quota.refusals", "{refusal}", "Calls that the platform refused for their frequency.");
        Observe("dingtalk.quota.month.calls", "{call}", "Metered calls of this month, told by the silo that keeps count.", () => MonthCalls?.Invoke());
        Observe("dingtalk.token.age", "s", "Since the access token was fetched, told by the silo that did.", () => Token is { } token ? Since(token.FetchedAt) : null);
        Observe("dingtalk.token.life", "s", "Until the access token expires, told by the silo that fetched it.", () => Token is { } token ? -Since(token.ExpiresAt) : null);

        Histogram<double> Histogram(string name, string description) => Meter.CreateHistogram(name, "s", description, tags: null, Seconds);
    }

    public Meter Meter { get; }

    /// <summary>What the month has cost, where this silo keeps count.</summary>
    public Func<double?>? MonthCalls { get; set; }

    /// <summary>The token's times, where this silo fetched it.</summary>
    public TokenTimes? Token { get; set; }

    /// <summary>Whether anybody wants to know how late events are.</summary>
    public bool WantsEventLag => _eventLag.Enabled;

    /// <summary>A gauge of this organization; null is not told.</summary>
    public void Observe(string name, string unit, string description, Func<double?> value) =>
        Meter.CreateObservableGauge<double>(name, () => value() is { } now ? [new(now, _app)] : [], unit, description);

    public double Since(DateTimeOffset at) => (_time.GetUtcNow() - at).TotalSeconds;

    /// <summary>A value as attributes have it: <c>not_sent</c>.</summary>
    public static string NameOf(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>A question that has to wait.</summary>
    public Activity? StartQuery()
    {
        var activity = Activities.StartActivity("dingtalk.query");
        activity?.SetTag(_app.Key, _app.Value);
        return activity;
    }

    /// <summary>Counts a question, and measures it if it was not answered at once.</summary>
    public ValueTask<T> Ask<T>(string query, ValueTask<T> answer)
    {
        if (!answer.IsCompletedSuccessfully) return new(WaitAsync(query, answer));
        if (_queries.Enabled) _queries.Add(1, _app, new("dingtalk.query", query), IsHit);
        return answer;
    }

    /// <summary>Measures a load.</summary>
    public async Task LoadAsync(string part, Func<Task<string?>> load)
    {
        var began = _time.GetTimestamp();
        using var activity = Activities.StartActivity("dingtalk.load");
        activity?.SetTag(_app.Key, _app.Value);
        activity?.SetTag("dingtalk.part", part);
        string? error = "_OTHER";
        try
        {
            error = await load();
        }
        finally
        {
            var tags = new TagList { _app, new("dingtalk.part", part) };
            if (error is not null)
            {
                tags.Add("error.type", error);
                activity?.SetTag("error.type", error);
                activity?.SetStatus(ActivityStatusCode.Error);
            }

            if (_loadDuration.Enabled) _loadDuration.Record(_time.GetElapsedTime(began).TotalSeconds, tags);
        }
    }

    public void Shown(DateTimeOffset bornAt) => _eventLag.Record(Math.Max(0, Since(bornAt)), _app);

    public void Drifted(int departments, int people)
    {
        if (departments > 0) _drift.Add(departments, _app, new("dingtalk.subject", "department"));
        if (people > 0) _drift.Add(people, _app, new("dingtalk.subject", "person"));
    }

    public void Noticed(string state) => _notices.Add(1, _app, new("dingtalk.notice.state", state));

    public void Reached(string outcome, int people) => _recipients.Add(people, _app, new("dingtalk.notice.outcome", outcome));

    public void Granted(string api, int calls) => _calls.Add(calls, _app, new("dingtalk.api", DingTalkTelemetry.NameOf(api)));

    public void Refused(string api) => _refusals.Add(1, _app, new("dingtalk.api", DingTalkTelemetry.NameOf(api)));

    private async Task<T> WaitAsync<T>(string query, ValueTask<T> answer)
    {
        var began = _time.GetTimestamp();
        string? error = null;
        try
        {
            return await answer;
        }
        catch (Exception exception)
        {
            error = exception is OperationCanceledException ? "canceled" : exception.GetType().Name;
            throw;
        }
        finally
        {
            var asked = new KeyValuePair<string, object?>("dingtalk.query", query);
            _queries.Add(1, _app, asked, IsMiss);
            var tags = new TagList { _app, asked };
            if (error is not null) tags.Add("error.type", error);
            if (_queryDuration.Enabled) _queryDuration.Record(_time.GetElapsedTime(began).TotalSeconds, tags);
        }
    }
}

/// <summary>When a token was fetched, and when it expires; never what it is.</summary>
internal sealed record TokenTimes(DateTimeOffset FetchedAt, DateTimeOffset ExpiresAt);
