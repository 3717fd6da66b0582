using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DingTalk.OpenPlatform.Limits;
using DingTalk.OpenPlatform.Tokens;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace DingTalk.OpenPlatform.Transport;

/// <summary>Makes calls: builds the request, repeats what may be repeated, reads the answer, and turns every failure into
/// <see cref="DingTalkApiException"/>.</summary>
internal sealed partial class PlatformCaller
{
    private readonly string _httpClientName;
    private readonly IHttpClientFactory _http;
    private readonly DingTalkAppOptions _options;
    private readonly AppSecret _secret;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;

    public PlatformCaller(
        string appName, string httpClientName, IHttpClientFactory http, DingTalkAppOptions options, AppSecret secret, TimeProvider time, ILogger logger)
    {
        AppName = appName;
        _httpClientName = httpClientName;
        _http = http;
        _options = options;
        _secret = secret;
        _logger = logger;
        _pipeline = BuildPipeline(time);
    }

    private PlatformCaller(PlatformCaller other, CallPriority priority)
    {
        (AppName, _httpClientName, _http, _options, _secret, _logger, _pipeline) =
            (other.AppName, other._httpClientName, other._http, other._options, other._secret, other._logger, other._pipeline);
        Priority = priority;
    }

    public string AppName { get; }

    public string AppSubject => $"App \"{AppName}\"";

    public CallPriority Priority { get; }

    public string Language => _options.Language;

    public long? AgentId => _options.AgentId;

    public PlatformCaller With(CallPriority priority) => new(this, priority);

    /// <summary>A call whose answer has content.</summary>
    public async Task<TAnswer> CallAsync<TRequest, TAnswer>(
        PlatformEndpoint endpoint, string subject, TRequest request, JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, requestType);
        var answer = await SendAsync(endpoint, subject, body, query: "", cancellationToken).ConfigureAwait(false);
        return Content(endpoint, subject, answer, answerType);
    }

    /// <summary>A GET.</summary>
    public async Task<TAnswer> CallAsync<TAnswer>(
        PlatformEndpoint endpoint, string subject, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken, string query = "")
    {
        var answer = await SendAsync(endpoint, subject, body: null, query, cancellationToken).ConfigureAwait(false);
        return Content(endpoint, subject, answer, answerType);
    }

    /// <summary>A call whose answer is only that it was done.</summary>
    public Task CallAsync<TRequest>(
        PlatformEndpoint endpoint, string subject, TRequest request, JsonTypeInfo<TRequest> requestType, CancellationToken cancellationToken) =>
        SendAsync(endpoint, subject, JsonSerializer.SerializeToUtf8Bytes(request, requestType), query: "", cancellationToken);

    /// <summary>A call whose <c>result</c> is the list itself: absent for none.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<TRequest, T>(
        PlatformEndpoint endpoint, string subject, TRequest request, JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<IReadOnlyList<T>> answerType, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, requestType);
        var answer = await SendAsync(endpoint, subject, body, query: "", cancellationToken).ConfigureAwait(false);
        return answer.Result is null ? [] : Content(endpoint, subject, answer, answerType);
    }

    private async Task<PlatformAnswer> SendAsync(
        PlatformEndpoint endpoint, string subject, byte[]? body, string query, CancellationToken cancellationToken)
    {
        var call = new Call(endpoint, subject, body, query);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(CallKey, call);
        try
        {
            return await _pipeline.ExecuteAsync(
                static (context, caller) => caller.AttemptAsync(context.Properties.GetValue(CallKey, null!), context.CancellationToken),
                context, this).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException exception)
        {
            // A failure that is known says more than a time-out, unless something is on its way whose end nobody knows.
            var isSent = call.Attempt?.IsSent ?? false;
            if (!isSent && call.LastError is { } known)
                throw known;
            throw PlatformErrors.Timeout(endpoint, subject, _options.TotalTimeout, isSent, exception);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<PlatformAnswer> AttemptAsync(Call call, CancellationToken cancellationToken)
    {
        var attempt = call.Attempt = new PlatformAttempt(call.Endpoint, Priority);
        try
        {
            using var request = BuildRequest(call, attempt);
            var http = _http.CreateClient(_httpClientName);
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var answer = attempt.Answer ?? PlatformAnswer.Read(
                call.Endpoint, (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            attempt.IsSent = false;     // it is answered: nothing is on its way any more
            return answer.Fault is { } fault ? throw PlatformErrors.Of(call.Endpoint, call.Subject, _secret.Hide(fault)) : answer;
        }
        catch (HttpRequestException exception)
        {
            throw call.LastError = PlatformErrors.Network(call.Endpoint, call.Subject, exception, attempt.IsSent);
        }
        catch (TimeoutException exception)
        {
            throw call.LastError = PlatformErrors.Timeout(call.Endpoint, call.Subject, _options.AttemptTimeout, attempt.IsSent, exception);
        }
        catch (DingTalkApiException exception)
        {
            call.LastError = exception;
            throw;
        }
    }

    private HttpRequestMessage BuildRequest(Call call, PlatformAttempt attempt)
    {
        var host = call.Endpoint.Host == PlatformHost.New ? _options.Address : _options.LegacyAddress;
        var request = new HttpRequestMessage(call.Endpoint.Method, new Uri(host, call.Endpoint.Path + call.Query));
        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }

        attempt.AttachTo(request);
        return request;
    }

    private static T Content<T>(PlatformEndpoint endpoint, string subject, PlatformAnswer answer, JsonTypeInfo<T> type)
    {
        // Contacts wrap their content in "result"; tokens, scopes, notices and the new host put it beside the code.
        var isWrapped = endpoint.Path.StartsWith("/topapi/", StringComparison.Ordinal)
            && !endpoint.Path.StartsWith("/topapi/message/", StringComparison.Ordinal);
        var content = isWrapped ? answer.Result : answer.Body;
        try
        {
            if (content is { } json && JsonSerializer.Deserialize(json.Span, type) is { } value)
                return value;
        }
        catch (JsonException exception)
        {
            throw PlatformErrors.InvalidAnswer(endpoint, subject, "json", $"at {exception.Path ?? "$"}: {exception.Message}", answer.RequestId);
        }

        throw PlatformErrors.InvalidAnswer(endpoint, subject, "json", "it has no result", answer.RequestId);
    }

    private ResiliencePipeline BuildPipeline(TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(_options.TotalTimeout);
        if (_options.MaxRetries == 0)
            return builder.Build();
        return builder.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = _options.MaxRetries,
            ShouldHandle = arguments => new(DelayOf(arguments.Context, arguments.Outcome.Exception, arguments.AttemptNumber) is not null),
            DelayGenerator = arguments => new(DelayOf(arguments.Context, arguments.Outcome.Exception, arguments.AttemptNumber)),
            OnRetry = arguments =>
            {
                var error = (DingTalkApiException)arguments.Outcome.Exception!;
                LogRetry(error.Endpoint, error.Code, arguments.RetryDelay, arguments.AttemptNumber + 1);
                return default;
            },
        }).Build();
    }

    private static TimeSpan? DelayOf(ResilienceContext context, Exception? exception, int retry) =>
        exception is DingTalkApiException error ? RetryRule.Delay(context.Properties.GetValue(CallKey, null!).Endpoint, error, retry) : null;

    private static readonly ResiliencePropertyKey<Call> CallKey = new("DingTalk.OpenPlatform.Call");

    private sealed class Call(PlatformEndpoint endpoint, string subject, byte[]? body, string query)
    {
        public PlatformEndpoint Endpoint { get; } = endpoint;

        public string Subject { get; } = subject;

        public byte[]? Body { get; } = body;

        public string Query { get; } = query;

        public PlatformAttempt? Attempt { get; set; }

        public DingTalkApiException? LastError { get; set; }
    }

    [LoggerMessage(1003, LogLevel.Information, "{Api} failed with {Code}; repeated after {Delay}, {Retry}")]
    private partial void LogRetry(string api, string code, TimeSpan delay, int retry);
}
