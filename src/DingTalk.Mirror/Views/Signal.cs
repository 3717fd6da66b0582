namespace DingTalk.Mirror.Views;

/// <summary>Wakes everybody who waits for the next time.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = Create();

    /// <summary>Completes at the next time. Take it before looking at what it tells of.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Set() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
