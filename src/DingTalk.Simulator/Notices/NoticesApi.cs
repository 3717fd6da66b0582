using System.Text.Json.Nodes;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Notices;

/// <summary>The work-notice calls. The same mistake has another code in each of them, as on the platform.</summary>
internal sealed class NoticesApi(SimulatorOptions options, SimulatedClock clock, NoticeCenter center, DeliveryLedger ledger)
{
    private NoticeOptions Rules => options.Notices;

    public IEnumerable<ApiEndpoint> Endpoints =>
    [
        Post("asyncsend_v2", Send),
        Post("getsendprogress", Progress),
        Post("getsendresult", Result),
        Post("recall", Recall),
        Post("status_bar/update", UpdateStatusBar),
        Post("sendbytemplate", _ => throw ApiRefusal.Gateway(60011)),
    ];

    private JsonObject Send(ApiCall call)
    {
        if (call.Parameters.RequiredNumber("agent_id") != options.AgentId)
            throw ApiRefusal.Of(40056);
        var audience = ReadAudience(call.Parameters);
        var message = NoticeMessage.Read(call.Parameters.Structure("msg") ?? throw ApiRefusal.Of(400002), Rules.MessageBytes);
        if (message.HasStatusBar && (audience.ToAll || audience.Departments.Count > 0 || audience.Users.Count > Rules.StatusBarUsers))
            throw ApiRefusal.Of(40035);
        return new() { ["task_id"] = center.Send(call.State, audience, message).Id };
    }

    private Audience ReadAudience(Parameters parameters)
    {
        var users = parameters.List("userid_list");
        if (users.Length > Rules.UsersPerCall)
            throw ApiRefusal.Of(40032);
        if (parameters.Numbers("dept_id_list") is not { } departments || departments.Length > Rules.DepartmentsPerCall)
            throw ApiRefusal.Of(40066);
        var toAll = parameters.Flag("to_all_user") ?? false;
        return users is [] && departments is [] && !toAll ? throw ApiRefusal.Of(40035) : new(users, departments, toAll);
    }

    private JsonObject Progress(ApiCall call)
    {
        var percent = Find(call.Parameters, "task_id", Rules.ProgressWindow, 40035).PercentAt(clock.GetUtcNow());
        return new()
        {
            ["progress"] = new JsonObject
            {
                ["progress_in_percent"] = percent,
                ["status"] = percent switch { 0 => 0, 100 => 2, _ => 1 },
            },
        };
    }

    private JsonObject Result(ApiCall call)
    {
        var task = Find(call.Parameters, "task_id", Rules.ResultWindow, 40035);
        if (task.People > Rules.ResultPeople)
            throw new ApiRefusal("41052", ErrorTexts.Of(41052)) { Hangs = Rules.ResultExcess is ResultRefusal.Hang };
        if (task.PercentAt(clock.GetUtcNow()) < 100)
            throw ApiRefusal.Of(41052);
        var read = task.Delivered.ToLookup(userId => ledger.Find(task.Id, userId) is { Read: true });
        return new()
        {
            ["send_result"] = new JsonObject
            {
                ["invalid_user_id_list"] = WireJson.Array(task.InvalidUsers),
                ["forbidden_user_id_list"] = WireJson.Array(task.Forbidden.Select(person => person.UserId)),
                ["failed_user_id_list"] = WireJson.Array(task.Failed),
                ["read_user_id_list"] = WireJson.Array(read[true]),
                ["unread_user_id_list"] = WireJson.Array(read[false]),
                ["invalid_dept_id_list"] = WireJson.Array(task.InvalidDepartments),
                ["forbidden_list"] = new JsonArray([.. task.Forbidden.Select(Forbidden)]),
            },
        };
    }

    private JsonObject Recall(ApiCall call)
    {
        ledger.Recall(Find(call.Parameters, "msg_task_id", Rules.RecallWindow, 400002).Id);
        return [];
    }

    private JsonObject UpdateStatusBar(ApiCall call)
    {
        if (call.Parameters.Number("agent_id") != options.AgentId)
            throw ApiRefusal.Of(40056);
        var task = Find(call.Parameters, "task_id", Rules.StatusBarWindow, 40035);
        if (!task.HasStatusBar || call.Parameters.Text("status_value") is not { Length: > 0 })
            throw ApiRefusal.Of(40035);
        return task.PercentAt(clock.GetUtcNow()) < 100 ? throw ApiRefusal.Of(41052) : [];
    }

    private NoticeTask Find(Parameters parameters, string idName, TimeSpan? window, int refusal)
    {
        if (parameters.Number("agent_id") != options.AgentId || parameters.Number(idName) is not { } id || center.Find(id) is not { } task)
            throw ApiRefusal.Of(refusal);
        return clock.GetUtcNow() - task.SentAt > window ? throw ApiRefusal.Of(refusal) : task;
    }

    private static JsonNode Forbidden(ForbiddenPerson person) =>
        new JsonObject { ["code"] = person.Code, ["count"] = person.Count, ["userid"] = person.UserId };

    private static ApiEndpoint Post(string name, Func<ApiCall, JsonObject> answer) =>
        new(ApiStyle.TopApi, "POST", "/topapi/message/corpconversation/" + name, "qyapi_base", answer) { Metered = true };
}
