namespace DingTalk.Mirror.Notices;

/// <summary>How far a notice is, and what became of it.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.notice-status")]
public sealed record NoticeStatus
{
    /// <summary>The notice's key.</summary>
    [Id(0)] public required string Key { get; init; }

    /// <summary>What it is doing.</summary>
    [Id(1)] public required NoticeState State { get; init; }

    /// <summary>Everybody who is to get it, each once; 0 until the list is frozen.</summary>
    [Id(2)] public int Recipients { get; init; }

    /// <summary>What became of them, by outcome; the numbers add up to <see cref="Recipients"/>.</summary>
    [Id(3)] public IReadOnlyDictionary<RecipientOutcome, int> Outcomes { get; init; } = new Dictionary<RecipientOutcome, int>();

    /// <summary>Batches of at most 100 people that the list was cut into.</summary>
    [Id(4)] public int Batches { get; init; }

    /// <summary>Batches that the platform has accepted.</summary>
    [Id(5)] public int BatchesSent { get; init; }

    /// <summary>Batches whose result is known.</summary>
    [Id(6)] public int BatchesFinished { get; init; }

    /// <summary>The platform's own progress over all batches, 0 to 100.</summary>
    [Id(7)] public int PercentProcessed { get; init; }

    /// <summary>Why it stopped, or what it waits for; null while all is well.</summary>
    [Id(8)] public string? Problem { get; init; }

    /// <summary>When it was written down.</summary>
    [Id(9)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it finished or stopped.</summary>
    [Id(10)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The version of the mirror whose people are on the list.</summary>
    [Id(11)] public MirrorVersion RecipientsVersion { get; init; }

    /// <summary>Whether nothing more will happen by itself.</summary>
    public bool HasEnded => State is NoticeState.Finished or NoticeState.Stopped;

    /// <summary>How many recipients had this outcome.</summary>
    public int Count(RecipientOutcome outcome) => Outcomes.GetValueOrDefault(outcome);
}

/// <summary>The life of a notice.</summary>
[GenerateSerializer, Alias("dingtalk.notice-state")]
public enum NoticeState
{
    /// <summary>Written down; its subtree is being completed.</summary>
    Planning,

    /// <summary>The list is frozen; batches are on their way.</summary>
    Sending,

    /// <summary>All batches are accepted; the platform is at work.</summary>
    Following,

    /// <summary>What became of everybody is known, as far as the platform tells.</summary>
    Finished,

    /// <summary>It went no further, see <see cref="NoticeStatus.Problem"/>. What had been sent stays sent.</summary>
    Stopped,
}

/// <summary>What became of a notice for one person.</summary>
[GenerateSerializer, Alias("dingtalk.recipient-outcome")]
public enum RecipientOutcome
{
    /// <summary>Not sent yet, or the result is not known yet.</summary>
    Pending,

    /// <summary>Delivered and read when the result was last fetched.</summary>
    Read,

    /// <summary>Delivered, not read when the result was last fetched.</summary>
    Unread,

    /// <summary>
    /// Delivered by an earlier attempt at the same batch whose answer was lost: the platform calls the repetition a duplicate (143106).
    /// Whether it was read cannot be asked.
    /// </summary>
    Delivered,

    /// <summary>The platform accepted it and did not deliver: the same words today already, or too many messages; see the code.</summary>
    Forbidden,

    /// <summary>The platform tried and failed.</summary>
    Failed,

    /// <summary>The platform does not know the userid.</summary>
    Invalid,

    /// <summary>Not sent, because the options allow sending to certain people only.</summary>
    Withheld,

    /// <summary>Sent, and the platform gave no word of this person; or the batch's fate could not be settled.</summary>
    Unknown,

    /// <summary>Not sent: the platform refused the batch, or the notice stopped before it.</summary>
    NotSent,
}

/// <summary>One person's outcome.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Outcome">What became of the notice.</param>
/// <param name="Code">The platform's code, as <c>143106</c>: the same words to the same person today.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.recipient-result")]
public sealed record RecipientResult(
    [property: Id(0)] string UserId, [property: Id(1)] RecipientOutcome Outcome, [property: Id(2)] string? Code = null);

/// <summary>Whom a notice would reach and what it would cost, without sending anything.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.notice-preview")]
public sealed record NoticePreview
{
    /// <summary>The people, each once, and what could not be found.</summary>
    [Id(0)] public required Answer<string> Recipients { get; init; }

    /// <summary>How many of them the options would withhold.</summary>
    [Id(1)] public required int Withheld { get; init; }

    /// <summary>Batches of at most 100 people.</summary>
    [Id(2)] public required int Batches { get; init; }

    /// <summary>The least calls of the month's allowance: send, progress and result for each batch.</summary>
    [Id(3)] public required int MeteredCalls { get; init; }

    /// <summary>The least time that sending takes at the configured people a minute.</summary>
    [Id(4)] public required TimeSpan LeastTime { get; init; }
}
