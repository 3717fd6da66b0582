using System.Globalization;
using System.Text.Json.Nodes;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Events;

/// <summary>An event as text: in a callback, and in the list of failed ones.</summary>
internal static class CallbackPayload
{
    public static string Of(EventEntry entry, string corpId, CallbackForm form)
    {
        var payload = form is CallbackForm.Current ? Current(entry, corpId) : Archived(entry, corpId);
        return System.Text.Encoding.UTF8.GetString(WireJson.Bytes(payload));
    }

    /// <summary>Named by the event's type, with the few fields that are kept.</summary>
    public static JsonObject Failed(EventEntry entry, string corpId)
    {
        var kept = new JsonObject();
        if (entry.Type is "org_change")
            kept["callbackData"] = new JsonObject();
        else if (entry.Type.StartsWith("org_dept_", StringComparison.Ordinal))
            kept["deptid"] = WireJson.Array(entry.Subjects.Select(id => long.Parse(id, CultureInfo.InvariantCulture)));
        else
            kept["userid"] = WireJson.Array(entry.Subjects);
        kept["corpid"] = corpId;
        return new() { ["call_back_tag"] = entry.Type, ["event_time"] = entry.BornAt.ToUnixTimeMilliseconds(), [entry.Type] = kept };
    }

    private static JsonObject Current(EventEntry entry, string corpId)
    {
        var payload = new JsonObject
        {
            ["EventType"] = entry.Type,
            ["EventTime"] = entry.BornAt.ToUnixTimeMilliseconds(),
            ["CorpId"] = corpId,
            ["BizId"] = entry.BizId,
            ["eventId"] = entry.Id,
        };
        foreach (var (name, value) in JsonNode.Parse(entry.Data)!.AsObject())
            payload[name] = value?.DeepClone();
        return payload;
    }

    private static JsonObject Archived(EventEntry entry, string corpId)
    {
        var payload = new JsonObject
        {
            ["CorpId"] = corpId,
            ["EventType"] = entry.Type,
            ["TimeStamp"] = entry.BornAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in JsonNode.Parse(entry.Data)!.AsObject())
        {
            if (name is "userId" or "deptId")
                payload[char.ToUpperInvariant(name[0]) + name[1..]] = value?.DeepClone();
        }

        return payload;
    }
}
