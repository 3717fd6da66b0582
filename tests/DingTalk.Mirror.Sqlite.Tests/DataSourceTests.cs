using System.Data.Common;
using DingTalk.Mirror.Sqlite.Tests.Contract;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace DingTalk.Mirror.Sqlite.Tests;

/// <summary>The data source as Orleans's providers get it.</summary>
public sealed class DataSourceTests(RunningStore<SqliteStore> store) : IClassFixture<RunningStore<SqliteStore>>
{
    private readonly DbDataSource _source =
        store.Services.GetRequiredService<IOptionsMonitor<AdoNetGrainStorageOptions>>().Get("DingTalk").DataSource!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Storage_and_reminders_share_it() =>
        Assert.Same(_source, store.Services.GetRequiredService<IOptions<AdoNetReminderTableOptions>>().Value.DataSource);

    [Fact]
    public async Task The_connection_is_lent_to_one_at_a_time_however_often_it_is_given_back()
    {
        var first = await _source.OpenConnectionAsync(Cancellation);
        var second = _source.OpenConnectionAsync(Cancellation).AsTask();
        Assert.False(second.IsCompleted);

        await first.CloseAsync();
        await first.DisposeAsync();
        var third = _source.OpenConnectionAsync(Cancellation).AsTask();
        await using (await second)
        {
            Assert.False(third.IsCompleted);
        }

        await (await third).DisposeAsync();
    }

    [Fact]
    public async Task One_who_gives_up_waiting_leaves_the_turn_to_the_next()
    {
        using var impatience = new CancellationTokenSource();
        await using (await _source.OpenConnectionAsync(Cancellation))
        {
            var waiting = _source.OpenConnectionAsync(impatience.Token).AsTask();
            await impatience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        await using var next = await _source.OpenConnectionAsync(Cancellation);
    }

    [Fact]
    public async Task A_connection_given_back_is_of_no_use()
    {
        var connection = await _source.OpenConnectionAsync(Cancellation);
        await connection.DisposeAsync();

        Assert.Throws<InvalidOperationException>(connection.CreateCommand);
    }

    [Fact]
    public async Task Every_commit_is_forced_to_disk()
    {
        await using var connection = await _source.OpenConnectionAsync(Cancellation);

        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT journal_mode || ' ' || synchronous FROM pragma_journal_mode, pragma_synchronous";
        Assert.Equal("wal 2", command.ExecuteScalar()); // 2 is FULL
    }
}
