using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace DingTalk.Mirror.Sqlite.Tests;

/// <summary>Another program at the same file: the sqlite3 shell, a backup, a stranger.</summary>
internal sealed class OtherProgram : IDisposable
{
    private readonly SqliteConnection _connection;

    public OtherProgram(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
    }

    [SuppressMessage("Security", "CA2100", Justification = "The SQL is a test's own.")]
    public object? Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public static object? Run(string file, string sql)
    {
        using var program = new OtherProgram(file);
        return program.Run(sql);
    }

    public void Dispose() => _connection.Dispose();
}
