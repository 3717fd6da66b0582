using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Errors;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Views;

/// <summary>
/// Keeps this silo's view of one organization: it folds the change log and publishes what it tells: changes of people and fields at once,
/// departments that lie differently whenever somebody needs that or the log falls quiet. The log is pulled by number; notifications only say when. Dropping the view costs a fold of the log, and no answer.
/// </summary>
internal sealed partial class ViewFollower(
    IGrainFactory grains,
    string logKey,
    Checkpoints checkpoints,
    ILedgerCompanion companion,
    TimeProvider time,
    ILogger<ViewFollower> logger) : IChangeObserver, IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RenewInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RestorePatience = TimeSpan.FromSeconds(30);

    /// <summary>Putting the departments in order anew for views that nobody waits for takes at most this part of the time.</summary>
    private const int RebuildShare = 10;

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _gate = new();
    private readonly List<(MirrorVersion Version, TaskCompletionSource<OrganizationView> Reached)> _waiting = [];
    private readonly IChangeLogGrain _log = grains.GetGrain<IChangeLogGrain>(logKey);

    private OrganizationView? _current;
    private Ledger _ledger = new();
    private OrganizationView _built = OrganizationView.Empty();
    private MirrorVersion _folded;
    private long _restoredUpTo;
    private bool _drop;
    private IChangeObserver? _reference;
    private DateTimeOffset _renewAt;
    private Task? _run;

    /// <summary>The newest view; null until the log was read once.</summary>
    public OrganizationView? Current => Volatile.Read(ref _current);

    /// <summary>The last moment at which <see cref="Current"/> was seen to show everything in the log.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>Tells that another view was published, or that the same was confirmed.</summary>
    public Signal Moved { get; } = new();

    /// <summary>Begins to follow. Returns at once.</summary>
    public void Start() => _run ??= Task.Run(RunAsync);

    /// <summary>A view that shows everything up to <paramref name="version"/>.</summary>
    public ValueTask<OrganizationView> ReachAsync(MirrorVersion version, CancellationToken cancellationToken)
    {
        if (Current is { } current && current.Version.Includes(version)) return new(current);
        var reached = new TaskCompletionSource<OrganizationView>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_current is { } now && now.Version.Includes(version)) return new(now);
            _waiting.Add((version, reached));
        }

        Wake();
        return new(WaitAsync());

        async Task<OrganizationView> WaitAsync()
        {
            try
            {
                return await reached.Task.WaitAsync(RestorePatience, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw new MirrorBusyException(
                    $"The change log {logKey} could not be read for {RestorePatience.TotalSeconds:0} s. Check the grain storage \"{StorageNames.Mirror}\"; "
                    + "the silo's log names the fault.");
            }
        }
    }

    /// <summary>Forgets the view and folds the log anew.</summary>
    public ValueTask<OrganizationView> DropAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _drop = true;
            Volatile.Write(ref _current, null);
        }

        return ReachAsync(default, cancellationToken);
    }

    Task IChangeObserver.AppendedAsync(MirrorVersion head)
    {
        Wake();
        return Task.CompletedTask;
    }

    /// <summary>Ends following; what was published stays.</summary>
    public async Task StopAsync()
    {
        // Called when the silo stops, and again when its container goes.
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        if (_run is { } run) await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _wake.Dispose();
    }

    /// <summary>Has the log looked at now.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (!_stop.IsCancellationRequested && _wake.CurrentCount == 0) _wake.Release();
        }
    }

    private async Task RunAsync()
    {
        var rebuildTime = TimeSpan.Zero;
        var rebuiltAt = 0L;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                ForgetIfDropped();
                var asked = time.GetUtcNow();
                await RenewAsync();
                await FoldAsync();
                companion.CatchUp(_ledger, _folded);
                if (IsBehind() && _built.TryWith(_folded, _ledger, _ledger.Changes) is { } changed) Publish(changed);
                else if (IsBehind() && (IsAwaited() || time.GetElapsedTime(rebuiltAt) > rebuildTime * RebuildShare))
                {
                    var started = time.GetTimestamp();
                    Publish(_built.Rebuild(_folded, _ledger, _ledger.Changes));
                    rebuiltAt = time.GetTimestamp();
                    rebuildTime = time.GetElapsedTime(started, rebuiltAt);
                }

                if (!IsBehind()) Confirm(asked);
                await WaitForWakeAsync(IsBehind() ? TimeSpan.FromMilliseconds(50) + (rebuildTime * RebuildShare) : PollInterval);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Following goes on whatever happens; who waits is told after a time.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFollowingFailed(exception, logKey);
                await WaitForWakeAsync(TimeSpan.FromSeconds(1));
            }
        }
    }

    private void ForgetIfDropped()
    {
        lock (_gate)
        {
            if (!_drop) return;
            _drop = false;
        }

        Forget();
    }

    private void Forget()
    {
        _ledger = new();
        _built = OrganizationView.Empty();
        _folded = default;
    }

    private async Task RenewAsync()
    {
        if (time.GetUtcNow() < _renewAt) return;
        _reference ??= grains.CreateObjectReference<IChangeObserver>(this);
        await _log.SubscribeAsync(_reference, _stop.Token);
        _renewAt = time.GetUtcNow() + RenewInterval;
    }

    private async Task FoldAsync()
    {
        while (true)
        {
            if (_folded == default) (_ledger, _folded, _restoredUpTo) = await checkpoints.RestoreAsync(_stop.Token);
            var batch = await _log.ReadAsync(_folded.Number, _stop.Token);
            if (_folded.LogId != batch.Head.LogId || batch.First > _folded.Number + 1)
            {
                if (_folded.LogId != batch.Head.LogId) LogOtherLog(logKey, _folded.LogId, batch.Head.LogId);
                Forget();
                continue;
            }

            foreach (var entry in batch.Entries) Fold(entry, batch.Head);
            _folded = new(batch.Head.LogId, batch.Entries is [.., var last] ? last.Number : Math.Max(_folded.Number, 0));
            if (_folded.Number >= batch.Head.Number) return;
        }
    }

    // What a checkpoint had already shows no change when it is folded again.
    private void Fold(ChangeEntry entry, MirrorVersion head)
    {
        if (entry.Number > _restoredUpTo) companion.Fold(_ledger, entry, head);
        else _ledger.Apply(entry);
    }

    private bool IsBehind()
    {
        lock (_gate) return !_drop && _current?.Version != _folded;
    }

    private bool IsAwaited()
    {
        lock (_gate) return _current is null || _waiting.Any(waiting => !_current.Version.Includes(waiting.Version));
    }

    private void Confirm(DateTimeOffset asked)
    {
        ConfirmedAt = asked;
        _built.Confirm(asked);
        Moved.Set();
    }

    private void Publish(OrganizationView view)
    {
        _built = view;
        _ledger.ForgetChanges();
        List<TaskCompletionSource<OrganizationView>> reached;
        lock (_gate)
        {
            Volatile.Write(ref _current, view);
            reached = [.. _waiting.Where(waiting => view.Version.Includes(waiting.Version)).Select(waiting => waiting.Reached)];
            _waiting.RemoveAll(waiting => view.Version.Includes(waiting.Version));
        }

        foreach (var waiter in reached) waiter.TrySetResult(view);
        Moved.Set();
    }

    private async Task WaitForWakeAsync(TimeSpan atMost)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            await _wake.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(3101, LogLevel.Warning, "Change log {Key} could not be followed; trying again")]
    private partial void LogFollowingFailed(Exception exception, string key);

    [LoggerMessage(3102, LogLevel.Warning, "Change log {Key} is no longer {Former} but {Current}: its store was lost. The view begins anew")]
    private partial void LogOtherLog(string key, Guid former, Guid current);
}
