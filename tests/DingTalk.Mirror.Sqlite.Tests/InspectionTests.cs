using DingTalk.Mirror.Sqlite.Tests.Contract;

namespace DingTalk.Mirror.Sqlite.Tests;

/// <summary>Looking at a store while no silo runs on it.</summary>
public sealed class InspectionTests : IAsyncDisposable
{
    private const string Key = "default/user/1";

    private readonly SqliteStore _store = new();

    [Fact]
    public async Task What_is_not_there_is_not_made()
    {
        Assert.Equal(new MirrorStoreInspection(Exists: false, 1, Row: null), MirrorStore.Inspect(_store.File, "note", Key));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.Location, "*.db"));
        await File.WriteAllBytesAsync(_store.File, [], TestContext.Current.CancellationToken);
        Assert.False(MirrorStore.Inspect(_store.File, "note", Key).Exists);
        Assert.Equal(0, new FileInfo(_store.File).Length);
    }

    [Fact]
    public async Task A_row_is_read_as_its_bytes_and_the_silo_starts_again()
    {
        await using (var silo = await TestSilo.StartAsync(_store)) await new NoteHolder(silo.States, Key).WriteAsync(new Note { Text = "kept" });

        var found = MirrorStore.Inspect(_store.File, "note", Key);

        Assert.Equal((true, 1), (found.Exists, found.SchemaVersion));
        Assert.True(found.Row!.Value.Span.IndexOf("kept"u8) >= 0);
        Assert.Null(MirrorStore.Inspect(_store.File, "note", "default/user/2").Row);
        await using var again = await TestSilo.StartAsync(_store);
    }

    [Fact]
    public async Task A_store_in_use_is_said_to_be_and_a_newer_one_is_refused()
    {
        await using (await TestSilo.StartAsync(_store)) Assert.True(Assert.Throws<MirrorStoreException>(() => MirrorStore.Inspect(_store.File, "note", Key)).IsInUse);

        OtherProgram.Run(_store.File, "PRAGMA user_version = 7");
        var newer = Assert.Throws<MirrorStoreException>(() => MirrorStore.Inspect(_store.File, "note", Key));

        Assert.False(newer.IsInUse);
        Assert.Contains("has schema version 7, and this program knows 1", newer.Message, StringComparison.Ordinal);
        Assert.True(Assert.Throws<MirrorStoreException>(() => MirrorStore.Inspect(Path.Combine(_store.Location, "missing", "mirror.db"), "note", Key)) is { IsInUse: false });
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
