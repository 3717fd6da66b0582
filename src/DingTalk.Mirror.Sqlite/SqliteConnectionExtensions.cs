using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace DingTalk.Mirror.Sqlite;

internal static class SqliteConnectionExtensions
{
    [SuppressMessage("Security", "CA2100", Justification = "Only constants and the embedded SQL come here.")]
    public static void Execute(this SqliteConnection connection, string sql, params SqliteParameter[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddRange(parameters);
        command.ExecuteNonQuery();
    }

    [SuppressMessage("Security", "CA2100", Justification = "Only constants come here.")]
    public static T Ask<T>(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)command.ExecuteScalar()!;
    }
}
