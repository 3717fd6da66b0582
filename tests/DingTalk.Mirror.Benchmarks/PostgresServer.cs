using System.Diagnostics;
using System.Runtime.Versioning;
using Npgsql;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>A PostgreSQL of Debian's package, started for one run on a unix socket in a directory of its own.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Packages = "/usr/lib/postgresql";
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;

    // At its best for these questions: all in memory and planned so, and no time spent on a compiler or on other processes.
    private static readonly string[] Settings =
    [
        "listen_addresses=", "fsync=off", "jit=off", "max_parallel_workers_per_gather=0", "shared_buffers=512MB", "work_mem=256MB", "max_wal_size=4GB",
        "random_page_cost=1",
    ];

    private readonly DirectoryInfo _directory;
    private readonly string _programs;

    private PostgresServer(DirectoryInfo directory, string programs) => (_directory, _programs) = (directory, programs);

    /// <summary>The newest that is installed; null if none is.</summary>
    public static string? FindPrograms() => !Directory.Exists(Packages)
        ? null
        : Directory.GetDirectories(Packages).Select(version => Path.Combine(version, "bin")).Where(programs => File.Exists(Path.Combine(programs, "initdb"))).Max(StringComparer.Ordinal);

    [UnsupportedOSPlatform("windows")]
    public static async Task<PostgresServer> StartAsync(string programs)
    {
        var server = new PostgresServer(Directory.CreateTempSubdirectory("dingtalk-stores-"), programs);
        File.SetUnixFileMode(server._directory.FullName, Everybody);
        try
        {
            await server.RunAsync("initdb", "-D", server.Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N");
            var settings = string.Join(' ', Settings.Select(setting => $"-c {setting}"));
            await server.RunAsync("pg_ctl", "-D", server.Data, "-w", "-l", Path.Combine(server._directory.FullName, "log"), "-o", $"{settings} -k {server._directory.FullName}", "start");
            return server;
        }
        catch
        {
            server._directory.Delete(recursive: true);
            throw;
        }
    }

    public NpgsqlDataSource Connect() =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder { Host = _directory.FullName, Username = "postgres", Database = "postgres" });

    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl", "-D", Data, "-m", "fast", "-w", "stop");
        _directory.Delete(recursive: true);
    }

    private string Data => Path.Combine(_directory.FullName, "data");

    private async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(_programs, program), arguments) { WorkingDirectory = _directory.FullName, UseShellExecute = false, RedirectStandardOutput = true };

        // It refuses to run as root; the package has made a user for it.
        if (Environment.IsPrivilegedProcess) start.UserName = "postgres";
        using var process = Process.Start(start)!;

        // The server inherits the pipe and keeps it open: its end is no sign.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
