namespace DingTalk.Mirror.Events;

/// <summary>The row of the listeners.</summary>
[GenerateSerializer, Alias("dingtalk.row.listeners")]
internal sealed class ListenerState
{
    /// <summary>When somebody was last known to listen.</summary>
    [Id(0)] public DateTimeOffset? ListenedAt { get; set; }
}
