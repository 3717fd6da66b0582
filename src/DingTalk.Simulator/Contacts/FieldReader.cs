using System.Globalization;
using System.Text.Json;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>Reads the fields of a contact write by their v2 names, whichever generation of the API was called.</summary>
internal sealed class FieldReader(Parameters parameters, bool legacy)
{
    private static readonly Dictionary<string, string> LegacyNames = new(StringComparer.Ordinal)
    {
        ["parent_id"] = "parentid",
        ["hide_dept"] = "deptHiding",
        ["dept_id"] = "id",
        ["dept_id_list"] = "department",
        ["dept_order_list"] = "orderInDepts",
        ["title"] = "position",
        ["telephone"] = "tel",
        ["job_number"] = "jobnumber",
        ["hide_mobile"] = "isHide",
        ["senior_mode"] = "isSenior",
        ["extension"] = "extattr",
    };

    public bool Has(string name) => parameters.Has(NameOf(name));

    public string? Text(string name) => parameters.Text(NameOf(name));

    /// <summary>A text that may be at most so long.</summary>
    public string? Text(string name, int longest, int tooLong = 40035) =>
        Text(name) is { } text && text.Length > longest ? throw ApiRefusal.Of(tooLong) : Text(name);

    public long? Number(string name) => parameters.Number(NameOf(name));

    public bool? Flag(string name) => parameters.Flag(NameOf(name));

    /// <summary>Texts joined by a comma, in 1.0 by a bar; null if absent.</summary>
    public string[]? Texts(string name) => Has(name) ? parameters.List(NameOf(name), Separator) : null;

    /// <summary>Numbers joined likewise; null if absent.</summary>
    public long[]? Numbers(string name, int refusal) =>
        !Has(name) ? null : parameters.Numbers(NameOf(name), Separator) ?? throw ApiRefusal.Of(refusal);

    /// <summary>Custom fields: JSON text, or an object.</summary>
    public string? Extension() => !Has("extension") ? null : parameters.Structure(NameOf("extension"))!.Value.GetRawText();

    /// <summary>Department ids: "2,3,4", in 1.0 an array or its text; null if absent.</summary>
    public long[]? DepartmentIds()
    {
        if (!Has("dept_id_list"))
            return null;
        if (!legacy)
            return Numbers("dept_id_list", 40066);
        return parameters.Structure("department") is { ValueKind: JsonValueKind.Array } array
            ? [.. array.EnumerateArray().Select(NumberOf)]
            : throw ApiRefusal.Of(40025);
    }

    /// <summary>Places in departments: <c>[{dept_id, order}]</c>, in 1.0 <c>{2:10}</c> with or without quotes; empty if absent.</summary>
    public Dictionary<long, long> Orders()
    {
        if (!Has("dept_order_list"))
            return [];
        if (legacy)
            return parameters.Text("orderInDepts")!.Trim('{', '}').Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Pair).ToDictionary();
        return parameters.Structure("dept_order_list") is { ValueKind: JsonValueKind.Array } array
            ? array.EnumerateArray().ToDictionary(item => NumberOf(item, "dept_id"), item => NumberOf(item, "order"))
            : throw ApiRefusal.Of(400002);
    }

    private char Separator => legacy ? '|' : ',';

    private string NameOf(string name) =>
        !legacy ? name : LegacyNames.TryGetValue(name, out var other) ? other : CamelCase(name);

    private static string CamelCase(string name)
    {
        var parts = name.Split('_');
        return parts[0] + string.Concat(parts.Skip(1).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
    }

    private static KeyValuePair<long, long> Pair(string text) =>
        text.Split(':') is [var department, var order] ? new(Parse(department), Parse(order)) : throw ApiRefusal.Of(400002);

    private static long NumberOf(JsonElement item, string name) =>
        item.ValueKind is JsonValueKind.Object && item.TryGetProperty(name, out var value) ? NumberOf(value) : throw ApiRefusal.Of(400002);

    private static long NumberOf(JsonElement value) => Parse(value.ToString());

    private static long Parse(string text) =>
        long.TryParse(text.Trim().Trim('"'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw ApiRefusal.Of(400002);
}
