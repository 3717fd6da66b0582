using System.Text.Json.Nodes;
using DingTalk.Simulator.Organizations;
using Microsoft.AspNetCore.Http;

namespace DingTalk.Simulator.Wire;

/// <summary>The three manners of the platform's two hosts.</summary>
internal enum ApiStyle
{
    /// <summary><c>/topapi/…</c>: token in the query or a form field, gateway refusals wrapped in 88.</summary>
    TopApi,

    /// <summary>The other legacy paths: the same without the wrapping and without request id.</summary>
    Classic,

    /// <summary><c>/v1.0/…</c>: token in a header, refusals by HTTP status.</summary>
    Modern,
}

/// <summary>One API: how it is called, what it needs, and its answer without the envelope.</summary>
internal sealed record ApiEndpoint(ApiStyle Style, string Method, string Path, string? Permission, Func<ApiCall, JsonObject> Answer)
{
    /// <summary>Counts toward the monthly allowance.</summary>
    public bool Metered { get; init; }

    /// <summary>Needs no token.</summary>
    public bool Anonymous { get; init; }

    /// <summary>As counters and faults name it.</summary>
    public string Name { get; } = $"{Method} {Path}";
}

/// <summary>One call that the gateway let through.</summary>
internal sealed record ApiCall(HttpContext Http, Parameters Parameters, OrganizationState State, IReadOnlyList<string> PathValues);
