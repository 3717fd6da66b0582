using System.Globalization;
using System.Text.Json.Nodes;
using DingTalk.Simulator.Organizations;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>Lists that need no walk through the tree: leavers, everybody employed, who signed in on a day.</summary>
internal sealed class StaffListsApi(SimulatedClock clock)
{
    private const int MaxRows = 50;
    private static readonly TimeSpan MaxLeaveSpan = TimeSpan.FromDays(365);

    public IEnumerable<ApiEndpoint> Endpoints =>
    [
        new(ApiStyle.Modern, "GET", "/v1.0/contact/empLeaveRecords", "Contact.Common.Read", LeaveRecords),
        new(ApiStyle.Modern, "GET", "/v1.0/hrm/employees/dismissions", "qyapi_hrm_read_user", Dismissions),
        new(ApiStyle.TopApi, "POST", "/topapi/smartwork/hrm/employee/queryonjob", "qyapi_hrm_read_user", QueryOnJob),
        new(ApiStyle.TopApi, "POST", "/topapi/inactive/user/v2/get", "qyapi_liveness_base", Inactive),
    ];

    private JsonObject LeaveRecords(ApiCall call)
    {
        var from = Time(call.Parameters.Text("startTime")) ?? throw InvalidParameter();
        var to = Time(call.Parameters.Text("endTime")) ?? clock.GetUtcNow();
        var size = call.Parameters.Number("maxResults");
        if (to - from > MaxLeaveSpan || size is not (>= 1 and <= MaxRows))
            throw InvalidParameter();
        var offset = Offset(call.Parameters.Text("nextToken") ?? "0");
        var leavers = call.State.Leavers.Where(leaver => leaver.LeftAt >= from && leaver.LeftAt <= to).ToList();
        var json = new JsonObject();
        if (offset + size < leavers.Count)
            json["nextToken"] = Invariant($"{offset + size}");
        json["records"] = new JsonArray([.. leavers.Skip(offset).Take((int)size.Value).Select(Record)]);
        return json;
    }

    private static JsonObject Dismissions(ApiCall call)
    {
        var offset = Offset(call.Parameters.Text("nextToken") ?? "0");
        var size = call.Parameters.Number("maxResults") ?? 30;
        if (size is not (>= 1 and <= MaxRows))
            throw new ApiRefusal("invalidParameter", "参数错误");
        var json = new JsonObject { ["hasMore"] = offset + size < call.State.Leavers.Count };
        if (offset + size < call.State.Leavers.Count)
            json["nextToken"] = offset + size;
        json["userIdList"] = WireJson.Array(call.State.Leavers.Skip(offset).Take((int)size).Select(leaver => leaver.User.UserId));
        return json;
    }

    // Everybody is a regular employee (status 3).
    private static JsonObject QueryOnJob(ApiCall call)
    {
        var statuses = call.Parameters.Numbers("status_list");
        var offset = call.Parameters.RequiredNumber("offset");
        var size = call.Parameters.RequiredNumber("size");
        if (statuses is null or [] || offset is not (>= 0 and <= int.MaxValue) || size is not (>= 1 and <= MaxRows))
            throw ApiRefusal.Of(400002);
        var employed = statuses.Contains(3) ? call.State.Users.Keys.Order(StringComparer.Ordinal).ToList() : [];
        var result = new JsonObject { ["data_list"] = WireJson.Array(employed.Skip((int)offset).Take((int)size)) };
        if (offset + size < employed.Count)
            result["next_cursor"] = offset + size;
        return new() { ["success"] = true, ["result"] = result };
    }

    // Who has activated DingTalk signs in every day.
    private static JsonObject Inactive(ApiCall call)
    {
        var active = call.Parameters.Flag("is_active") ?? throw ApiRefusal.Of(400002);
        var departments = call.Parameters.Numbers("dept_ids") ?? throw ApiRefusal.Of(400002);
        var offset = call.Parameters.RequiredNumber("offset");
        var size = call.Parameters.RequiredNumber("size");
        if (!DateTime.TryParseExact(call.Parameters.Text("query_date"), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            throw ApiRefusal.Of(400002);
        if (offset is not (>= 0 and <= int.MaxValue))
            throw ApiRefusal.Of(40068);
        if (size is not (>= 1 and <= MemberPage.MaxSize))
            throw ApiRefusal.Of(40069);
        var people = call.State.Users.Values
            .Where(user => user.Active == active && (departments is [] || user.Departments.Any(departments.Contains)))
            .Select(user => user.UserId).Order(StringComparer.Ordinal).ToList();
        var result = new JsonObject { ["has_more"] = offset + size < people.Count };
        if (offset + size < people.Count)
            result["next_cursor"] = offset + size;
        result["list"] = WireJson.Array(people.Skip((int)offset).Take((int)size));
        return new() { ["result"] = result };
    }

    private static JsonNode Record(Leaver leaver) => new JsonObject
    {
        ["userId"] = leaver.User.UserId,
        ["name"] = leaver.User.Name,
        ["stateCode"] = leaver.User.StateCode,
        ["mobile"] = leaver.User.Mobile ?? "",
        ["leaveTime"] = leaver.LeftAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["leaveReason"] = leaver.Reason,
    };

    private static DateTimeOffset? Time(string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw InvalidParameter();

    private static int Offset(string token) =>
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : throw InvalidParameter();

    private static ApiRefusal InvalidParameter() => new("invalidParameter.param.invalid", "参数错误");
}
