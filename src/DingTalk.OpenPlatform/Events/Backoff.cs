using System.Security.Cryptography;

namespace DingTalk.OpenPlatform.Events;

/// <summary>Pauses between attempts: twice as long each time, half of it by chance, so that many processes do not come back at once.</summary>
internal static class Backoff
{
    /// <summary>The pause after so many failures in a row; none after none.</summary>
    public static TimeSpan Delay(int failures, TimeSpan longest)
    {
        if (failures <= 0)
            return TimeSpan.Zero;
        var whole = Math.Min(longest.TotalMilliseconds, 1000 * Math.Pow(2, Math.Min(failures, 30)));
        var half = (int)(whole / 2);
        return TimeSpan.FromMilliseconds(half + RandomNumberGenerator.GetInt32(half + 1));
    }
}
