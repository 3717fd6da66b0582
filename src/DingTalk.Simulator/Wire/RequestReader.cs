using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace DingTalk.Simulator.Wire;

/// <summary>Reads what a call sends, in any of the encodings that the platform takes.</summary>
internal static class RequestReader
{
    public static async Task<Parameters> ReadAsync(HttpRequest request, bool refuseEscapes)
    {
        var parameters = new Parameters();
        foreach (var (name, value) in request.Query)
            parameters.Add(name, value.ToString());
        if (HttpMethods.IsGet(request.Method))
            return parameters;
        if (request.HasFormContentType)
            await ReadFormAsync(request, parameters);
        else
            await ReadJsonAsync(request, parameters, refuseEscapes);
        return parameters;
    }

    private static async Task ReadFormAsync(HttpRequest request, Parameters parameters)
    {
        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        foreach (var (name, value) in form)
            parameters.Add(name, value.ToString());
    }

    private static async Task ReadJsonAsync(HttpRequest request, Parameters parameters, bool refuseEscapes)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        if (body.Length == 0)
            return;
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (refuseEscapes && bytes.Span.IndexOf("\\u"u8) >= 0)
            throw ApiRefusal.Of(40033);
        foreach (var property in ParseObject(bytes))
            parameters.Add(property.Name, property.Value);
    }

    private static List<JsonProperty> ParseObject(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var root = JsonElement.Parse(bytes.Span);
            return root.ValueKind is JsonValueKind.Object ? [.. root.EnumerateObject()] : throw ApiRefusal.Of(47001);
        }
        catch (JsonException)
        {
            throw ApiRefusal.Of(47001);
        }
    }
}
