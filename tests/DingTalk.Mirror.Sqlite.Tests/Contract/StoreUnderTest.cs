namespace DingTalk.Mirror.Sqlite.Tests.Contract;

/// <summary>A store, empty when made, that silos can be started on one after the other, in this process or in another.</summary>
public abstract class StoreUnderTest(string location) : IAsyncDisposable
{
    /// <summary>Where the data is: enough for another process to make a <see cref="StoreUnderTest"/> of the same type on it.</summary>
    public string Location { get; } = location;

    /// <summary>What a user writes to get this store.</summary>
    public abstract void Use(ISiloBuilder silo);

    /// <summary>Removes the data.</summary>
    public abstract ValueTask DisposeAsync();
}
