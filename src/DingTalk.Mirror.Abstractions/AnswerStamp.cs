namespace DingTalk.Mirror;

/// <summary>
/// What an answer of one thing says of itself, as <see cref="Answer{T}"/> does of a list. Only what was asked for has it: in a list, within another thing and
/// in the feed of changes it is null.
/// </summary>
[GenerateSerializer, Immutable, Alias("dingtalk.answer-stamp")]
public sealed record AnswerStamp
{
    /// <summary>The version of the mirror that answered: every change up to it is shown.</summary>
    [Id(0)] public required MirrorVersion Version { get; init; }

    /// <summary>When the oldest of the platform reads behind this answer began.</summary>
    [Id(1)] public required DateTimeOffset OldestRead { get; init; }

    /// <inheritdoc cref="Answer{T}.CurrentAsOf"/>
    [Id(2)] public required DateTimeOffset CurrentAsOf { get; init; }
}
