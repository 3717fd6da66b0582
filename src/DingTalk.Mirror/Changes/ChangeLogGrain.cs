using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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

    private Segment _tail = new(Entries: [], ETag: null);
    private Task? _writer;
    private TaskCompletionSource? _cut;
    private Task _clearing = Task.CompletedTask;
    private long _cutUpTo;

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
        StartWriter();
        return waiting.Version.Task.WaitAsync(cancellationToken);
    }

    public async Task<ChangeBatch> ReadAsync(long number, CancellationToken cancellationToken)
    {
        var first = head.State.FirstNumbers;
        var segment = first.Count - 1;
        while (segment > 0 && first[segment] - 1 > number) segment--;
        var entries = segment == first.Count - 1 ? _tail.Entries : (await ReadSegmentAsync(segment)).Entries;
        return new(Head, [.. entries.SkipWhile(entry => entry.Number <= number)], head.State.FirstNumbers[0]);
    }

    public Task CutAsync(MirrorVersion version, CancellationToken cancellationToken)
    {
        if (version.LogId != head.State.LogId || version.Number <= _cutUpTo) return Task.CompletedTask;
        _cutUpTo = version.Number;
        _cut ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        var cut = _cut.Task;
        StartWriter();
        return cut.WaitAsync(cancellationToken);
    }

    public Task<MirrorVersion> SubscribeAsync(IChangeObserver observer, CancellationToken cancellationToken)
    {
        _observers.Subscribe(observer, observer);
        return Task.FromResult(Head);
    }

    private MirrorVersion Head => new(
        head.State.LogId, _tail.Entries is [.., var last] ? last.Number : head.State.FirstNumbers[^1] - 1);

    private void StartWriter()
    {
        if (_writer is null or { IsCompleted: true }) _writer = WriteAsync();
    }

    // One write at a time; whatever arrives meanwhile shares the next.
    private async Task WriteAsync()
    {
        await Task.Yield();
        while (_waiting.Count > 0 || _cut is not null)
        {
            if (_cut is not null) await CutSegmentsAsync();
            var group = _waiting.ToArray();
            _waiting.Clear();
            if (group.Length == 0) continue;
            try
            {
                await WriteGroupAsync(group);
                await _observers.Notify(observer => observer.AppendedAsync(Head));
            }
#pragma warning disable CA1031 // Whatever went wrong belongs to those who wait for it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                foreach (var waiting in group) waiting.Version.TrySetException(exception);

                // Another activation owns the rows; leaving a call, the exception would end this one, but it leaves none here.
                if (exception is InconsistentStateException) DeactivateOnIdle();
            }
        }
    }

    // The old segment stays in place until the new one is written, so a failed write leaves nothing behind.
    private async Task WriteGroupAsync(Waiting[] group)
    {
        if (_tail.Entries.Sum(entry => entry.Facts.Length) >= FactsPerSegment) await OpenSegmentAsync();
        var number = Head.Number;
        var now = time.GetUtcNow();
        _tail = await WriteSegmentAsync(_tail with
        {
            Entries = [.. _tail.Entries, .. group.Select(waiting => new ChangeEntry { Number = ++number, CommittedAt = now, Facts = waiting.Facts })],
        });
        for (var i = 0; i < group.Length; i++) group[i].Version.SetResult(new(head.State.LogId, number - group.Length + i + 1));
    }

    private async Task OpenSegmentAsync()
    {
        var former = head.State;
        head.State = new() { LogId = former.LogId, FirstNumbers = [.. former.FirstNumbers, Head.Number + 1], CutSegments = former.CutSegments };
        try
        {
            await head.WriteStateAsync();
        }
        catch
        {
            head.State = former;
            throw;
        }

        _tail = new(Entries: [], ETag: null);
    }

    // The head first: what it no longer names nobody reads. The rows go while appends go on; one that stays behind does no harm.
    private async Task CutSegmentsAsync()
    {
        var cut = _cut!;
        _cut = null;
        var former = head.State;
        var count = Math.Max(0, former.FirstNumbers.FindLastIndex(first => first - 1 <= _cutUpTo));
        try
        {
            if (count > 0)
            {
                head.State = new() { LogId = former.LogId, FirstNumbers = former.FirstNumbers[count..], CutSegments = former.CutSegments + count };
                await head.WriteStateAsync();
                LogCut(this.GetPrimaryKeyString(), head.State.FirstNumbers[0]);
                _clearing = ClearSegmentsAsync(_clearing, former.CutSegments, count);
            }

            cut.SetResult();
        }
#pragma warning disable CA1031 // Whatever went wrong belongs to the one who waits for it; appends go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            head.State = former;
            _cutUpTo = 0;
            if (exception is InconsistentStateException) DeactivateOnIdle();
            cut.SetException(exception);
        }
    }

    private async Task ClearSegmentsAsync(Task earlier, int first, int count)
    {
        await earlier;
        try
        {
            for (var segment = first; segment < first + count; segment++) await ClearSegmentAsync(segment);
        }
#pragma warning disable CA1031 // Nobody reads these rows any more.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogClearingFailed(exception, this.GetPrimaryKeyString());
        }
    }

    private async Task ClearSegmentAsync(int segment)
    {
        var state = new GrainState<ChangeSegmentState>(new());
        await _storage.ReadStateAsync(SegmentStateName, SegmentId(segment), state);
        if (state.RecordExists) await _storage.ClearStateAsync(SegmentStateName, SegmentId(segment), state);
    }

    private async Task<Segment> WriteSegmentAsync(Segment segment)
    {
        var state = new GrainState<ChangeSegmentState>(new() { Entries = segment.Entries }, segment.ETag) { RecordExists = segment.ETag is not null };
        await _storage.WriteStateAsync(SegmentStateName, SegmentId(head.State.CutSegments + head.State.FirstNumbers.Count - 1), state);
        return segment with { ETag = state.ETag };
    }

    private async Task<Segment> ReadSegmentAsync(int index)
    {
        var state = new GrainState<ChangeSegmentState>(new());
        await _storage.ReadStateAsync(SegmentStateName, SegmentId(head.State.CutSegments + index), state);
        return new(state.State?.Entries ?? [], state.ETag);
    }

    private GrainId SegmentId(int segment) =>
        GrainId.Create(SegmentType, MirrorKeys.OfGrain(this.GetPrimaryKeyString()).ChangeSegment(segment));

    [LoggerMessage(3001, LogLevel.Information, "Change log {Key} begins as {LogId}")]
    private partial void LogBegun(string key, Guid logId);

    [LoggerMessage(3002, LogLevel.Information, "Change log {Key} now begins at {First}")]
    private partial void LogCut(string key, long first);

    [LoggerMessage(3003, LogLevel.Warning, "Rows of change log {Key} that were cut off stay behind; they do no harm")]
    private partial void LogClearingFailed(Exception exception, string key);

    private sealed record Segment(List<ChangeEntry> Entries, string? ETag);

    private sealed record Waiting(ImmutableArray<Fact> Facts)
    {
        public TaskCompletionSource<MirrorVersion> Version { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
