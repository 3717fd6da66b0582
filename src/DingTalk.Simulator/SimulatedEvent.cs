namespace DingTalk.Simulator;

/// <summary>Where an event is on its way.</summary>
public enum EventFate
{
    /// <summary>Not yet acknowledged, and not yet given up.</summary>
    Pending,

    /// <summary>Consumed by the app.</summary>
    Acknowledged,

    /// <summary>Not acknowledged after the last attempt, or nobody was there.</summary>
    Lost,

    /// <summary>A fault swallowed it before the first attempt.</summary>
    Dropped,
}

/// <summary>One contacts event and what became of it.</summary>
/// <param name="Id"><c>eventId</c>, the same in every push.</param>
/// <param name="Type">Such as <c>user_modify_org</c>.</param>
/// <param name="Subjects">User ids, or department ids in decimal; empty for events of the whole organization.</param>
/// <param name="Data">The payload, JSON text.</param>
/// <param name="BornAt">When the change was made, by the simulator's clock.</param>
/// <param name="Version">Version of the organization that the change led to.</param>
/// <param name="Fate">Where it is on its way.</param>
/// <param name="Attempts">Every push so far, duplicates too, oldest first.</param>
public sealed record SimulatedEvent(
    string Id,
    string Type,
    IReadOnlyList<string> Subjects,
    string Data,
    DateTimeOffset BornAt,
    long Version,
    EventFate Fate,
    IReadOnlyList<EventAttempt> Attempts);

/// <summary>One push of an event.</summary>
/// <param name="Connection">The Stream connection that got it; the address for a callback; null if nobody was connected.</param>
/// <param name="MessageId"><c>messageId</c> of the frame; null for a callback.</param>
/// <param name="At">When, by the simulator's clock.</param>
/// <param name="Answer"><c>SUCCESS</c>, <c>LATER</c>, another code or what went wrong; null while there is none.</param>
/// <param name="AnsweredAt">When the answer came or was given up. An acknowledgement after the deadline is noted and changes nothing.</param>
public sealed record EventAttempt(string? Connection, string? MessageId, DateTimeOffset At, string? Answer, DateTimeOffset? AnsweredAt);

/// <summary>How a Stream connection ends.</summary>
public enum StreamBreak
{
    /// <summary>Announced by a <c>disconnect</c> frame: nothing is pushed any more, acknowledgements count until the end.</summary>
    Announced,

    /// <summary>The socket is cut without a word.</summary>
    Cut,

    /// <summary>The socket stays open and answers pings; nothing that is pushed to it arrives.</summary>
    Zombie,
}

/// <summary>A Stream connection that is open.</summary>
/// <param name="Id">Name of the connection in the ledger.</param>
/// <param name="UserAgent"><c>ua</c> of the client; may be empty.</param>
/// <param name="OpenedAt">When, by the simulator's clock.</param>
/// <param name="Break">What has befallen it; null for a healthy one.</param>
/// <param name="PingsAnswered">How many <c>ping</c> frames came back with their own <c>opaque</c>.</param>
public sealed record StreamConnectionStatus(string Id, string UserAgent, DateTimeOffset OpenedAt, StreamBreak? Break, int PingsAnswered);
