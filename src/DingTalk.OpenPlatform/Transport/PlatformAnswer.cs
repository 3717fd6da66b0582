using System.Text.Json;

namespace DingTalk.OpenPlatform.Transport;

/// <summary>An answer read as far as its envelope: success with the bytes of its content, or a fault.</summary>
internal readonly record struct PlatformAnswer
{
    private static readonly TimeSpan IpBlock = TimeSpan.FromMinutes(5);

    /// <summary>What went wrong; <see langword="null"/> for success.</summary>
    public AnswerFault? Fault { get; private init; }

    /// <summary>The whole body.</summary>
    public ReadOnlyMemory<byte> Body { get; private init; }

    /// <summary>The bytes of <c>result</c>; <see langword="null"/> if the answer has none.</summary>
    public ReadOnlyMemory<byte>? Result { get; private init; }

    /// <summary>The platform's id of the request.</summary>
    public string? RequestId { get; private init; }

    /// <summary>Reads an answer of either host. Pure: the same bytes give the same verdict.</summary>
    /// <param name="endpoint">What was called.</param>
    /// <param name="status">HTTP status. The legacy host answers errors with 200, and one code comes with several: only a fallback.</param>
    /// <param name="body">The body, unpacked.</param>
    public static PlatformAnswer Read(PlatformEndpoint endpoint, int status, ReadOnlyMemory<byte> body)
    {
        Envelope envelope;
        try
        {
            envelope = Envelope.Read(body);
        }
        catch (JsonException)
        {
            return new() { Fault = Refit(endpoint, NotJson(status, body.Span)) };
        }

        var fault = Refit(endpoint, Judge(endpoint, status, envelope));
        return new()
        {
            Fault = fault is null ? null : fault with
            {
                Message = envelope.Message,
                RequestId = envelope.RequestId,
                RequiredScopes = fault.Kind == DingTalkErrorKind.PermissionMissing ? envelope.RequiredScopes : [],
            },
            Body = body,
            Result = envelope.Result,
            RequestId = envelope.RequestId,
        };
    }

    /// <summary>The same without a secret that the platform may have quoted.</summary>
    public PlatformAnswer Without(string secret) => this with { Fault = Fault?.Without(secret) };

    private static AnswerFault? Judge(PlatformEndpoint endpoint, int status, Envelope envelope)
    {
        if (envelope.IsIpBlock)
            return new("1111", DingTalkErrorKind.IpBlocked, IpBlock);
        if (envelope.SubCode is "40000" && envelope.ErrorCode is "88")
            return new("40000", DingTalkErrorKind.Token, null);     // inside 88 it says "token blank", elsewhere "parameter error"
        if (envelope.SubCode is { Length: > 0 } subCode && envelope.ErrorCode is not "0")
            return OfCode(status, subCode);
        if (envelope.ErrorCode is { } errorCode and not "0")
            return OfCode(status, errorCode);
        if (status >= 400)
            return envelope.Code is { Length: > 0 } code ? OfCode(status, code) : OfStatus(status);
        if (endpoint.Host == PlatformHost.Legacy && envelope.ErrorCode is null)
            return new("json", DingTalkErrorKind.InvalidAnswer, TimeSpan.FromSeconds(1));
        return null;
    }

    // A call that needs no token is refused for its key and secret.
    private static AnswerFault? Refit(PlatformEndpoint endpoint, AnswerFault? fault) =>
        fault is { Kind: DingTalkErrorKind.Token } && endpoint.BringsCredentials ? fault with { Kind = DingTalkErrorKind.Credentials, RetryAfter = null } : fault;

    private static AnswerFault OfCode(int status, string code)
    {
        var (kind, retryAfter) = ErrorCodes.Find(code);
        if (kind == DingTalkErrorKind.Throttled && status >= 500)
            return new(code, DingTalkErrorKind.PlatformFault, retryAfter);      // "system.busy" is a throttle with 429 only
        if (kind == DingTalkErrorKind.Other && retryAfter is null && (status >= 500 || status == 401))
            return OfStatus(status) with { Code = code };
        return new(code, kind, retryAfter);
    }

    private static AnswerFault OfStatus(int status)
    {
        var code = $"http-{status}";
        return status switch
        {
            401 => new(code, DingTalkErrorKind.Token, TimeSpan.Zero),
            404 => new(code, DingTalkErrorKind.Other, null),
            429 => new(code, DingTalkErrorKind.Throttled, TimeSpan.FromSeconds(1)),
            >= 500 => new(code, DingTalkErrorKind.PlatformFault, TimeSpan.FromSeconds(1)),
            _ => new(code, DingTalkErrorKind.Other, null),
        };
    }

    private static AnswerFault NotJson(int status, ReadOnlySpan<byte> body)
    {
        if (status >= 500)
            return OfStatus(status);
        if (body.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'<', ..])
            return new("html", DingTalkErrorKind.IpBlocked, IpBlock);
        return status >= 400 ? OfStatus(status) : new("json", DingTalkErrorKind.InvalidAnswer, TimeSpan.FromSeconds(1));
    }
}
