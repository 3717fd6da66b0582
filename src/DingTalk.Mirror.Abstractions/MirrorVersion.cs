using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DingTalk.Mirror;

/// <summary>A point in the history of one mirror: an answer that carries it shows every change up to it, and none after.</summary>
/// <param name="LogId">The change log that counts. A store that was lost and begun anew counts in a new log.</param>
/// <param name="Number">The last change that is shown; 0 before the first.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.version")]
public readonly record struct MirrorVersion([property: Id(0)] Guid LogId, [property: Id(1)] long Number) : IParsable<MirrorVersion>
{
    /// <summary>Whether this version shows everything that <paramref name="other"/> shows. Versions of different logs cannot be compared: false.</summary>
    public bool Includes(MirrorVersion other) => other.Number == 0 || (LogId == other.LogId && Number >= other.Number);

    /// <summary>The later of two versions of one log.</summary>
    public static MirrorVersion Max(MirrorVersion first, MirrorVersion second) => first.Includes(second) ? first : second;

    /// <summary>The version as text: what <see cref="Parse"/> reads, to be kept in a column or sent in a header.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{LogId:N}:{Number}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is not of this form.</exception>
    public static MirrorVersion Parse(string text) => TryParse(text, out var version)
        ? version
        : throw new FormatException($"\"{text}\" is no version of a mirror: 32 hexadecimal digits, a colon and a number.");

    /// <summary>Reads what <see cref="ToString"/> wrote; false if it is not of this form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MirrorVersion version)
    {
        version = default;
        if (text?.Split(':') is not [var log, var number]
            || !Guid.TryParseExact(log, "N", out var logId)
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        version = new(logId, count);
        return true;
    }

    static MirrorVersion IParsable<MirrorVersion>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<MirrorVersion>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MirrorVersion result) => TryParse(s, out result);
}
