namespace DingTalk.Simulator;

/// <summary>The ways in which a call can go wrong.</summary>
public enum FaultKind
{
    /// <summary>The answer comes late.</summary>
    Latency,

    /// <summary>An error code instead of the work.</summary>
    Error,

    /// <summary>An HTTP status with a short text instead of the work.</summary>
    HttpStatus,

    /// <summary>An HTML page with status 200 instead of the work.</summary>
    Html,

    /// <summary>The connection is cut before the work.</summary>
    CutConnection,

    /// <summary>The work is done; the connection is cut in the middle of the answer.</summary>
    TruncatedBody,

    /// <summary>The work is done; the connection is cut before the answer.</summary>
    LostAnswer,

    /// <summary>The answer shows the organization as it was before its latest changes.</summary>
    StaleRead,

    /// <summary>The token is revoked just before the call is looked at.</summary>
    TokenRevocation,
}

/// <summary>One fault: what happens, to which calls, how often. Made by the methods below and narrowed with <c>with</c>.</summary>
/// <example><code>simulator.Faults.Add(Fault.Latency(TimeSpan.FromSeconds(2)) with { Endpoint = "POST /topapi/v2/user/list", Rate = 0.1 });</code></example>
public sealed record Fault
{
    /// <summary>What happens.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The calls it may hit, such as <c>POST /topapi/v2/user/list</c>. Default: <c>*</c>, every call.</summary>
    public string Endpoint { get; init; } = "*";

    /// <summary>Share of those calls, 0 to 1. Default: 1.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>How many calls it hits before it is spent; null for no end.</summary>
    public int? Times { get; init; }

    /// <summary>For <see cref="FaultKind.Latency"/>.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>For <see cref="FaultKind.Error"/>: a number on the legacy host, a word on the new one.</summary>
    public string? Code { get; init; }

    /// <summary>Text beside <see cref="Code"/>; the platform's own if null.</summary>
    public string? Message { get; init; }

    /// <summary>For <see cref="FaultKind.Error"/> on <c>/topapi/</c>: inside 88, as the gateway's own refusals are.</summary>
    public bool Wrapped { get; init; }

    /// <summary>For <see cref="FaultKind.HttpStatus"/>, and for <see cref="FaultKind.Error"/> on the new host. Default: 500.</summary>
    public int Status { get; init; } = 500;

    /// <summary>For <see cref="FaultKind.StaleRead"/>: how many changes the answer lags behind. Default: 1.</summary>
    public int Versions { get; init; } = 1;

    /// <summary>Answers <paramref name="delay"/> late.</summary>
    public static Fault Latency(TimeSpan delay) => new() { Kind = FaultKind.Latency, Delay = delay };

    /// <summary>Answers with an error code instead of doing the work.</summary>
    public static Fault Error(string code, string? message = null) => new() { Kind = FaultKind.Error, Code = code, Message = message };

    /// <summary>Answers with an HTTP status instead of doing the work.</summary>
    public static Fault HttpStatus(int status) => new() { Kind = FaultKind.HttpStatus, Status = status };

    /// <summary>Answers with an HTML page instead of doing the work.</summary>
    public static Fault Html() => new() { Kind = FaultKind.Html };

    /// <summary>Cuts the connection instead of doing the work.</summary>
    public static Fault CutConnection() => new() { Kind = FaultKind.CutConnection };

    /// <summary>Does the work and cuts the connection in the middle of the answer.</summary>
    public static Fault TruncatedBody() => new() { Kind = FaultKind.TruncatedBody };

    /// <summary>Does the work and cuts the connection before the answer.</summary>
    public static Fault LostAnswer() => new() { Kind = FaultKind.LostAnswer };

    /// <summary>Answers with the organization as it was <paramref name="versions"/> changes ago.</summary>
    public static Fault StaleRead(int versions = 1) => new() { Kind = FaultKind.StaleRead, Versions = versions };

    /// <summary>Revokes the token just before the call.</summary>
    public static Fault TokenRevocation() => new() { Kind = FaultKind.TokenRevocation };
}
