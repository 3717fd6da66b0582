using DingTalk.Mirror.Sqlite.Tests.Contract;

namespace DingTalk.Mirror.Sqlite.Tests;

/// <summary>The embedded store, in a directory of its own.</summary>
public sealed class SqliteStore(string location) : StoreUnderTest(location)
{
    public SqliteStore()
        : this(Directory.CreateTempSubdirectory("mirror-").FullName)
    {
    }

    public string File => Path.Combine(Location, "mirror.db");

    public override void Use(ISiloBuilder silo) => silo.UseDingTalkSqlite(File);

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(Location, recursive: true);
        return ValueTask.CompletedTask;
    }
}

public sealed class SqliteGrainStoreTests(RunningStore<SqliteStore> store)
    : GrainStoreContract(store.States), IClassFixture<RunningStore<SqliteStore>>;

public sealed class SqliteReminderStoreTests(RunningStore<SqliteStore> store)
    : ReminderStoreContract(store.Reminders), IClassFixture<RunningStore<SqliteStore>>;

public sealed class SqliteDurabilityTests : DurabilityContract<SqliteStore>;
