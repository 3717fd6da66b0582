using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace DingTalk.Simulator.Wire;

/// <summary>What the answer looks like around an API's own fields.</summary>
internal sealed record WireAnswer(int Status, string ContentType, byte[] Body)
{
    public const string Json = "application/json;charset=UTF-8";
    public const string Html = "text/html;charset=UTF-8";

    public static WireAnswer Success(ApiStyle style, JsonObject fields)
    {
        if (style is ApiStyle.Modern)
            return new(200, Json, WireJson.Bytes(fields));
        var envelope = new JsonObject { ["errcode"] = 0, ["errmsg"] = "ok" };
        if (style is ApiStyle.TopApi)
            envelope["request_id"] = NewRequestId();
        foreach (var (name, value) in fields.ToList())
        {
            fields.Remove(name);
            envelope[name] = value;
        }

        return new(200, Json, WireJson.Bytes(envelope));
    }

    public static WireAnswer Refusal(ApiStyle style, ApiRefusal refusal) => style switch
    {
        ApiStyle.Modern => new(refusal.Status, Json, WireJson.Bytes(ModernBody(refusal))),
        ApiStyle.TopApi when refusal.IsGateways => new(200, Json, WireJson.Bytes(new JsonObject
        {
            ["errcode"] = 88,
            ["sub_code"] = refusal.Code,
            ["sub_msg"] = refusal.Message,
            ["errmsg"] = $"ding talk error[subcode={refusal.Code},submsg={refusal.Message}]",
            ["request_id"] = NewRequestId(),
        })),
        ApiStyle.TopApi => new(200, Json, WireJson.Bytes(new JsonObject
        {
            ["errcode"] = NumberOf(refusal),
            ["errmsg"] = refusal.Message,
            ["request_id"] = NewRequestId(),
        })),
        _ => new(200, Json, WireJson.Bytes(new JsonObject { ["errcode"] = NumberOf(refusal), ["errmsg"] = refusal.Message })),
    };

    private static int NumberOf(ApiRefusal refusal) => int.Parse(refusal.Code, CultureInfo.InvariantCulture);

    private static JsonObject ModernBody(ApiRefusal refusal)
    {
        var body = new JsonObject
        {
            ["requestid"] = Guid.NewGuid().ToString().ToUpperInvariant(),
            // The reader of parameters speaks legacy; the new host has one word for all of it.
            ["code"] = int.TryParse(refusal.Code, CultureInfo.InvariantCulture, out _) ? "parameter.error" : refusal.Code,
            ["message"] = refusal.Message,
        };
        if (refusal.Detail is { } detail)
            body["accessdenieddetail"] = detail.DeepClone();
        return body;
    }

    private static string NewRequestId() => RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyz", 12);
}
