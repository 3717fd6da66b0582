namespace DingTalk.Simulator;

/// <summary>The ways in which a call, an event or a Stream connection can go wrong.</summary>
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

    /// <summary>The answer shows every department without its people.</summary>
    MissingPeople,

    /// <summary>The token is revoked just before the call is looked at.</summary>
    TokenRevocation,

    /// <summary>The event is never sent.</summary>
    EventDrop,

    /// <summary>The event is pushed twice, though it was acknowledged.</summary>
    EventDuplicate,

    /// <summary>The event is pushed late.</summary>
    EventDelay,

    /// <summary>The event is overtaken by the next one.</summary>
    EventReorder,

    /// <summary>All events are held for a while and then pushed at once.</summary>
    EventBurst,

    /// <summary>The Stream connection to which the event would go is told to go away; the event goes to another.</summary>
    StreamDisconnect,

    /// <summary>The Stream connection to which the event goes is cut, and the push with it.</summary>
    StreamCut,

    /// <summary>The Stream connection to which the event goes stays open and never again brings anything.</summary>
    StreamZombie,
}

/// <summary>One fault: what happens, to which calls or events, how often. Made by the methods below and narrowed with <c>with</c>.</summary>
/// <example><code>simulator.Faults.Add(Fault.Latency(TimeSpan.FromSeconds(2)) with { Endpoint = "POST /topapi/v2/user/list", Rate = 0.1 });</code></example>
public sealed record Fault
{
    /// <summary>What happens.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>
    /// The calls it may hit, such as <c>POST /topapi/v2/user/list</c>; for a fault of events their type, such as
    /// <c>user_modify_org</c>. Default: <c>*</c>, every call or every event.
    /// </summary>
    public string Endpoint { get; init; } = "*";

    /// <summary>Share of those calls or events, 0 to 1. Default: 1.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>How many calls or events it hits before it is spent; null for no end.</summary>
    public int? Times { get; init; }

    /// <summary>
    /// For <see cref="FaultKind.Latency"/>, <see cref="FaultKind.EventDelay"/> and <see cref="FaultKind.EventBurst"/>; for
    /// <see cref="FaultKind.EventDuplicate"/> the time between the two; for <see cref="FaultKind.EventReorder"/> the longest
    /// wait for a next event.
    /// </summary>
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

    /// <summary>Answers with success as if nobody were in any department.</summary>
    public static Fault MissingPeople() => new() { Kind = FaultKind.MissingPeople };

    /// <summary>Revokes the token just before the call.</summary>
    public static Fault TokenRevocation() => new() { Kind = FaultKind.TokenRevocation };

    /// <summary>Never sends the event.</summary>
    public static Fault EventDrop() => new() { Kind = FaultKind.EventDrop };

    /// <summary>Pushes the event twice, the second time <paramref name="after"/> the first.</summary>
    public static Fault EventDuplicate(TimeSpan after = default) => new() { Kind = FaultKind.EventDuplicate, Delay = after };

    /// <summary>Pushes the event <paramref name="delay"/> late.</summary>
    public static Fault EventDelay(TimeSpan delay) => new() { Kind = FaultKind.EventDelay, Delay = delay };

    /// <summary>Lets the next event overtake this one, if one comes within <paramref name="wait"/>.</summary>
    public static Fault EventReorder(TimeSpan wait) => new() { Kind = FaultKind.EventReorder, Delay = wait };

    /// <summary>Holds this event and all others for a while, then pushes them at once.</summary>
    public static Fault EventBurst(TimeSpan hold) => new() { Kind = FaultKind.EventBurst, Delay = hold };

    /// <summary>Ends the Stream connection to which an event would go.</summary>
    public static Fault Stream(StreamBreak how) => new()
    {
        Kind = how switch
        {
            StreamBreak.Announced => FaultKind.StreamDisconnect,
            StreamBreak.Cut => FaultKind.StreamCut,
            _ => FaultKind.StreamZombie,
        },
    };

    internal bool IsOfEvents => Kind >= FaultKind.EventDrop;
}
