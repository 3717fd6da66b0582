namespace DingTalk.Mirror.Sqlite;

/// <summary>
/// The file of the embedded store cannot be used. Thrown while the silo starts and never later; the message says what is
/// wrong, with which file, and what to do. The file was left as it was.
/// </summary>
public sealed class MirrorStoreException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Full path of the refused file.</summary>
    public required string Path { get; init; }

    /// <summary>Another silo has it open: nothing else is wrong with it, as far as can be told.</summary>
    public bool IsInUse { get; init; }
}
