namespace DingTalk.Mirror;

/// <summary>A point in the history of one mirror: an answer that carries it shows every change up to it, and none after.</summary>
/// <param name="LogId">The change log that counts. A store that was lost and begun anew counts in a new log.</param>
/// <param name="Number">The last change that is shown; 0 before the first.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.version")]
public readonly record struct MirrorVersion([property: Id(0)] Guid LogId, [property: Id(1)] long Number)
{
    /// <summary>Whether this version shows everything that <paramref name="other"/> shows. Versions of different logs cannot be compared: false.</summary>
    public bool Includes(MirrorVersion other) => other.Number == 0 || (LogId == other.LogId && Number >= other.Number);

    /// <summary>The later of two versions of one log.</summary>
    public static MirrorVersion Max(MirrorVersion first, MirrorVersion second) => first.Includes(second) ? first : second;

    /// <inheritdoc/>
    public override string ToString() => $"{LogId.ToString("N")[..8]}:{Number}";
}
