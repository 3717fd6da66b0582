using System.Text.Json;
using System.Text.Json.Serialization;
using DingTalk.OpenPlatform.Json;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Notices;

/// <summary>Work notices of the app. Every call counts against the monthly allowance, and all need
/// <see cref="DingTalkAppOptions.AgentId"/>.</summary>
/// <remarks>The platform answers success to a send and may still deliver nothing: past its limits, or for a message that
/// somebody got already today. Only <see cref="GetResultAsync"/> tells.</remarks>
public sealed class WorkNoticeApi
{
    private readonly PlatformCaller _caller;

    internal WorkNoticeApi(PlatformCaller caller) => _caller = caller;

    /// <summary>Hands a notice over and returns the task's id, the key to everything later. Accepted is not delivered.</summary>
    /// <remarks><c>POST /topapi/message/corpconversation/asyncsend_v2</c>. There is no idempotency key, so this is never repeated
    /// after an unknown outcome; a throttled or unauthorised attempt is, for nothing was accepted.</remarks>
    /// <param name="notice">What, and to whom.</param>
    /// <param name="cancellationToken">Gives the call up; the notice may have been accepted.</param>
    /// <exception cref="DingTalkApiException">With <see cref="DingTalkApiException.MayHaveBeenDone"/>: resend the same bytes on the same day, or not at all.
    /// 45002, 34016: too long. 41047, 41048: too many people in this minute. 90020: the month's calls are spent.</exception>
    /// <exception cref="InvalidOperationException">No AgentId is configured.</exception>
    public async Task<long> SendAsync(WorkNotice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notice);
        var request = new SendRequest
        {
            AgentId = AgentId,
            UserIds = notice.UserIds is { Count: > 0 } users ? users : null,
            DepartmentIds = notice.DepartmentIds is { Count: > 0 } departments ? departments : null,
            ToEverybody = notice.IsToEverybody,
            Message = notice.Message,
        };
        var answer = await _caller.CallAsync(PlatformEndpoints.NoticeSend, "The notice",
            request, PlatformJson.Default.SendRequest, PlatformJson.Default.SendAnswer, cancellationToken).ConfigureAwait(false);
        return answer.TaskId;
    }

    /// <summary>How far the platform is with a send.</summary>
    /// <remarks><c>POST /topapi/message/corpconversation/getsendprogress</c>. For 24 hours, or 7 days: the platform's page says both.</remarks>
    /// <param name="taskId">From <see cref="SendAsync"/>.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">40035: no such task of this app, or too old.</exception>
    /// <exception cref="InvalidOperationException">No AgentId is configured.</exception>
    public async Task<NoticeProgress> GetProgressAsync(long taskId, CancellationToken cancellationToken)
    {
        var answer = await _caller.CallAsync(PlatformEndpoints.NoticeProgress, Subject(taskId),
            new TaskRequest(AgentId, taskId), PlatformJson.Default.TaskRequest,
            PlatformJson.Default.ProgressAnswer, cancellationToken).ConfigureAwait(false);
        return new NoticeProgress(answer.Progress.Percent, (NoticeStatus)answer.Progress.Status);
    }

    /// <summary>What became of each recipient. Ask once the progress says finished.</summary>
    /// <remarks><c>POST /topapi/message/corpconversation/getsendresult</c>. For 24 hours, and only for sends to at most 100 people.</remarks>
    /// <param name="taskId">From <see cref="SendAsync"/>.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">41052, or a time-out: not finished, or above 100 people.</exception>
    /// <exception cref="InvalidOperationException">No AgentId is configured.</exception>
    public async Task<NoticeResult> GetResultAsync(long taskId, CancellationToken cancellationToken)
    {
        var answer = await _caller.CallAsync(PlatformEndpoints.NoticeResult, Subject(taskId),
            new TaskRequest(AgentId, taskId), PlatformJson.Default.TaskRequest,
            PlatformJson.Default.ResultAnswer, cancellationToken).ConfigureAwait(false);
        return answer.Result;
    }

    /// <summary>Takes a whole send back, for everybody it went to.</summary>
    /// <remarks><c>POST /topapi/message/corpconversation/recall</c>. Within 24 hours.</remarks>
    /// <param name="taskId">From <see cref="SendAsync"/>.</param>
    /// <param name="cancellationToken">Gives the call up; the notice may have been recalled.</param>
    /// <exception cref="DingTalkApiException">400002: no such task of this app, or too old.</exception>
    /// <exception cref="InvalidOperationException">No AgentId is configured.</exception>
    public Task RecallAsync(long taskId, CancellationToken cancellationToken) =>
        _caller.CallAsync(PlatformEndpoints.NoticeRecall, Subject(taskId),
            new RecallRequest(AgentId, taskId), PlatformJson.Default.RecallRequest, cancellationToken);

    /// <summary>Changes the status of an OA message that was sent with one.</summary>
    /// <remarks><c>POST /topapi/message/corpconversation/status_bar/update</c>. For 7 days, or 24 hours: the platform's pages say both.</remarks>
    /// <param name="taskId">From <see cref="SendAsync"/>.</param>
    /// <param name="bar">The new status.</param>
    /// <param name="cancellationToken">Gives the call up; the status may have been changed.</param>
    /// <exception cref="DingTalkApiException">40035, 40056: no such task of this app, or too old.</exception>
    /// <exception cref="InvalidOperationException">No AgentId is configured.</exception>
    public Task UpdateStatusBarAsync(long taskId, StatusBar bar, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bar);
        return _caller.CallAsync(PlatformEndpoints.NoticeStatusBar, Subject(taskId),
            new StatusBarRequest(AgentId, taskId, bar.Caption, bar.Color), PlatformJson.Default.StatusBarRequest, cancellationToken);
    }

    private long AgentId => _caller.AgentId ?? throw new InvalidOperationException(
        $"Work notices need the app's AgentId: set {nameof(DingTalkAppOptions)}.{nameof(DingTalkAppOptions.AgentId)} of \"{_caller.AppName}\" to the number in the developer console.");

    private static string Subject(long taskId) => $"Notice task {taskId}";
}

internal sealed record SendRequest
{
    [JsonPropertyName("agent_id")]
    public required long AgentId { get; init; }

    [JsonPropertyName("userid_list"), JsonConverter(typeof(CommaJoinedConverter<string>))]
    public IReadOnlyList<string>? UserIds { get; init; }

    [JsonPropertyName("dept_id_list"), JsonConverter(typeof(CommaJoinedConverter<long>))]
    public IReadOnlyList<long>? DepartmentIds { get; init; }

    [JsonPropertyName("to_all_user")]
    public bool ToEverybody { get; init; }

    [JsonPropertyName("msg"), JsonConverter(typeof(FrozenMessageConverter))]
    public required NoticeMessage Message { get; init; }
}

internal sealed class FrozenMessageConverter : JsonConverter<NoticeMessage>
{
    public override NoticeMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("The platform sends no messages back.");

    public override void Write(Utf8JsonWriter writer, NoticeMessage value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToJson(), skipInputValidation: true);
}

internal sealed record SendAnswer
{
    [JsonPropertyName("task_id")]
    public required long TaskId { get; init; }
}

internal sealed record TaskRequest(
    [property: JsonPropertyName("agent_id")] long AgentId,
    [property: JsonPropertyName("task_id")] long TaskId);

internal sealed record RecallRequest(
    [property: JsonPropertyName("agent_id")] long AgentId,
    [property: JsonPropertyName("msg_task_id")] long TaskId);

internal sealed record StatusBarRequest(
    [property: JsonPropertyName("agent_id")] long AgentId,
    [property: JsonPropertyName("task_id")] long TaskId,
    [property: JsonPropertyName("status_value")] string Caption,
    [property: JsonPropertyName("status_bg")] string? Color);

internal sealed record ProgressAnswer
{
    [JsonPropertyName("progress")]
    public required ProgressWire Progress { get; init; }
}

internal sealed record ProgressWire
{
    [JsonPropertyName("progress_in_percent")]
    public int Percent { get; init; }

    [JsonPropertyName("status")]
    public required int Status { get; init; }
}

internal sealed record ResultAnswer
{
    [JsonPropertyName("send_result")]
    public required NoticeResult Result { get; init; }
}
