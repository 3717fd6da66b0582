using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.Mirror.Errors;

/// <summary>Turns what the client throws into what callers of the mirror see: the client's exceptions do not cross silos.</summary>
internal static class PlatformErrors
{
    public static PlatformCallException ToMirror(DingTalkApiException exception) => new(exception.Message)
    {
        Endpoint = exception.Endpoint,
        Code = exception.Code,
        Kind = exception.Kind,
        PlatformMessage = exception.PlatformMessage,
        RequestId = exception.RequestId,
        RetryAfter = exception.RetryAfter,
    };

    /// <summary>Back again, for what a grain threw inside a call of the client.</summary>
    public static DingTalkApiException ToPlatform(PlatformCallException exception) => new(exception.Message)
    {
        Endpoint = exception.Endpoint,
        Code = exception.Code,
        Kind = exception.Kind,
        PlatformMessage = exception.PlatformMessage,
        RequestId = exception.RequestId,
        RetryAfter = exception.RetryAfter,
    };

    private static MissingReason ReasonOf(DingTalkApiException exception) =>
        exception.Kind is DingTalkErrorKind.OutOfScope ? MissingReason.OutOfScope : MissingReason.Failed;

    public static MissingPart ToMissing(DingTalkApiException exception, long departmentId, DepartmentParts part) =>
        new(departmentId, part, ReasonOf(exception), exception.Code, exception.PlatformMessage ?? exception.Message)
        {
            Kind = exception.Kind,
            RequestId = exception.RequestId,
            RetryAfter = exception.RetryAfter,
        };

    public static PersonProblem ToProblem(DingTalkApiException exception) =>
        new(ReasonOf(exception), exception.Code, exception.PlatformMessage ?? exception.Message)
        {
            Kind = exception.Kind,
            RequestId = exception.RequestId,
            RetryAfter = exception.RetryAfter,
        };
}
