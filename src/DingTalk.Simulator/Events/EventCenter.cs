using System.Diagnostics.CodeAnalysis;
using DingTalk.Simulator.Organizations;

namespace DingTalk.Simulator.Events;

/// <summary>Bears events, delivers them in the app's one mode, repeats what fails and keeps the books.</summary>
internal sealed class EventCenter(
    SimulatorOptions options, SimulatedClock clock, FaultPlan faults, StreamHub stream, CallbackSender callbacks, FailedList failed)
{
    // The bound keeps long runs small; what is on its way is always remembered.
    private const int RememberedEvents = 65_536;

    private readonly Lock _lock = new();
    private readonly Queue<EventEntry> _events = new();
    private readonly Dictionary<string, Push> _pushes = new(StringComparer.Ordinal);
    private readonly List<(EventEntry Entry, bool IsDuplicate)> _held = [];
    private readonly List<EventEntry> _overtaken = [];
    private readonly List<Waiter> _waiters = [];
    private bool _paused;
    private int _bursts;
    private long _born;

    private bool IsHolding => _paused || _bursts > 0;

    public IReadOnlyList<SimulatedEvent> All
    {
        get
        {
            lock (_lock)
                return [.. _events.Select(entry => entry.Snapshot())];
        }
    }

    /// <summary>One write of the organization has been made.</summary>
    public void Publish(OrganizationState before, OrganizationState after, IReadOnlyList<OrganizationChange> changes)
    {
        if (changes.Count == 0)
            return;
        lock (_lock)
        {
            foreach (var draft in new ContactsEvents(before, after, options.Events, changes[0].At).Of(changes))
                Bear(new EventEntry(draft, changes[0], ++_born));
            Look();
        }
    }

    public void Pause()
    {
        lock (_lock)
            _paused = true;
    }

    public void Resume()
    {
        lock (_lock)
        {
            _paused = false;
            Release();
        }
    }

    /// <summary>A Stream client has answered a push, or a ping.</summary>
    public void Acknowledge(StreamAck ack)
    {
        lock (_lock)
        {
            if (_pushes.TryGetValue(ack.MessageId, out var push))
                End(push, ack.Text, ack.IsConsumed);
            else
                Look();
        }
    }

    /// <summary>Ends when every event born so far is acknowledged or lost and no push of one waits for an answer.</summary>
    public Task WhenSettledAsync(CancellationToken cancellationToken)
    {
        List<EventEntry> open;
        lock (_lock)
            open = [.. _events.Where(entry => !entry.IsSettled)];
        return WhenAsync(() => open.TrueForAll(entry => entry.IsSettled), cancellationToken);
    }

    /// <summary>Ends when the condition holds; it is looked at after each push, answer, birth and change of a connection.</summary>
    public async Task WhenAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(condition);
        lock (_lock)
        {
            if (condition())
                return;
            _waiters.Add(waiter);
        }

        try
        {
            await waiter.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_lock)
                _waiters.Remove(waiter);
        }
    }

    /// <summary>Something that waiters may wait for has happened.</summary>
    public void Look()
    {
        lock (_lock)
        {
            foreach (var waiter in _waiters)
                waiter.Look();
        }
    }

    private void Bear(EventEntry entry)
    {
        Remember(entry);
        var drawn = faults.DrawEvent(entry.Type);
        if (drawn.Any(fault => fault.Kind is FaultKind.EventDrop))
        {
            entry.Fate = EventFate.Dropped;
            return;
        }

        var delay = TimeSpan.Zero;
        foreach (var fault in drawn)
            delay += Meet(fault, entry);
        var reorder = drawn.FirstOrDefault(fault => fault.Kind is FaultKind.EventReorder);
        if (delay > TimeSpan.Zero)
            After(delay, () => Attempt(entry));
        else if (reorder is null)
            Attempt(entry);
        else
            LetOvertake(entry, reorder.Delay);
    }

    /// <summary>What a fault does besides; how much later the first push becomes.</summary>
    private TimeSpan Meet(Fault fault, EventEntry entry)
    {
        switch (fault.Kind)
        {
            case FaultKind.EventDelay:
                return fault.Delay;
            case FaultKind.EventDuplicate:
                entry.DuplicateAfter = fault.Delay;
                break;
            case FaultKind.EventBurst:
                _bursts++;
                After(fault.Delay, () =>
                {
                    _bursts--;
                    Release();
                });
                break;
            case FaultKind.StreamDisconnect:
                entry.Breaks = StreamBreak.Announced;
                break;
            case FaultKind.StreamCut:
                entry.Breaks = StreamBreak.Cut;
                break;
            case FaultKind.StreamZombie:
                entry.Breaks = StreamBreak.Zombie;
                break;
            default:
                break;
        }

        return TimeSpan.Zero;
    }

    private void LetOvertake(EventEntry entry, TimeSpan wait)
    {
        _overtaken.Add(entry);
        After(wait, () =>
        {
            if (_overtaken.Remove(entry))
                Attempt(entry);
        });
    }

    /// <summary>The next push of the schedule, and behind a first push those that it has overtaken.</summary>
    private void Attempt(EventEntry entry)
    {
        if (IsHolding)
        {
            _held.Add((entry, false));
            return;
        }

        var isFirst = entry.Attempts++ == 0;
        Deliver(entry, isDuplicate: false);
        if (!isFirst)
            return;
        if (entry.DuplicateAfter is { } pause)
            DuplicateAfter(pause, entry);
        var overtaken = _overtaken.ToList();
        _overtaken.Clear();
        overtaken.ForEach(Attempt);
    }

    private void DuplicateAfter(TimeSpan pause, EventEntry entry)
    {
        if (pause > TimeSpan.Zero)
            After(pause, () => Duplicate(entry));
        else
            Duplicate(entry);
    }

    private void Duplicate(EventEntry entry)
    {
        if (IsHolding)
            _held.Add((entry, true));
        else
            Deliver(entry, isDuplicate: true);
    }

    private void Release()
    {
        if (IsHolding)
            return;
        var held = _held.ToList();
        _held.Clear();
        foreach (var (entry, isDuplicate) in held)
        {
            if (isDuplicate)
                Duplicate(entry);
            else
                Attempt(entry);
        }
    }

    private void Deliver(EventEntry entry, bool isDuplicate)
    {
        if (options.Callback is { } callback)
            Post(entry, isDuplicate, callback);
        else
            Stream(entry, isDuplicate);
        entry.Breaks = null;
        Look();
    }

    private void Stream(EventEntry entry, bool isDuplicate)
    {
        var messageId = options.Events.RepeatsMessageId ? entry.MessageIds.FirstOrDefault() ?? NewId() : NewId();
        var now = clock.GetUtcNow();
        var connection = stream.Push(StreamFrames.Event(entry, messageId, options.CorpId, now), entry.Breaks);
        var push = new Push(entry, connection, connection is null ? null : messageId, now, isDuplicate);
        entry.Add(push);
        if (connection is null)
        {
            End(push, "nobody connected", isConsumed: false);
            return;
        }

        _pushes[messageId] = push;
        push.Deadline = After(options.Events.AckDeadline, () => GiveUp(push));
    }

    private void Post(EventEntry entry, bool isDuplicate, CallbackOptions callback)
    {
        var push = new Push(entry, callback.Url?.ToString() ?? "no address", messageId: null, clock.GetUtcNow(), isDuplicate);
        entry.Add(push);
        if (callback.Fault is { } fault)
        {
            End(push, fault, isConsumed: false);
            return;
        }

        var text = CallbackPayload.Of(entry, options.CorpId, callback.Form);
        // Not here: whoever changes the organization does not wait for the app.
        _ = Task.Run(async () =>
        {
            var refusal = await callbacks.PostAsync(callback, text, CancellationToken.None);
            lock (_lock)
                End(push, refusal ?? "SUCCESS", refusal is null);
        });
    }

    private void GiveUp(Push push)
    {
        if (!push.IsOver)
            End(push, answer: null, isConsumed: false);
    }

    /// <summary>A push is answered or given up. What comes later than that is noted and changes nothing.</summary>
    private void End(Push push, string? answer, bool isConsumed)
    {
        push.Answer ??= answer;
        push.AnsweredAt ??= answer is null ? null : clock.GetUtcNow();
        if (!push.IsOver)
        {
            push.IsOver = true;
            push.Deadline?.Dispose();
            Conclude(push, isConsumed);
        }

        Look();
    }

    private void Conclude(Push push, bool isConsumed)
    {
        var entry = push.Entry;
        if (entry.Fate is not EventFate.Pending)
            return;
        if (isConsumed)
            entry.Fate = EventFate.Acknowledged;
        else if (push.IsDuplicate)
            return;
        else if (entry.Attempts <= options.Events.Retries.Count)
            After(options.Events.Retries[entry.Attempts - 1], () => Retry(entry));
        else
            Lose(push);
    }

    // Only what failed at an address is kept for the failed list.
    private void Lose(Push push)
    {
        push.Entry.Fate = EventFate.Lost;
        if (push.Target is not null && push.MessageId is null)
            failed.Add(push.Entry);
    }

    // A duplicate may have been acknowledged meanwhile.
    private void Retry(EventEntry entry)
    {
        if (entry.Fate is EventFate.Pending)
            Attempt(entry);
    }

    private void Remember(EventEntry entry)
    {
        _events.Enqueue(entry);
        while (_events.Count > RememberedEvents && _events.Peek().IsSettled)
        {
            foreach (var messageId in _events.Dequeue().MessageIds)
                _pushes.Remove(messageId);
        }
    }

    private ITimer After(TimeSpan wait, Action action) => clock.CreateTimer(
        _ =>
        {
            lock (_lock)
                action();
        },
        state: null,
        wait,
        Timeout.InfiniteTimeSpan);

    private static string NewId() => Guid.NewGuid().ToString("N");

    private sealed class Waiter(Func<bool> condition)
    {
        private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _source.Task;

        // A condition that throws is its author's affair, not that of whoever changed the organization.
        [SuppressMessage("Design", "CA1031", Justification = "It is rethrown to the one who waits.")]
        public void Look()
        {
            try
            {
                if (!_source.Task.IsCompleted && condition())
                    _source.TrySetResult();
            }
            catch (Exception fault)
            {
                _source.TrySetException(fault);
            }
        }
    }
}
