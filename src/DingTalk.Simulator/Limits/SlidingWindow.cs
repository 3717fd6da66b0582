namespace DingTalk.Simulator.Limits;

/// <summary>How many calls were admitted in the span that ends now. Not safe for two threads.</summary>
internal sealed class SlidingWindow(TimeSpan span)
{
    private readonly Queue<long> _admitted = new();

    /// <summary>Admits a call at <paramref name="now"/> unless the span is full.</summary>
    public bool Admit(long now, int limit)
    {
        while (_admitted.TryPeek(out var oldest) && now - oldest >= span.Ticks)
            _admitted.Dequeue();
        if (_admitted.Count >= limit)
            return false;
        _admitted.Enqueue(now);
        return true;
    }
}
