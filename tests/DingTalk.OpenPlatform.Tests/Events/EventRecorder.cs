using System.Threading.Channels;
using DingTalk.OpenPlatform.Events;

namespace DingTalk.OpenPlatform.Tests.Events;

/// <summary>Remembers what it is handed, and does with it what the test says.</summary>
internal sealed class EventRecorder : IDingTalkEventHandler
{
    private readonly Channel<DingTalkEvent> _events = Channel.CreateUnbounded<DingTalkEvent>();
    private readonly Channel<EventGap> _gaps = Channel.CreateUnbounded<EventGap>();
    private int _running;
    private int _most;

    public Func<DingTalkEvent, CancellationToken, Task> OnEvent { get; set; } = (_, _) => Task.CompletedTask;

    public Func<EventGap, Task> OnGap { get; set; } = _ => Task.CompletedTask;

    /// <summary>The most that were under way at one time.</summary>
    public int Most => Volatile.Read(ref _most);

    public ValueTask<DingTalkEvent> NextAsync() => _events.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public ValueTask<EventGap> NextGapAsync() => _gaps.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public bool HasEvent => _events.Reader.TryPeek(out _);

    public bool HasGap => _gaps.Reader.TryPeek(out _);

    public async Task HandleAsync(DingTalkEvent dingTalkEvent, CancellationToken cancellationToken)
    {
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(running);
        _events.Writer.TryWrite(dingTalkEvent);
        try
        {
            await OnEvent(dingTalkEvent, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public async Task OnGapAsync(EventGap gap, CancellationToken cancellationToken)
    {
        _gaps.Writer.TryWrite(gap);
        await OnGap(gap);
    }

    private void InterlockedMax(int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref _most)) < value && Interlocked.CompareExchange(ref _most, value, seen) != seen)
        {
        }
    }
}
