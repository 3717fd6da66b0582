namespace DingTalk.OpenPlatform.Transport;

/// <summary>The platform's two hosts; they differ in how they carry the token and how they tell an error.</summary>
public enum PlatformHost
{
    /// <summary><c>oapi.dingtalk.com</c>: token in the query, errors as <c>errcode</c>.</summary>
    Legacy,

    /// <summary><c>api.dingtalk.com</c>: token in a header, errors as HTTP status and <c>code</c>.</summary>
    New,
}

/// <summary>One call of the platform, as its documentation lists it.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">Path from the root of the host, without query.</param>
/// <param name="Host">Where it lives.</param>
/// <param name="IsMetered">Whether it counts against the corp's monthly allowance: true unless the documentation exempts it.</param>
/// <param name="IsRepeatable">Whether it only reads, so that repeating it after an unknown outcome does no harm.</param>
/// <param name="Permission">The permission point it needs; <see langword="null"/> for none.</param>
public sealed record PlatformEndpoint(
    HttpMethod Method, string Path, PlatformHost Host, bool IsMetered, bool IsRepeatable, string? Permission)
{
    /// <summary>Method and path, as logs, limits and exceptions name the call.</summary>
    public string Api { get; } = $"{Method} {Path}";

    /// <summary>Whether it brings key and secret itself, and so needs no token.</summary>
    internal bool BringsCredentials =>
        Path is "/gettoken" or "/v1.0/gateway/connections/open" || Path.StartsWith("/v1.0/oauth2/", StringComparison.Ordinal);
}
