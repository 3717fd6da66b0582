using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DingTalk.Mirror.Sqlite;

/// <summary>The mirror's file: locked for this silo, recognised as ours, found sound, and open.</summary>
internal sealed class MirrorFile : IDisposable
{
    // Both as in Schema.sql.
    private const int ApplicationId = 0x44744D72;
    public const int SchemaVersion = 1;

    // How long to wait while another program writes to the file, by hand perhaps; this silo never waits for itself.
    private const int BusySeconds = 5;

    private readonly FileStream _lock;

    /// <exception cref="MirrorStoreException">The file cannot be the mirror's store.</exception>
    public MirrorFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw Refuse(path, "is a directory. Name a file in it.");
        }

        // A link and what it leads to are one store, with one lock.
        var file = new FileInfo(path);
        path = file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;

        // A lock of our own and not SQLite's exclusive mode, which would keep backups and inspection out while the silo runs.
        // The system lets go of it however the process ends. The empty file stays: to delete it would race with the next owner.
        _lock = OpenOrRefuse(path, path + "-lock", FileShare.None);
        try
        {
            Identify(path);
            Connection = Connect(path);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    public SqliteConnection Connection { get; }

    /// <summary>Whether a store could be made at this place; nothing stays there.</summary>
    /// <exception cref="MirrorStoreException">It could not.</exception>
    public static void EnsureCanBeMade(string path)
    {
        var probe = path + "-check";
        OpenOrRefuse(path, probe, FileShare.None).Dispose();
        File.Delete(probe);
    }

    public void Dispose()
    {
        Connection.Dispose();
        _lock.Dispose();
    }

    // Looks before SQLite does, which would roll back a stranger's journal or fold in its write-ahead log.
    private static void Identify(string path)
    {
        using var file = OpenOrRefuse(path, path, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[100];
        var length = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (length == 0)
        {
            return;
        }

        if (length < header.Length || !header.StartsWith("SQLite format 3\0"u8))
        {
            throw Refuse(path, $"is not a SQLite database. {Remedy.Foreign}");
        }

        if (BinaryPrimitives.ReadInt32BigEndian(header[68..]) != ApplicationId)
        {
            throw Refuse(path, $"is a SQLite database of another program. {Remedy.Foreign}");
        }
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = BusySeconds,
        }.ConnectionString);
        try
        {
            connection.Open();
            FoldLogOnClose(connection, false);
            connection.Execute(Sql.Connection);
            CreateOrCheck(path, connection);
            UseWriteAheadLog(path, connection);
            AddQueries(connection);
            FoldLogOnClose(connection, true);
            return connection;
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            throw Refuse(path, Explain(failure), failure);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Before the write-ahead log is switched on: a process killed in between leaves an empty file or a whole one.
    private static void CreateOrCheck(string path, SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = connection.Ask<long>("PRAGMA user_version");
        if (version == 0 && connection.Ask<long>("SELECT count(*) FROM sqlite_schema") == 0)
        {
            connection.Execute(Sql.Schema);
        }
        else if (version != SchemaVersion)
        {
            throw Refuse(path, string.Create(CultureInfo.InvariantCulture,
                $"has schema version {version}, and this program knows {SchemaVersion}. Run the version that wrote it, or a newer one."));
        }
        else if (connection.Ask<string>("PRAGMA quick_check(1)") is var finding && finding is not "ok")
        {
            throw Refuse(path, $"is damaged ({finding}). {Remedy.Damaged}");
        }

        transaction.Commit();
    }

    private static void UseWriteAheadLog(string path, SqliteConnection connection)
    {
        if (connection.Ask<string>("PRAGMA journal_mode = WAL") is var mode && mode is not "wal")
        {
            throw Refuse(path, $"is on a file system without shared memory, so SQLite stays in mode '{mode}'. Put it on a local disk.");
        }
    }

    // Once accepted, a stop leaves one whole file. A refusal leaves the write-ahead log of a crash as it is.
    private static void FoldLogOnClose(SqliteConnection connection, bool fold) =>
        SqliteException.ThrowExceptionForRC(
            raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, fold ? 0 : 1, out _), connection.Handle);

    private static void AddQueries(SqliteConnection connection)
    {
        foreach (var (key, text) in Sql.Queries)
        {
            connection.Execute("INSERT INTO temp.OrleansQuery VALUES (@key, @text)", new("@key", key), new("@text", text));
        }
    }

    // Made for its owner alone: it holds people's names. SQLite gives its companion files the same mode.
    private static FileStream OpenOrRefuse(string path, string file, FileShare share)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(file, options);
        }
        catch (DirectoryNotFoundException missing)
        {
            // Not made here: an unmounted volume would become an empty mirror.
            throw Refuse(path, "has no directory to be in. Make the directory, or mount its volume.", missing);
        }
        catch (IOException held) when (IsHeld(held))
        {
            throw Refuse(path, "is in use by another silo. Stop that one, or give each its own file; silos of one cluster share PostgreSQL or Redis instead.", held, isInUse: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refuse(path, $"cannot be written ({failure.Message}). {Remedy.ReadOnly}", failure);
        }
    }

    // EAGAIN on Linux, on macOS; a sharing violation on Windows.
    private static bool IsHeld(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);

    // Result codes: https://www.sqlite.org/rescode.html
    private static string Explain(SqliteException failure) => failure.SqliteErrorCode switch
    {
        11 or 26 => $"is damaged ({failure.Message}). {Remedy.Damaged}",
        5 or 6 => $"is locked by another program ({failure.Message}). Close whatever has a transaction open on it.",
        3 or 8 or 14 => $"cannot be written ({failure.Message}). {Remedy.ReadOnly}",
        _ => $"cannot be opened ({failure.Message}).",
    };

    private static MirrorStoreException Refuse(string path, string why, Exception? cause = null, bool isInUse = false) =>
        new($"The mirror's store {path} {why}", cause) { Path = path, IsInUse = isInUse };

    private static class Remedy
    {
        public const string Foreign = "It was not touched. Name another file, or move this one away to start with an empty store.";
        public const string Damaged = "Put a backup in its place, or move it and its -wal away to start with an empty store: departments and people are loaded again, unfinished notices are lost.";
        public const string ReadOnly = "Let the service's account write the file and its directory.";
    }
}
