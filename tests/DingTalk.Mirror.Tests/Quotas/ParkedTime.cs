using Microsoft.Extensions.Time.Testing;

namespace DingTalk.Mirror.Tests.Quotas;

/// <summary>A clock for one sleeper: it moves on to the moment at which the sleeper wants to wake.</summary>
internal sealed class ParkedTime : FakeTimeProvider, IDisposable
{
    private readonly SemaphoreSlim _parked = new(0);
    private TimeSpan _sleep;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _sleep = dueTime;
        _parked.Release();
        return timer;
    }

    public Task ParkedAsync() => _parked.WaitAsync(TestContext.Current.CancellationToken);

    public void Wake() => Advance(_sleep);

    public void Dispose() => _parked.Dispose();
}
