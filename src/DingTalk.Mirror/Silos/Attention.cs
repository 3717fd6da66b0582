namespace DingTalk.Mirror.Silos;

/// <summary>Whether somebody in the cluster listens to DingTalk's events, as far as this silo knows.</summary>
internal sealed class Attention
{
    private long _ticks;

    /// <summary>The last moment at which somebody was known to listen; null if nobody ever was.</summary>
    public DateTimeOffset? At => Volatile.Read(ref _ticks) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;

    /// <summary>Somebody listens.</summary>
    public void Confirm(DateTimeOffset at) => Volatile.Write(ref _ticks, at.UtcTicks);
}
