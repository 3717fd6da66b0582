using System.Collections.Concurrent;
using DingTalk.OpenPlatform.Limits;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Quotas;

/// <summary>
/// This silo's gate to the platform: calls queue here, and each API leases permits from the quota grain for as many as wait.
/// </summary>
internal sealed partial class SiloCallGate(IGrainFactory grains, string quotaKey, TimeProvider time, ILogger<SiloCallGate> logger) : ICallGate
{
    private readonly ConcurrentDictionary<string, ApiLane> _lanes = new(StringComparer.Ordinal);
    private readonly Guid _holder = Guid.NewGuid();

    private IQuotaGrain Quota => grains.GetGrain<IQuotaGrain>(quotaKey);

    public ValueTask<CallPermit> EnterAsync(PlatformCall call, CancellationToken cancellationToken) =>
        _lanes.GetOrAdd(call.Api, (api, metered) => new ApiLane(this, api, metered), call.IsMetered).EnterAsync(call.Priority, cancellationToken);

    public void Refused(PlatformCall call, TimeSpan pause) => _ = ReportAsync(call.Api, pause);

    private async Task ReportAsync(string api, TimeSpan pause)
    {
        LogRefused(api, pause);
        await Quota.RefusedAsync(api, pause, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(2101, LogLevel.Information, "The platform refused {Api} for its frequency; no calls of it for {Pause}")]
    private partial void LogRefused(string api, TimeSpan pause);

    [LoggerMessage(2102, LogLevel.Warning, "No permits for {Api}: the quota grain failed; trying again")]
    private partial void LogLeaseFailed(Exception exception, string api);

    /// <summary>The queue of one API in this silo.</summary>
    private sealed class ApiLane(SiloCallGate gate, string api, bool isMetered)
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

                await Task.Delay(pause, gate.time);
            }
        }

        private async Task<TimeSpan> LeaseAsync()
        {
            QuotaRequest request;
            long asked;
            lock (_lock)
            {
                asked = gate.time.GetTimestamp();
                request = new()
                {
                    Holder = gate._holder,
                    Api = api,
                    IsMetered = isMetered,
                    Interactive = Count(_interactive),
                    Background = Count(_background),
                    Settled = [.. _held.Where(lease => lease.IsOver(gate.time)).Select(lease => lease.Settle(gate.time, asked))],
                };
            }

            try
            {
                var lease = await gate.Quota.LeaseAsync(request, CancellationToken.None);
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
                gate.LogLeaseFailed(exception, api);
                return AfterFailure;
            }
        }

        private void HandOut(QuotaLease lease, long asked)
        {
            if (lease.Id == 0) return;
            var held = new HeldLease(lease.Id, gate.time, asked, lease.Validity);
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

        private sealed class Waiting
        {
            public TaskCompletionSource<CallPermit> Permit { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>A lease in this silo's hands, with what was sent under it.</summary>
    private sealed class HeldLease(long id, TimeProvider time, long asked, TimeSpan validity)
    {
        private readonly Lock _lock = new();
        private readonly List<long> _sent = [];
        private int _inHand;
        private bool _isClosed;

        public long Id => id;

        public void Handed()
        {
            lock (_lock) _inHand++;
        }

        public void Returned()
        {
            lock (_lock) _inHand--;
        }

        public bool TrySend()
        {
            lock (_lock)
            {
                _inHand--;
                if (_isClosed || time.GetElapsedTime(asked) >= validity) return false;
                _sent.Add(time.GetTimestamp());
                return true;
            }
        }

        /// <summary>Whether nothing will be sent under it any more.</summary>
        public bool IsOver(TimeProvider clock)
        {
            lock (_lock) return _inHand == 0 || clock.GetElapsedTime(asked) >= validity;
        }

        public LeaseSettlement Settle(TimeProvider clock, long now)
        {
            lock (_lock)
            {
                _isClosed = true;
                return new(id, [.. _sent.Select(sent => clock.GetElapsedTime(sent, now))]);
            }
        }
    }

    private sealed class LeasedPermit(HeldLease lease) : CallPermit
    {
        public override bool TrySend() => lease.TrySend();
    }
}
