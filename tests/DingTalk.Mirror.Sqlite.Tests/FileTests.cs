using System.Text;
using DingTalk.Mirror.Sqlite.Tests.Contract;
using Orleans.Storage;

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

    [Theory]
    [InlineData(0)]
    [InlineData(50_000)]
    public async Task What_was_cleared_is_nowhere_in_the_file_afterwards(int bytes)
    {
        const string Personal = "李雷 13800138000";
        await using (var silo = await TestSilo.StartAsync(_store))
        {
            var note = new NoteHolder(silo.States, "default/user/1");
            await note.WriteAsync(new Note { Text = Personal, Bytes = new byte[bytes] });
            await note.ClearAsync();
        }

        var content = await File.ReadAllBytesAsync(_store.File, TestContext.Current.CancellationToken);
        Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Personal)));
        Assert.Equal(0L, OtherProgram.Run(_store.File, "SELECT count(payload) FROM grain_state"));
    }

    [Fact]
    public async Task A_state_whose_row_was_removed_is_not_written_with_its_old_etag()
    {
        await using var silo = await TestSilo.StartAsync(_store);
        var note = new NoteHolder(silo.States, "default/user/1");
        await note.WriteAsync("one");
        OtherProgram.Run(_store.File, "DELETE FROM grain_state");

        await Assert.ThrowsAsync<InconsistentStateException>(() => note.WriteAsync("two"));

        Assert.Equal(0L, OtherProgram.Run(_store.File, "SELECT count(*) FROM grain_state"));
    }

    [Fact]
    public async Task A_backup_taken_while_the_silo_writes_is_a_store_with_all_that_was_acknowledged_before()
    {
        await using var backup = new SqliteStore();
        await using (var silo = await TestSilo.StartAsync(_store))
        {
            var note = new NoteHolder(silo.States, "default/user/busy");
            await note.WriteAsync(new Note { Count = 1 });
            using var enough = new CancellationTokenSource();
            var writing = Task.Run(() => CountUntilAsync(note, enough.Token), TestContext.Current.CancellationToken);
            OtherProgram.Run(_store.File, $"VACUUM INTO '{backup.File}'");
            await enough.CancelAsync();
            await writing;
        }

        await using var restored = await TestSilo.StartAsync(backup);

        var found = new NoteHolder(restored.States, "default/user/busy");
        await found.ReadAsync();
        Assert.True(found.Note.Count >= 1);
        await found.WriteAsync("the copy is written to as the original was");
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static async Task CountUntilAsync(NoteHolder note, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await note.WriteAsync(new Note { Count = note.Note.Count + 1, Bytes = new byte[10_000] });
        }
    }
}
