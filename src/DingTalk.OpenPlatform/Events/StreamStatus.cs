namespace DingTalk.OpenPlatform.Events;

/// <summary>The app's connection for events, as a keyed service of the app's name; without a key for the one app of a process.</summary>
public interface IStreamMonitor
{
    /// <summary>How it stands now. Cheap.</summary>
    StreamStatus Status { get; }
}

/// <summary>How the connection for events stands.</summary>
public sealed record StreamStatus
{
    /// <summary>Whether events can come.</summary>
    public required StreamState State { get; init; }

    /// <summary>Since when the present connection stands; <see langword="null"/> without one.</summary>
    public DateTimeOffset? ConnectedSince { get; init; }

    /// <summary>The last frame of whatever kind on any connection; <see langword="null"/> before the first. An opened connection
    /// counts as one.</summary>
    public DateTimeOffset? LastFrameAt { get; init; }

    /// <summary>Connections opened after the first.</summary>
    public long Reconnects { get; init; }

    /// <summary>Whether events may have been missed and a handler has not taken note of it yet (<see cref="IDingTalkEventHandler.OnGapAsync"/>).</summary>
    public bool HasUntoldGap { get; init; }

    /// <summary>What went wrong last, for people, without a secret; kept after it was mended.</summary>
    public string? LastError { get; init; }
}

/// <summary>States of the connection for events.</summary>
public enum StreamState
{
    /// <summary>Not begun, or the host has stopped.</summary>
    Stopped,

    /// <summary>No connection: one is being opened, or the next attempt waits for its time.</summary>
    Connecting,

    /// <summary>A connection stands and receives.</summary>
    Connected,

    /// <summary>The platform has announced the end of the connection, or it is silent: another is being opened beside it.</summary>
    Replacing,
}
