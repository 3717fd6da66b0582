using System.ComponentModel.DataAnnotations;

namespace DingTalk.OpenPlatform.Events;

/// <summary>How events of Stream mode come in. Key, secret and address are those of the app
/// (<see cref="DingTalkAppOptions"/>). Validated when the host starts.</summary>
public sealed class DingTalkStreamOptions
{
    /// <summary>From an event's coming to its consumption, waiting for a free slot included; then the platform is asked to send it again.
    /// Default: 2.5 seconds, of the 3 that the platform waits.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:03")]
    public TimeSpan HandleTimeout { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>Events handled at the same time. Default: 64. Others wait for a slot within <see cref="HandleTimeout"/>.</summary>
    [Range(1, 1024)]
    public int MaxConcurrentEvents { get; set; } = 64;

    /// <summary>After this long without a frame a connection counts as dead, though it may answer WebSocket pings: another is opened
    /// in its place, and a gap is reported. Default: 90 seconds, where the platform has been seen to send a frame every 20 to 30.</summary>
    /// <remarks>A connection whose other end does not answer WebSocket pings is given up after 45 seconds, whatever this says.</remarks>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>The longest pause between two attempts to connect. The first is 1 to 2 seconds, each further one twice as long, half of it
    /// by chance. Default: 60 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(60);
}
