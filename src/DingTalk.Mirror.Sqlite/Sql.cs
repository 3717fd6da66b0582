namespace DingTalk.Mirror.Sqlite;

/// <summary>The SQL of the store, as it stands in the folder <c>Sql</c>.</summary>
internal static class Sql
{
    private const string QueryFolder = "Sql/Queries/";
    private const string Extension = ".sql";

    /// <summary>Prepares a connection: its pragmas, and an empty table for the queries.</summary>
    public static string Connection => Read("Sql/Connection.sql");

    /// <summary>Makes the tables of an empty file and marks it as ours.</summary>
    public static string Schema => Read("Sql/Schema.sql");

    /// <summary>What Orleans's ADO.NET providers ask for, by the keys they ask with.</summary>
    public static IEnumerable<(string Key, string Text)> Queries =>
        from name in typeof(Sql).Assembly.GetManifestResourceNames()
        where name.StartsWith(QueryFolder, StringComparison.Ordinal)
        select (name[QueryFolder.Length..^Extension.Length], Read(name));

    private static string Read(string name)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
