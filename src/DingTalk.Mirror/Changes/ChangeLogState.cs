namespace DingTalk.Mirror.Changes;

/// <summary>The head row of a log: which log it is, and where each segment begins.</summary>
[GenerateSerializer, Alias("dingtalk.row.changes")]
internal sealed class ChangeLogState
{
    [Id(0)] public Guid LogId { get; set; }

    /// <summary>The number of the first entry of each segment; a segment is named here before its first entry is written.</summary>
    [Id(1)] public List<long> FirstNumbers { get; set; } = [];

    /// <summary>The segments that were cut off: <see cref="FirstNumbers"/> begins behind them.</summary>
    [Id(2)] public int CutSegments { get; set; }
}

/// <summary>The row of one segment.</summary>
[GenerateSerializer, Alias("dingtalk.row.changes-segment")]
internal sealed class ChangeSegmentState
{
    [Id(0)] public List<ChangeEntry> Entries { get; set; } = [];
}
