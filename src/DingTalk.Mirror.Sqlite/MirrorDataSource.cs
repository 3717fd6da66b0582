using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Sqlite;

/// <summary>
/// The one connection to the mirror's file, shared by grain storage and reminders: opened when the silo starts, closed when it
/// has stopped, and lent to one caller at a time. SQLite has one writer anyway; a queue here costs less than its busy waits.
/// </summary>
internal sealed partial class MirrorDataSource(string path, TimeProvider clock, ILogger<MirrorDataSource> logger)
    : DbDataSource, ILifecycleParticipant<ISiloLifecycle>
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private MirrorFile? _file;

    public override string ConnectionString { get; } = new SqliteConnectionStringBuilder { DataSource = path }.ConnectionString;

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(MirrorDataSource), ServiceLifecycleStage.First, OpenFileAsync, CloseFileAsync);

    internal async Task<SqliteConnection> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return Connection();
    }

    internal SqliteConnection TakeTurn()
    {
        _turn.Wait();
        return Connection();
    }

    internal void EndTurn() => _turn.Release();

    protected override DbConnection CreateDbConnection() => new MirrorConnection(this);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Release();
        }

        base.Dispose(disposing);
    }

    protected override ValueTask DisposeAsyncCore()
    {
        Release();
        return base.DisposeAsyncCore();
    }

    private void Release()
    {
        _file?.Dispose();
        _file = null;
        _turn.Dispose();
    }

    private SqliteConnection Connection()
    {
        if (_file is { } file)
        {
            return file.Connection;
        }

        _turn.Release();
        throw new InvalidOperationException($"The mirror's store {path} is open only while the silo runs.");
    }

    private Task OpenFileAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        _file = new MirrorFile(path);
        LogOpened(path, new FileInfo(path).Length, clock.GetElapsedTime(started));
        return Task.CompletedTask;
    }

    private async Task CloseFileAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        _file?.Dispose();
        _file = null;
        _turn.Release();
    }

    [LoggerMessage(2901, LogLevel.Information, "Opened the mirror's store {Path}: {Length} bytes, checked in {Elapsed}")]
    private partial void LogOpened(string path, long length, TimeSpan elapsed);
}
