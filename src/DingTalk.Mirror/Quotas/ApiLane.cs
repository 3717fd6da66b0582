using DingTalk.OpenPlatform.Limits;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Quotas;

/// <summary>The queue of one API in this silo.</summary>
internal sealed partial class ApiLane(
    IQuotaGrain quota, Guid holder, string api, bool isMetered, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(500);

    // An interactive call that arrives while only background calls wait is not to sleep as long as they.
    private static readonly TimeSpan BackgroundPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _interactive = new();
    private readonly Queue<Waiting> _background = new();
    private readonly List<HeldLease> _held = [];
    private bool _isPumping;

    public async ValueTask<CallPermit> EnterAsync(CallPriority priority, CancellationToken cancellationToken)
    {
        var waiting = new Waiting();
        lock (_lock)
        {
            (priority is CallPriority.Interactive ? _interactive : _background).Enqueue(waiting);
            if (!_isPumping)
            {
                _isPumping = true;
                _ = Task.Run(PumpAsync, CancellationToken.None);
            }
        }

        using (cancellationToken.UnsafeRegister(static (state, token) => ((Waiting)state!).Permit.TrySetCanceled(token), waiting))
        {
            return await waiting.Permit.Task;
        }
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            var pause = await LeaseAsync();
            lock (_lock)
            {
                if (Count(_interactive) == 0)
                {
                    _isPumping = Count(_background) > 0;
                    if (!_isPumping) return;
                    pause = pause < BackgroundPause ? pause : BackgroundPause;
                }
            }

            await Task.Delay(pause, time);
        }
    }

    private async Task<TimeSpan> LeaseAsync()
    {
        QuotaRequest request;
        long asked;
        lock (_lock)
        {
            asked = time.GetTimestamp();
            request = new()
            {
                Holder = holder,
                Api = api,
                IsMetered = isMetered,
                Interactive = Count(_interactive),
                Background = Count(_background),
                Settled = [.. _held.Where(lease => lease.IsOver).Select(lease => lease.Settle(asked))],
            };
        }

        try
        {
            var lease = await quota.LeaseAsync(request, CancellationToken.None);
            lock (_lock)
            {
                _held.RemoveAll(held => request.Settled.Any(settled => settled.LeaseId == held.Id));
                HandOut(lease, asked);
            }

            return lease.AskAgainIn;
        }
#pragma warning disable CA1031 // Whoever waits has a time-out of their own; the gate keeps trying.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLeaseFailed(exception, api);
            return AfterFailure;
        }
    }

    private void HandOut(QuotaLease lease, long asked)
    {
        if (lease.Id == 0) return;
        var held = new HeldLease(lease.Id, time, asked, lease.Validity);
        _held.Add(held);
        HandOut(_interactive, lease.Interactive, held);
        HandOut(_background, lease.Background, held);
    }

    private static void HandOut(Queue<Waiting> queue, int permits, HeldLease lease)
    {
        while (permits > 0 && queue.TryDequeue(out var waiting))
        {
            lease.Handed();
            if (waiting.Permit.TrySetResult(new LeasedPermit(lease))) permits--;
            else lease.Returned();
        }
    }

    private static int Count(Queue<Waiting> queue)
    {
        while (queue.TryPeek(out var first) && first.Permit.Task.IsCompleted) queue.Dequeue();
        return queue.Count(waiting => !waiting.Permit.Task.IsCompleted);
    }

    [LoggerMessage(2102, LogLevel.Warning, "No permits for {Api}: the quota grain failed; trying again")]
    private partial void LogLeaseFailed(Exception exception, string api);

    private sealed class Waiting
    {
        public TaskCompletionSource<CallPermit> Permit { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
