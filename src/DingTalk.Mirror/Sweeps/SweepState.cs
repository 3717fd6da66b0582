namespace DingTalk.Mirror.Sweeps;

/// <summary>The row of the sweep: where it stands, so that a restart goes on there.</summary>
[GenerateSerializer, Alias("dingtalk.row.sweep")]
internal sealed class SweepState
{
    /// <summary>Counts the passes, from 1.</summary>
    [Id(0)] public int Pass { get; set; }

    [Id(1)] public DateTimeOffset? BeganAt { get; set; }

    /// <summary>When the pass before began: what was read since is lively.</summary>
    [Id(2)] public DateTimeOffset? FormerBeganAt { get; set; }

    [Id(3)] public bool IsUnderWay { get; set; }

    [Id(4)] public bool IsWhole { get; set; }

    /// <summary>The last department that was compared; they are taken in the order of their ids.</summary>
    [Id(5)] public long Cursor { get; set; }

    [Id(6)] public int Checked { get; set; }

    [Id(7)] public int Failed { get; set; }

    [Id(8)] public DateTimeOffset? WholeSince { get; set; }

    [Id(9)] public long Drift { get; set; }

    /// <summary>When the app's contact scope was last compared.</summary>
    [Id(10)] public DateTimeOffset? ScopeReadAt { get; set; }
}
