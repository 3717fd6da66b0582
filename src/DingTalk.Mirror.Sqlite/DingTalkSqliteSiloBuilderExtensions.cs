using DingTalk.Mirror.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>Registration of the embedded store.</summary>
public static class DingTalkSqliteSiloBuilderExtensions
{
    /// <summary>Name of the grain storage provider that the mirror keeps its state in.</summary>
    public const string StorageProviderName = "DingTalk";

    // What Orleans calls SQLite; the driver behind the name is Microsoft.Data.Sqlite.
    private const string Invariant = "System.Data.SQLite";

    /// <summary>
    /// Keeps grain state (provider <see cref="StorageProviderName"/>) and all reminders in one SQLite file, for a single silo.
    /// The file is made when the silo starts; its directory must exist. A write is on disk before it is acknowledged.
    /// </summary>
    /// <param name="silo">The silo; it must be the only one of its cluster.</param>
    /// <param name="path">The file. A relative path starts at the current directory.</param>
    /// <exception cref="InvalidOperationException">The silo has an embedded store already.</exception>
    /// <remarks>
    /// Starting the silo fails with <see cref="MirrorStoreException"/> when the file is damaged, belongs to another program,
    /// is of another schema version, cannot be written, or is in use by another silo. Beside the file stand
    /// <c>-wal</c> and <c>-shm</c> (SQLite's, while the silo runs) and <c>-lock</c> (empty, stays).
    /// </remarks>
    public static ISiloBuilder UseDingTalkSqlite(this ISiloBuilder silo, string path)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (silo.Services.Any(service => service.ServiceType == typeof(MirrorDataSource)))
        {
            throw new InvalidOperationException("UseDingTalkSqlite was called twice: a silo has one embedded store. Remove one of the calls.");
        }

        var fullPath = Path.GetFullPath(path);
        silo.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<MirrorDataSource>(services, fullPath));
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<MirrorDataSource>());
        silo.AddAdoNetGrainStorage(StorageProviderName, options => options.Configure<MirrorDataSource>((storage, source) =>
        {
            storage.Invariant = Invariant;
            storage.DataSource = source;
        }));
        return silo.UseAdoNetReminderService(options => options.Configure<MirrorDataSource>((reminders, source) =>
        {
            reminders.Invariant = Invariant;
            reminders.DataSource = source;
        }));
    }
}
