namespace DingTalk.Mirror.Quotas;

/// <summary>
/// The row of a quota grain. Its epoch is swapped by ETag before the first grant, so two activations never grant at the same time:
/// the newer waits out what the older may still have promised.
/// </summary>
[GenerateSerializer, Alias("dingtalk.row.quota")]
internal sealed class QuotaState
{
    [Id(0)] public long Epoch { get; set; }

    /// <summary>When the epoch was last renewed, by the wall clock of the silo that did.</summary>
    [Id(1)] public DateTimeOffset RenewedAt { get; set; }

    /// <summary>Whether its activation ended in order and grants nothing more.</summary>
    [Id(2)] public bool IsReleased { get; set; }

    /// <summary>The month that is counted, in China's time.</summary>
    [Id(3)] public string Month { get; set; } = "";

    [Id(4)] public long MeteredCalls { get; set; }

    /// <summary>People whom notices were allowed to reach lately, written before it was allowed.</summary>
    [Id(5)] public List<Reached> People { get; set; } = [];
}

/// <summary>A grant to reach people.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.row.quota-reached")]
internal readonly record struct Reached([property: Id(0)] DateTimeOffset At, [property: Id(1)] int People);
