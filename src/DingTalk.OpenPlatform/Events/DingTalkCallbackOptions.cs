using System.ComponentModel.DataAnnotations;

namespace DingTalk.OpenPlatform.Events;

/// <summary>How events come in by the HTTP callback. The app's key is that of the app (<see cref="DingTalkAppOptions"/>).
/// Validated when the host starts.</summary>
public sealed class DingTalkCallbackOptions
{
    /// <summary>The token for signatures, from the developer console. Nothing of this package prints it.</summary>
    [Required, RegularExpression("[A-Za-z0-9]{3,63}", ErrorMessage = "Token must be 3 to 63 letters or digits.")]
    public string Token { get; set; } = "";

    /// <summary>The key for the encryption (aes_key, EncodingAESKey), from the developer console. Nothing of this package prints it.</summary>
    [Required, RegularExpression("[A-Za-z0-9]{43}", ErrorMessage = "AesKey must be exactly 43 letters or digits.")]
    public string AesKey { get; set; } = "";

    /// <summary>The corp's id. A callback that was registered by API, and not in the developer console, is encrypted for the corp and not
    /// for the app: with this set both are taken. Default: none, only the app's key is.</summary>
    public string? CorpId { get; set; }

    /// <summary>From an event's coming to its consumption; then the platform is asked to send it again. Default: 2 seconds, of the 2.5
    /// that the platform waits.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:02.500")]
    public TimeSpan HandleTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Events handled at the same time. Default: 64. Others wait for a slot within <see cref="HandleTimeout"/>.</summary>
    [Range(1, 1024)]
    public int MaxConcurrentEvents { get; set; } = 64;

    /// <summary>How far a callback's time may be from this machine's, either way. Default: 5 minutes. Within it no callback that was
    /// consumed is taken a second time.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan TimestampWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often failed deliveries are fetched, besides at start and some minutes after a failure here. Default: 2 hours;
    /// <see langword="null"/>: never, somebody else fetches them. Every fetch counts against the monthly allowance: 360 a month.</summary>
    /// <remarks>One process of an app should fetch them, for two steal from each other (<see cref="EventApi.ListFailedAsync"/>).</remarks>
    [Range(typeof(TimeSpan), "00:10:00", "1.00:00:00")]
    public TimeSpan? FailedEventsInterval { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Names nothing secret.</summary>
    public override string ToString() => "DingTalkCallbackOptions(Token redacted, AesKey redacted)";
}
