using DingTalk.Mirror.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.Utilities;

namespace DingTalk.Mirror.Changes;

/// <summary>Keeps the log in segments of a bounded size, so that an append rewrites little however long the log is.</summary>
[GrainType("dingtalk.changes")]
internal sealed partial class ChangeLogGrain(
    [PersistentState("changes", StorageNames.Mirror)] IPersistentState<ChangeLogState> head,
    IServiceProvider services,
    TimeProvider time,
    ILogger<ChangeLogGrain> logger) : Grain, IChangeLogGrain
{
    /// <summary>A segment is closed once it holds this many facts: some 64 KB.</summary>
    internal const int FactsPerSegment = 512;

    private const string SegmentStateName = "changes-segment";
    private static readonly GrainType SegmentType = GrainType.Create("dingtalk.changes-segment");

    private readonly IGrainStorage _storage = services.GetRequiredKeyedService<IGrainStorage>(StorageNames.Mirror);
    private readonly ObserverManager<IChangeObserver> _observers = new(TimeSpan.FromMinutes(5), logger);
    private readonly List<Waiting> _waiting = [];

    private GrainState<ChangeSegmentState> _tail = new(new());
    private Task? _writer;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (head.State.FirstNumbers.Count == 0)
        {
            head.State = new() { LogId = Guid.NewGuid(), FirstNumbers = [1] };
            await head.WriteStateAsync(cancellationToken);
            LogBegun(this.GetPrimaryKeyString(), head.State.LogId);
        }

        _tail = await ReadSegmentAsync(head.State.FirstNumbers.Count - 1);
    }

    public Task<MirrorVersion> AppendAsync(ImmutableArray<Fact> facts, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(facts);
        _waiting.Add(waiting);
        if (_writer is null or { IsCompleted: true }) _writer = WriteAsync();
        return waiting.Version.Task.WaitAsync(cancellationToken);
    }

    public async Task<ChangeBatch> ReadAsync(long number, CancellationToken cancellationToken)
    {
        var first = head.State.FirstNumbers;
        var segment = first.Count - 1;
        while (segment > 0 && first[segment] > number + 1) segment--;
        var entries = segment == first.Count - 1 ? _tail.State.Entries : (await ReadSegmentAsync(segment)).State.Entries;
        return new(Head, [.. entries.SkipWhile(entry => entry.Number <= number)]);
    }

    public Task<MirrorVersion> SubscribeAsync(IChangeObserver observer, CancellationToken cancellationToken)
    {
        _observers.Subscribe(observer, observer);
        return Task.FromResult(Head);
    }

    private MirrorVersion Head => new(
        head.State.LogId, _tail.State.Entries is [.., var last] ? last.Number : head.State.FirstNumbers[^1] - 1);

    // One write at a time; whatever arrives meanwhile shares the next. A failed write leaves the old segment in place and,
    // being an exception that a caller sees, lets Orleans drop this activation if another one has taken over the row.
    private async Task WriteAsync()
    {
        await Task.Yield();
        while (_waiting.Count > 0)
        {
            var group = _waiting.ToArray();
            _waiting.Clear();
            try
            {
                if (_tail.State.Entries.Sum(entry => entry.Facts.Length) >= FactsPerSegment) await OpenSegmentAsync();
                var number = Head.Number;
                var now = time.GetUtcNow();
                var entries = group.Select(waiting => new ChangeEntry { Number = ++number, CommittedAt = now, Facts = waiting.Facts });
                var next = new GrainState<ChangeSegmentState>(new() { Entries = [.. _tail.State.Entries, .. entries] }, _tail.ETag)
                {
                    RecordExists = _tail.RecordExists,
                };
                await _storage.WriteStateAsync(SegmentStateName, SegmentId(head.State.FirstNumbers.Count - 1), next);
                _tail = next;
                var reached = number - group.Length;
                foreach (var waiting in group) waiting.Version.SetResult(new(head.State.LogId, ++reached));
                await _observers.Notify(observer => observer.AppendedAsync(Head));
            }
#pragma warning disable CA1031 // Whatever went wrong belongs to those who wait for it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                foreach (var waiting in group) waiting.Version.TrySetException(exception);
                if (exception is InconsistentStateException) DeactivateOnIdle();
            }
        }
    }

    private async Task OpenSegmentAsync()
    {
        var former = head.State;
        head.State = new() { LogId = former.LogId, FirstNumbers = [.. former.FirstNumbers, Head.Number + 1] };
        try
        {
            await head.WriteStateAsync();
        }
        catch
        {
            head.State = former;
            throw;
        }

        _tail = new(new());
    }

    private async Task<GrainState<ChangeSegmentState>> ReadSegmentAsync(int segment)
    {
        var state = new GrainState<ChangeSegmentState>(new());
        await _storage.ReadStateAsync(SegmentStateName, SegmentId(segment), state);
        state.State ??= new();
        return state;
    }

    private GrainId SegmentId(int segment) =>
        GrainId.Create(SegmentType, MirrorKeys.OfGrain(this.GetPrimaryKeyString()).ChangeSegment(segment));

    [LoggerMessage(3001, LogLevel.Information, "Change log {Key} begins as {LogId}")]
    private partial void LogBegun(string key, Guid logId);

    private sealed record Waiting(ImmutableArray<Fact> Facts)
    {
        public TaskCompletionSource<MirrorVersion> Version { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
