namespace DingTalk.Mirror;

/// <summary>How up to date an answer has to be; <see cref="IOrganization.With"/> asks for it.</summary>
/// <remarks>
/// An answer has two ages: of its oldest read from the platform (<see cref="Answer{T}.OldestRead"/>), and of the last moment at which it was
/// confirmed current (<see cref="Answer{T}.CurrentAsOf"/>). While events flow the second is a few seconds, however old the first is.
/// </remarks>
[GenerateSerializer, Immutable, Alias("dingtalk.freshness")]
public readonly record struct Freshness
{
    private Freshness(FreshnessKind kind, TimeSpan age = default, MirrorVersion version = default) => (Kind, Age, Version) = (kind, age, version);

    /// <summary>Whatever is known: it costs nothing, and the answer says how old it is.</summary>
    public static Freshness Any => default;

    /// <summary>Read from the platform after the question was asked.</summary>
    public static Freshness Live => new(FreshnessKind.Live);

    /// <summary>
    /// Confirmed current within the last <paramref name="age"/>. Costs nothing while events flow; what an event has just named is waited for, and
    /// what nobody listened for, or without events everything that was read earlier, is read again.
    /// </summary>
    public static Freshness AtMost(TimeSpan age) => new(FreshnessKind.AtMost, NotNegative(age));

    /// <summary>Read from the platform within the last <paramref name="age"/>: what is older is read again, whether it changed or not.</summary>
    public static Freshness ReadWithin(TimeSpan age) => new(FreshnessKind.ReadWithin, NotNegative(age));

    /// <summary>Shows at least a version that the caller has seen, of this or another silo: "read my writes".</summary>
    public static Freshness AtLeast(MirrorVersion version) => new(FreshnessKind.AtLeast, version: version);

    /// <summary>What is asked for.</summary>
    [Id(0)] public FreshnessKind Kind { get; }

    /// <summary>The age that is allowed, for the kinds that have one.</summary>
    [Id(1)] public TimeSpan Age { get; }

    /// <summary>The version that is wanted, for <see cref="AtLeast"/>.</summary>
    [Id(2)] public MirrorVersion Version { get; }

    private static TimeSpan NotNegative(TimeSpan age) =>
        age >= TimeSpan.Zero ? age : throw new ArgumentOutOfRangeException(nameof(age), age, "An age is not negative.");
}

/// <summary>What kind of freshness is asked for.</summary>
[GenerateSerializer, Alias("dingtalk.freshness-kind")]
public enum FreshnessKind
{
    /// <summary><see cref="Freshness.Any"/>.</summary>
    Any,

    /// <summary><see cref="Freshness.AtMost"/>.</summary>
    AtMost,

    /// <summary><see cref="Freshness.ReadWithin"/>.</summary>
    ReadWithin,

    /// <summary><see cref="Freshness.Live"/>.</summary>
    Live,

    /// <summary><see cref="Freshness.AtLeast"/>.</summary>
    AtLeast,
}

/// <summary>What an answer would cost that is not known, or not fresh enough.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.read-price")]
public sealed record ReadPrice
{
    /// <summary>Calls that count toward no allowance.</summary>
    [Id(0)] public required int FreeCalls { get; init; }

    /// <summary>How long they take at the platform's calls a second, if nobody else asks.</summary>
    [Id(1)] public required TimeSpan AtBest { get; init; }

    /// <summary>Whether there may be more: of what is not loaded nobody knows how much it is.</summary>
    [Id(2)] public required bool IsLowerBound { get; init; }
}
