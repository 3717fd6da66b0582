using System.Collections.Frozen;
using DingTalk.Simulator.Wire;
using Microsoft.AspNetCore.Http;

namespace DingTalk.Simulator.Gateway;

/// <summary>Finds the API of a method and path. A path part in braces stands for any value.</summary>
internal sealed class ApiTable(IReadOnlyList<ApiEndpoint> endpoints)
{
    private readonly FrozenDictionary<string, ApiEndpoint[]> _plain = endpoints
        .Where(endpoint => !endpoint.Path.Contains('{', StringComparison.Ordinal))
        .GroupBy(endpoint => endpoint.Path, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase);

    private readonly (ApiEndpoint Endpoint, string[] Parts)[] _templates =
        [.. endpoints.Where(endpoint => endpoint.Path.Contains('{', StringComparison.Ordinal)).Select(endpoint => (endpoint, endpoint.Path.Split('/')))];

    public IReadOnlyList<ApiEndpoint> Endpoints => endpoints;

    /// <summary>The API, or why there is none.</summary>
    public (ApiEndpoint? Endpoint, IReadOnlyList<string> PathValues, ApiRefusal? Refusal) Find(string method, string path)
    {
        if (_plain.TryGetValue(path, out var candidates))
        {
            return Array.Find(candidates, candidate => string.Equals(candidate.Method, method, StringComparison.OrdinalIgnoreCase)) is { } found
                ? (found, [], null)
                : (candidates[0], [], WrongMethod(candidates[0]));
        }

        foreach (var (endpoint, parts) in _templates)
        {
            if (Match(parts, path.Split('/')) is { } values)
                return string.Equals(endpoint.Method, method, StringComparison.OrdinalIgnoreCase) ? (endpoint, values, null) : (endpoint, values, WrongMethod(endpoint));
        }

        return (null, [], Unknown(StyleOf(path)));
    }

    public static ApiStyle StyleOf(string path) =>
        path.StartsWith("/topapi/", StringComparison.Ordinal) ? ApiStyle.TopApi
        : path.StartsWith("/v1.0/", StringComparison.Ordinal) ? ApiStyle.Modern
        : ApiStyle.Classic;

    private static List<string>? Match(string[] template, string[] path)
    {
        if (template.Length != path.Length)
            return null;
        var values = new List<string>();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i].StartsWith('{'))
                values.Add(Uri.UnescapeDataString(path[i]));
            else if (!string.Equals(template[i], path[i], StringComparison.Ordinal))
                return null;
        }

        return values;
    }

    private static ApiRefusal WrongMethod(ApiEndpoint endpoint) => endpoint.Style is ApiStyle.Modern
        ? new ApiRefusal("methodNotAllowed", "请求方法不允许") { Status = StatusCodes.Status405MethodNotAllowed }
        : ApiRefusal.Of(endpoint.Method is "GET" ? 43001 : 43002);

    private static ApiRefusal Unknown(ApiStyle style) => style switch
    {
        ApiStyle.TopApi => ApiRefusal.Of(22),
        ApiStyle.Classic => ApiRefusal.Of(404),
        _ => new ApiRefusal("notFound", "请求的资源不存在") { Status = StatusCodes.Status404NotFound },
    };
}
