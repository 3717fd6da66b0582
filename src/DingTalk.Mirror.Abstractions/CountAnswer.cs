namespace DingTalk.Mirror;

/// <summary>A number of people that says whether it is whole.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.count-answer")]
public sealed record CountAnswer
{
    /// <summary>The people who are known, each once.</summary>
    [Id(0)] public required int Count { get; init; }

    /// <summary>What is not known and why; empty if the number is whole.</summary>
    [Id(1)] public ImmutableArray<MissingPart> Missing { get; init; } = [];

    /// <summary>The version of the mirror that answered.</summary>
    [Id(2)] public required MirrorVersion Version { get; init; }

    /// <inheritdoc cref="Answer{T}.OldestRead"/>
    [Id(3)] public DateTimeOffset? OldestRead { get; init; }

    /// <inheritdoc cref="Answer{T}.CurrentAsOf"/>
    [Id(4)] public DateTimeOffset? CurrentAsOf { get; init; }

    /// <summary>Whether nothing is missing.</summary>
    public bool IsComplete => Missing.Length == 0;
}
