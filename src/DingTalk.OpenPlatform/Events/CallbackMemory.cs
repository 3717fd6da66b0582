namespace DingTalk.OpenPlatform.Events;

/// <summary>Remembers the signatures of callbacks that were consumed, for as long as their timestamps would be taken.</summary>
internal sealed class CallbackMemory(TimeSpan window, TimeProvider time)
{
    // Only what the platform signed gets here. At 100 events a second this covers the default window.
    private const int Capacity = 65_536;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _signatures = new(StringComparer.Ordinal);
    private readonly Queue<(string Signature, DateTimeOffset Until)> _order = new();

    /// <summary>Claims a callback; <see langword="false"/> if it is being consumed, or was.</summary>
    public bool TryClaim(string signature)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            while (_order.TryPeek(out var oldest) && (oldest.Until < now || _order.Count >= Capacity))
                _signatures.Remove(_order.Dequeue().Signature);
            if (!_signatures.Add(signature))
                return false;
            _order.Enqueue((signature, now + (2 * window)));    // a timestamp may lie one window ahead
            return true;
        }
    }

    /// <summary>It was not consumed: the platform may send the very same again.</summary>
    public void Release(string signature)
    {
        lock (_lock)
            _signatures.Remove(signature);
    }
}
