namespace DingTalk.Mirror;

/// <summary>Names under which the mirror finds what the user configured.</summary>
public static class StorageNames
{
    /// <summary>The grain storage provider that holds all state of the mirror: <c>silo.AddAdoNetGrainStorage(StorageNames.Mirror, …)</c>.</summary>
    public const string Mirror = "DingTalk";
}
