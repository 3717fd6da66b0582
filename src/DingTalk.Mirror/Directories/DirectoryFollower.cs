using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Views;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Directories;

/// <summary>
/// Keeps this client's directory: asks a silo for piece after piece, and shows an update when it is whole. What was shown stays while no silo answers;
/// another silo, and one that was lost and came back, begins with a full state.
/// </summary>
internal sealed partial class DirectoryFollower(
    IGrainFactory grains, string name, MirrorClientOptions options, TimeProvider time, ILogger<DirectoryFollower> logger)
    : ILifecycleParticipant<IClusterClientLifecycle>, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly DirectoryUnpacker _unpacker = new();
    private readonly MemoryStream _pieces = new();
    private readonly Signal _moved = new();
    private DirectoryCursor _cursor;
    private KeptDirectory? _current;
    private Exception? _fault;
    private Task? _run;

    /// <summary>The newest directory; null until the first has come.</summary>
    public KeptDirectory? Current => Volatile.Read(ref _current);

    /// <summary>Bytes and updates that have come, for those who measure.</summary>
    public (long Bytes, long Pieces, long Updates) Received { get; private set; }

    public ValueTask<IDirectoryView> GetAsync(Freshness freshness, CancellationToken cancellationToken) =>
        DirectoryWait.ForAsync(() => Current, _moved, freshness, time, Why, cancellationToken);

    public void Participate(IClusterClientLifecycle lifecycle) =>
        lifecycle.Subscribe($"DingTalk directory \"{name}\"", ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose()
    {
        _stop.Dispose();
        _pieces.Dispose();
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.KeepsDirectory) _run ??= Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        if (_run is { } run) await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        var grain = grains.GetGrain<IDirectoryGrain>(new MirrorKeys(name).Directory(Guid.NewGuid()));
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var isUpdated = Take(await grain.NextAsync(options.DirectoryDepartmentId, _cursor, _stop.Token));
                _fault = null;
                if (isUpdated) await Task.Delay(options.DirectoryInterval, time, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Following goes on whatever happens; who waits is told after a time.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _fault = exception;
                if (exception is DirectoryFormatException) _cursor = default;
                LogFollowingFailed(exception, name);
                await Task.Delay(Pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private bool Take(DirectoryPiece piece)
    {
        _cursor = piece.Cursor;
        if (piece.IsFirst) _pieces.SetLength(0);
        _pieces.Write(piece.Content.AsSpan());
        Received = (Received.Bytes + piece.Content.Length, Received.Pieces + (piece.Content.IsEmpty ? 0 : 1), Received.Updates + (piece.IsLast ? 1 : 0));
        if (piece.IsLast)
        {
            Volatile.Write(ref _current, _unpacker.Apply(_pieces.GetBuffer().AsSpan(0, (int)_pieces.Length)));
            _pieces.SetLength(0);
            _pieces.Capacity = Math.Min(_pieces.Capacity, PackWriter.PieceLength);
        }

        if (!piece.IsLast && !piece.Content.IsEmpty) return false;
        Current?.Confirm(piece.ConfirmedAt);
        _moved.Set();
        return piece.IsLast;
    }

    private string Why() => _fault is { } fault
        ? $"The last attempt to reach a silo failed: {fault.Message}"
        : "The silos may still be reading their change log, or what was asked for has not happened; the client's log names faults.";

    [LoggerMessage(3601, LogLevel.Warning, "The directory of {Name} could not be kept current; trying again")]
    private partial void LogFollowingFailed(Exception exception, string name);
}
