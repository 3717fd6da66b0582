using System.Globalization;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Guards;
using DingTalk.Mirror.Notices;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace DingTalk.Mirror.Host.Front;

/// <summary>Every exception of the mirror as problem details (RFC 9457). The table of types stands in this project's README.md.</summary>
internal sealed class MirrorProblems(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (Describe(exception) is not { } problem) return false;
        context.Response.StatusCode = problem.Status!.Value;
        if (RetryAfter(exception) is { } wait)
            context.Response.Headers[HeaderNames.RetryAfter] = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return await problems.TryWriteAsync(new() { HttpContext = context, ProblemDetails = problem, Exception = exception });
    }

    /// <summary>The problem; null for a fault of the program, which is logged and answered without its words.</summary>
    public static ProblemDetails? Describe(Exception exception) => exception switch
    {
        DepartmentNotFoundException e => Problem(404, "department-not-found", "No such department", e, ("departmentId", e.DepartmentId), ("name", e.Name)),
        AmbiguousDepartmentNameException e => Problem(409, "ambiguous-name", "Several departments of this name", e, ("name", e.Name), ("departmentIds", e.DepartmentIds)),
        PersonNotFoundException e => Problem(404, "person-not-found", "No such person", e, ("userId", e.UserId), ("departure", e.Departure)),
        OutOfScopeException e => Problem(403, "out-of-scope", "Outside the app's contact scope", e, ("departmentId", e.DepartmentId), ("userId", e.UserId)),
        NoticeNotFoundException e => Problem(404, "notice-not-found", "No such notice", e, ("key", e.Key)),
        HeldChangeNotFoundException e => Problem(404, "held-change-not-found", "Nothing is held under this number", e, ("number", e.Number)),
        NoticeConflictException e => Problem(409, "notice-conflict", "The key belongs to another notice", e, ("key", e.Key)),
        InvalidNoticeException e => Problem(422, "invalid-notice", "The notice cannot be sent as it is", e),
        IncompleteAnswerException e => Problem(502, "incomplete", "The answer is not complete", e, ("missing", e.Missing)),
        MirrorBusyException e => Problem(503, "busy", "The platform's calls a second are taken", e),
        PlatformCallException e => Problem(
            StatusOf(e), "platform", "DingTalk did not answer", e,
            ("endpoint", e.Endpoint), ("code", e.Code), ("platformMessage", e.PlatformMessage), ("requestId", e.RequestId)),
        MirrorException e => Problem(500, "mirror", "The mirror failed", e),
        RequestProblemException e => Problem(400, "bad-request", "The request cannot be answered as it is", e),
        BadHttpRequestException e => Problem(e.StatusCode, "bad-request", "The request cannot be answered as it is", e),
        TimeoutException e => Problem(504, "timeout", "The mirror did not answer in time", e),
        _ => null,
    };

    // 504: no answer in time. 503: the same call may succeed later. 502: it will not before somebody changes something.
    private static int StatusOf(PlatformCallException exception) => exception switch
    {
        { Code: "timeout" } => 504,
        { RetryAfter: not null } or { Code: "network" } => 503,
        _ => 502,
    };

    private static TimeSpan? RetryAfter(Exception exception) => exception switch
    {
        PlatformCallException platform => platform.RetryAfter,
        MirrorBusyException => TimeSpan.FromSeconds(5),
        _ => null,
    };

    private static ProblemDetails Problem(int status, string type, string title, Exception exception, params (string Name, object? Value)[] extensions)
    {
        var problem = new ProblemDetails
        {
            Type = $"urn:dingtalk-mirror:{type}",
            Title = title,
            Status = status,
            Detail = exception.Message,
        };
        foreach (var (name, value) in extensions)
        {
            if (value is not null) problem.Extensions[name] = value;
        }

        return problem;
    }
}

/// <summary>Tells the OpenAPI description about them.</summary>
internal static class MirrorProblemExtensions
{
    /// <summary>Every question may end in one of these.</summary>
    public static RouteGroupBuilder ProducesMirrorProblems(this RouteGroupBuilder group)
    {
        foreach (var status in (int[])[400, 403, 404, 409, 422, 502, 503, 504]) group.ProducesProblem(status);
        return group;
    }

    /// <inheritdoc cref="ProducesMirrorProblems(RouteGroupBuilder)"/>
    public static RouteHandlerBuilder ProducesMirrorProblems(this RouteHandlerBuilder route) =>
        route.ProducesProblem(StatusCodes.Status503ServiceUnavailable).ProducesProblem(StatusCodes.Status504GatewayTimeout);
}
