using System.Globalization;
using System.Text.Json.Nodes;

namespace DingTalk.Simulator.Events;

/// <summary>The only old values that a contacts event carries, of a handful of fields; departments are not among them.</summary>
internal static class DiffInfo
{
    private static readonly (string Name, Func<SimulatedUser, string?> Value)[] Fields =
    [
        ("name", user => user.Name),
        ("email", user => user.Email),
        ("telephone", user => user.Telephone),
        ("jobNumber", user => user.JobNumber),
        ("workPlace", user => user.WorkPlace),
        ("hiredDate", user => user.HiredDate is { } date ? DateTimeOffset.FromUnixTimeMilliseconds(date).ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null),
        ("managerUserid", user => user.ManagerUserId),
    ];

    private static readonly (string Name, Func<SimulatedUser, string?> Value)[] FieldsSeenLive =
    [
        .. Fields,
        ("remark", user => user.Remark),
        ("extFields", user => user.Extension),
    ];

    public static JsonNode? Of(SimulatedUser was, SimulatedUser now, DiffInfoForm form)
    {
        if (form is DiffInfoForm.None)
            return null;
        var (previous, current) = (new JsonObject(), new JsonObject());
        foreach (var (name, value) in form is DiffInfoForm.SeenLive ? FieldsSeenLive : Fields)
        {
            Write(previous, name, value(was));
            Write(current, name, value(now) ?? (form is DiffInfoForm.SeenLive && value(was) is not null ? "" : null));
        }

        var difference = new JsonObject { ["prev"] = previous, ["curr"] = current, ["userid"] = now.UserId };
        return form is DiffInfoForm.SeenLive ? new JsonArray(difference) : difference;
    }

    private static void Write(JsonObject fields, string name, string? value)
    {
        if (value is not null)
            fields[name] = value;
    }
}
