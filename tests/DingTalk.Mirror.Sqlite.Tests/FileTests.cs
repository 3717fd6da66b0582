using DingTalk.Mirror.Sqlite.Tests.Contract;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace DingTalk.Mirror.Sqlite.Tests;

/// <summary>What stands in the file, and what other programs may do with it while the silo runs.</summary>
public sealed class FileTests : IAsyncDisposable
{
    private readonly SqliteStore _store = new();

    [Fact]
    public async Task A_state_stands_as_the_bytes_of_its_serializer()
    {
        var bytes = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        await using var silo = await TestSilo.StartAsync(_store);

        await new NoteHolder(silo.States, "default/user/1").WriteAsync(new Note { Bytes = bytes });

        var payload = Assert.IsType<byte[]>(OtherProgram.Run(_store.File, "SELECT payload FROM grain_state WHERE state_name = 'note' AND key = 'default/user/1'"));
        Assert.True(payload.AsSpan().IndexOf(bytes) >= 0);
    }

    [Fact]
    public async Task A_cleared_state_leaves_no_payload()
    {
        await using var silo = await TestSilo.StartAsync(_store);
        var note = new NoteHolder(silo.States, "default/user/1");
        await note.WriteAsync("one");

        await note.ClearAsync();

        Assert.Equal(0L, OtherProgram.Run(_store.File, "SELECT count(payload) FROM grain_state"));
    }

    [Fact]
    public async Task Every_commit_is_forced_to_disk()
    {
        await using var silo = await TestSilo.StartAsync(_store);

        Assert.Equal("wal", OtherProgram.Run(_store.File, "PRAGMA journal_mode"));
        var source = silo.Services.GetRequiredService<IOptionsMonitor<AdoNetGrainStorageOptions>>().Get("DingTalk").DataSource!;
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous";
        Assert.Equal(2L, command.ExecuteScalar()); // FULL
    }

    [Fact]
    public async Task A_backup_taken_while_the_silo_writes_is_a_store_with_all_that_was_acknowledged_before()
    {
        await using var backup = new SqliteStore();
        await using (var silo = await TestSilo.StartAsync(_store))
        {
            await new NoteHolder(silo.States, "default/user/before").WriteAsync("kept");
            using var enough = new CancellationTokenSource();
            var writing = WriteUntilAsync(silo, enough.Token);
            OtherProgram.Run(_store.File, $"VACUUM INTO '{backup.File}'");
            await enough.CancelAsync();
            await writing;
        }

        await using var restored = await TestSilo.StartAsync(backup);

        var found = new NoteHolder(restored.States, "default/user/before");
        await found.ReadAsync();
        Assert.Equal("kept", found.Note.Text);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static async Task WriteUntilAsync(TestSilo silo, CancellationToken enough)
    {
        var note = new NoteHolder(silo.States, "default/user/busy");
        for (var count = 1; !enough.IsCancellationRequested; count++)
        {
            await note.WriteAsync(new Note { Count = count, Bytes = new byte[10_000] });
        }
    }
}
