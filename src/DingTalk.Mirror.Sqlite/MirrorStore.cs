namespace DingTalk.Mirror.Sqlite;

/// <summary>Looks at an embedded store while no silo runs on it.</summary>
public static class MirrorStore
{
    /// <summary>Opens the file as a silo would when it starts, with all of its checks, and closes it. A file that is not there is not made.</summary>
    /// <param name="path">The file. A relative path starts at the current directory.</param>
    /// <param name="stateName">Name of a grain's state to read from it.</param>
    /// <param name="key">Key of that grain.</param>
    /// <exception cref="MirrorStoreException">The file cannot be the mirror's store, or a silo has it open (<see cref="MirrorStoreException.IsInUse"/>).</exception>
    public static MirrorStoreInspection Inspect(string path, string stateName, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        path = Path.GetFullPath(path);
        if (new FileInfo(path) is { Exists: false } or { Length: 0 } && !Directory.Exists(path))
        {
            MirrorFile.EnsureCanBeMade(path);
            return new(Exists: false, MirrorFile.SchemaVersion, Row: null);
        }

        using var file = new MirrorFile(path);
        using var command = file.Connection.CreateCommand();
        command.CommandText = "SELECT payload FROM grain_state WHERE state_name = @state AND key = @key AND payload IS NOT NULL";
        command.Parameters.AddWithValue("@state", stateName);
        command.Parameters.AddWithValue("@key", key);
        return new(Exists: true, MirrorFile.SchemaVersion, command.ExecuteScalar() is byte[] row ? (ReadOnlyMemory<byte>?)row : null);
    }
}

/// <summary>What a look at an embedded store found.</summary>
/// <param name="Exists">Whether the file is there; if not, it can be made.</param>
/// <param name="SchemaVersion">The version it has, or would be made with.</param>
/// <param name="Row">The bytes of the state that was asked for; null if the store has none.</param>
public sealed record MirrorStoreInspection(bool Exists, int SchemaVersion, ReadOnlyMemory<byte>? Row);
