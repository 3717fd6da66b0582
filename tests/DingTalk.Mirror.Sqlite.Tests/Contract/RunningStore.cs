using Orleans.Storage;

namespace DingTalk.Mirror.Sqlite.Tests.Contract;

/// <summary>One silo on one store for all tests of a class: each test uses keys of its own.</summary>
public sealed class RunningStore<TStore> : IAsyncLifetime
    where TStore : StoreUnderTest, new()
{
    private readonly TStore _store = new();
    private TestSilo? _silo;

    public IServiceProvider Services => _silo!.Services;

    public IGrainStorage States => _silo!.States;

    public IReminderTable Reminders => _silo!.Reminders;

    public async ValueTask InitializeAsync() => _silo = await TestSilo.StartAsync(_store);

    public async ValueTask DisposeAsync()
    {
        await _silo!.DisposeAsync();
        await _store.DisposeAsync();
    }
}
