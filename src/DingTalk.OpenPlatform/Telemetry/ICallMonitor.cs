namespace DingTalk.OpenPlatform.Telemetry;

/// <summary>How the calls of an app go from this process, as a keyed service of the app's name; without a key for the one app of a process.</summary>
public interface ICallMonitor
{
    /// <summary>How they go now. Cheap.</summary>
    CallStatus Status { get; }
}

/// <summary>How the calls of an app go.</summary>
public sealed record CallStatus
{
    /// <summary>When the platform last did what it was asked; <see langword="null"/> if it has not yet.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>When a call last failed; <see langword="null"/> if none has.</summary>
    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Which, and how, for people: the call, the code, the platform's words. No token, no key and nothing of a request.</summary>
    public string? LastError { get; init; }
}
