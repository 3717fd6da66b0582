namespace DingTalk.Mirror.Notices;

/// <summary>What a notice says and who is to get it; written once, and once more when the list is frozen.</summary>
[GenerateSerializer, Alias("dingtalk.row.notice")]
internal sealed class NoticePlan
{
    [Id(0)] public string Key { get; set; } = "";

    [Id(1)] public Notice? Notice { get; set; }

    [Id(2)] public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Everybody on the list, each once, in the order of sending; default until it is frozen.</summary>
    [Id(3)] public ImmutableArray<string> Recipients { get; set; }

    [Id(4)] public MirrorVersion RecipientsVersion { get; set; }
}

/// <summary>How far a notice is; written before and after each call.</summary>
[GenerateSerializer, Alias("dingtalk.row.notice-progress")]
internal sealed class NoticeProgressRow
{
    [Id(0)] public ImmutableArray<NoticeBatch> Batches { get; set; } = [];

    [Id(1)] public bool IsStopped { get; set; }

    [Id(2)] public string? Problem { get; set; }

    [Id(3)] public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>At most 100 people of a notice's list, sent in one call.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.row.notice-batch")]
internal sealed record NoticeBatch
{
    /// <summary>The first place in the list.</summary>
    [Id(0)] public required int Start { get; init; }

    [Id(1)] public required int Count { get; init; }

    [Id(2)] public BatchState State { get; init; }

    /// <summary>Sends that were begun. Above one, an earlier one may have been accepted without our hearing of it.</summary>
    [Id(3)] public int Attempts { get; init; }

    [Id(4)] public DateTimeOffset? FirstAttemptAt { get; init; }

    [Id(5)] public long? TaskId { get; init; }

    [Id(6)] public DateTimeOffset? SentAt { get; init; }

    /// <summary>Progress calls made so far.</summary>
    [Id(7)] public int Polls { get; init; }

    [Id(8)] public int Percent { get; init; }

    /// <summary>One for each person of the batch, in order; default until known.</summary>
    [Id(9)] public ImmutableArray<RecipientResult> Results { get; init; }
}

/// <summary>The fate of a batch.</summary>
[GenerateSerializer, Alias("dingtalk.row.batch-state")]
internal enum BatchState
{
    /// <summary>Not sent.</summary>
    Planned,

    /// <summary>A send was begun; whether it was accepted is not known until its answer is written down.</summary>
    Sending,

    /// <summary>Accepted.</summary>
    Sent,

    /// <summary>The results are known, as far as the platform tells.</summary>
    Finished,
}
