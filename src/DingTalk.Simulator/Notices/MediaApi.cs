using System.Text.Json.Nodes;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Notices;

/// <summary><c>POST /media/upload</c>: takes a file, forgets it, and gives a media id.</summary>
internal sealed class MediaApi(SimulatedClock clock)
{
    private const long Megabyte = 1024 * 1024;

    private static readonly Dictionary<string, long> MaxBytes = new(StringComparer.Ordinal)
    {
        ["image"] = 20 * Megabyte,
        ["voice"] = 2 * Megabyte,
        ["video"] = 20 * Megabyte,
        ["file"] = 20 * Megabyte,
    };

    public IEnumerable<ApiEndpoint> Endpoints => [new(ApiStyle.Classic, "POST", "/media/upload", "qyapi_base", Upload) { Metered = true }];

    private JsonObject Upload(ApiCall call)
    {
        if (!call.Http.Request.HasFormContentType || call.Http.Request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) is not true)
            throw ApiRefusal.Of(43008);
        var type = call.Parameters.Text("type");
        if (type is null || !MaxBytes.TryGetValue(type, out var max))
            throw ApiRefusal.Of(40004);
        if (call.Http.Request.Form.Files["media"] is not { } file)
            throw ApiRefusal.Of(41005);
        if (file.Length == 0)
            throw ApiRefusal.Of(44001);
        return file.Length > max ? throw ApiRefusal.Of(40006) : new()
        {
            ["type"] = type,
            ["media_id"] = $"@lADPsimulated{Guid.NewGuid():N}",
            ["created_at"] = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
    }
}
