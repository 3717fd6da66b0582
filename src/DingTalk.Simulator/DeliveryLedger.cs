namespace DingTalk.Simulator;

/// <summary>One work notice in one person's conversation list.</summary>
/// <param name="TaskId">The task that brought it.</param>
/// <param name="UserId">Who got it.</param>
/// <param name="Message">The <c>msg</c>, as compact JSON.</param>
/// <param name="At">When, by the simulator's clock.</param>
public sealed record Delivery(long TaskId, string UserId, string Message, DateTimeOffset At)
{
    /// <summary>The person has opened it.</summary>
    public bool Read { get; internal init; }

    /// <summary>The sender has taken it back.</summary>
    public bool Recalled { get; internal init; }
}

/// <summary>Who was delivered what, when, from which task.</summary>
public sealed class DeliveryLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(long Task, string User), Delivery> _deliveries = [];

    internal DeliveryLedger()
    {
    }

    /// <summary>Number of deliveries, recalled ones too.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _deliveries.Count;
        }
    }

    /// <summary>Every delivery, oldest first.</summary>
    public IReadOnlyList<Delivery> All
    {
        get
        {
            lock (_lock)
                return [.. _deliveries.Values];
        }
    }

    /// <summary>What one person got, oldest first.</summary>
    public IReadOnlyList<Delivery> To(string userId) => [.. All.Where(delivery => string.Equals(delivery.UserId, userId, StringComparison.Ordinal))];

    /// <summary>What one task brought.</summary>
    public IReadOnlyList<Delivery> Of(long taskId) => [.. All.Where(delivery => delivery.TaskId == taskId)];

    /// <summary>Somebody opens a notice.</summary>
    /// <exception cref="ArgumentException">The task brought this person nothing.</exception>
    public void MarkRead(long taskId, string userId)
    {
        lock (_lock)
        {
            if (!_deliveries.TryGetValue((taskId, userId), out var delivery))
                throw new ArgumentException(Invariant($"Task {taskId} delivered nothing to '{userId}'."), nameof(userId));
            _deliveries[(taskId, userId)] = delivery with { Read = true };
        }
    }

    internal Delivery? Find(long taskId, string userId)
    {
        lock (_lock)
            return _deliveries.GetValueOrDefault((taskId, userId));
    }

    internal void Add(Delivery delivery)
    {
        lock (_lock)
            _deliveries.Add((delivery.TaskId, delivery.UserId), delivery);
    }

    internal void Recall(long taskId)
    {
        lock (_lock)
        {
            foreach (var key in _deliveries.Keys.Where(key => key.Task == taskId).ToList())
                _deliveries[key] = _deliveries[key] with { Recalled = true };
        }
    }
}
