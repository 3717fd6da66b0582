using DingTalk.Simulator.Events;

namespace DingTalk.Simulator;

/// <summary>The contacts events that the platform sends: what was born, where it was pushed, what became of it.</summary>
/// <remarks>
/// Deadlines, retries and the life of connections go by <see cref="DingTalkSimulator.Clock"/>; a test moves it on and awaits
/// what it expects. The ledger remembers the last 65,536 events.
/// </remarks>
public sealed class SimulatedEvents
{
    private readonly SimulatorOptions _options;
    private readonly EventCenter _center;
    private readonly StreamHub _stream;
    private readonly CallbackSender _callbacks;

    internal SimulatedEvents(SimulatorOptions options, EventCenter center, StreamHub stream, CallbackSender callbacks)
    {
        _options = options;
        _center = center;
        _stream = stream;
        _callbacks = callbacks;
    }

    /// <summary>Every event, oldest first.</summary>
    public IReadOnlyList<SimulatedEvent> All => _center.All;

    /// <summary>Events that were given up or dropped.</summary>
    public int LostCount => _center.All.Count(born => born.Fate is EventFate.Lost or EventFate.Dropped);

    /// <summary>Stream connections that are open, oldest first.</summary>
    public IReadOnlyList<StreamConnectionStatus> Connections => _stream.Connections;

    /// <summary>Events of one type, oldest first.</summary>
    public IReadOnlyList<SimulatedEvent> Of(string type) => [.. All.Where(born => string.Equals(born.Type, type, StringComparison.Ordinal))];

    /// <summary>Holds every push, repeated ones too, until <see cref="Resume"/>. Acknowledgements still count and deadlines still pass.</summary>
    public void Pause() => _center.Pause();

    /// <summary>Pushes at once, in their order, what was held.</summary>
    public void Resume() => _center.Resume();

    /// <summary>Ends a Stream connection, or all of them.</summary>
    /// <param name="how">Announced, without a word, or without letting the client know at all.</param>
    /// <param name="connection">Its <see cref="StreamConnectionStatus.Id"/>; null for all that are open.</param>
    /// <exception cref="ArgumentException">There is no such connection.</exception>
    public void Disconnect(StreamBreak how, string? connection = null) => _stream.Break(connection, how);

    /// <summary>
    /// Sets the app to HTTP callback, as saving in the developer console does: the address is checked with <c>check_url</c>
    /// first. <see cref="SimulatorOptions.Callback"/> set directly is taken unchecked; null there means Stream mode.
    /// </summary>
    /// <exception cref="ArgumentException">A part is impossible, or the address did not answer the check (71012, 71009).</exception>
    public async Task RegisterCallbackAsync(CallbackOptions callback, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (callback.Fault is { } fault)
            throw new ArgumentException(fault, nameof(callback));
        if (await _callbacks.PostAsync(callback, """{"EventType":"check_url"}""", cancellationToken) is { } refusal)
        {
            var code = refusal is "unreachable" or "timedout" ? 71012 : 71009;
            throw new ArgumentException($"{callback.Url} did not pass the check ({code}): {refusal}.", nameof(callback));
        }

        _options.Callback = callback;
    }

    /// <summary>Ends when at least so many healthy Stream connections are open.</summary>
    public Task WhenConnectedAsync(int connections = 1, CancellationToken cancellationToken = default) =>
        WhenAsync(events => events.Connections.Count(connection => connection.Break is null) >= connections, cancellationToken);

    /// <summary>Ends when every event born so far is acknowledged or lost and no push of one waits for an answer.</summary>
    /// <remarks>An event that nobody acknowledges needs the clock to move on, through its deadlines and retries.</remarks>
    public Task WhenSettledAsync(CancellationToken cancellationToken = default) => _center.WhenSettledAsync(cancellationToken);

    /// <summary>Ends when the condition holds; it is looked at after each birth, push, answer and change of a connection.</summary>
    /// <example><code>await dingTalk.Events.WhenAsync(events => events.All.Sum(born => born.Attempts.Count) == 2);</code></example>
    public Task WhenAsync(Func<SimulatedEvents, bool> condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return _center.WhenAsync(() => condition(this), cancellationToken);
    }
}
