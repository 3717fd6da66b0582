namespace DingTalk.Mirror.Loading;

/// <summary>
/// However many ask for one part, it is loaded once. Used inside one grain: not thread-safe, and needs no more.
/// </summary>
internal sealed class SharedLoads<TPart>
    where TPart : notnull
{
    private readonly Dictionary<TPart, Task> _running = [];
    private readonly Dictionary<TPart, Task> _next = [];

    /// <summary>The load that is under way, or a new one.</summary>
    public Task Join(TPart part, Func<TPart, Task> load)
    {
        if (_running.TryGetValue(part, out var running) && !running.IsCompleted) return running;
        return _running[part] = load(part);
    }

    /// <summary>A load that begins after this call: the one under way may have read already. Who asks meanwhile shares it.</summary>
    public Task JoinNext(TPart part, Func<TPart, Task> load)
    {
        if (!_running.TryGetValue(part, out var running) || running.IsCompleted) return Join(part, load);
        if (_next.TryGetValue(part, out var next)) return next;
        return _next[part] = AfterAsync(running, part, load);
    }

    private async Task AfterAsync(Task running, TPart part, Func<TPart, Task> load)
    {
        // The grain's scheduler must go on with the rest, so no ConfigureAwait(false) here.
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _next.Remove(part);
        await Join(part, load);
    }
}
