using DingTalk.Mirror.Sqlite.Tests.Contract;

namespace DingTalk.Mirror.Sqlite.Tests;

/// <summary>Which files a silo starts on, and what it says of the others.</summary>
public sealed class StartTests : IAsyncDisposable
{
    private readonly SqliteStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_file_is_made_at_the_first_start_for_its_owner_alone()
    {
        await using var silo = await TestSilo.StartAsync(_store);

        Assert.True(File.Exists(_store.File));
        foreach (var file in Directory.GetFiles(_store.Location))
        {
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) is (UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
        }
    }

    [Fact]
    public async Task An_empty_file_becomes_a_store()
    {
        await File.WriteAllBytesAsync(_store.File, [], Cancellation);

        await using var silo = await TestSilo.StartAsync(_store);

        await new NoteHolder(silo.States, "default/user/1").WriteAsync("one");
    }

    [Fact]
    public async Task After_a_stop_the_file_is_whole_by_itself()
    {
        await WriteOneAsync();

        var files = Directory.GetFiles(_store.Location).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal("mirror.db mirror.db-lock", string.Join(' ', files));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("This is the shopping list of somebody who chose an unlucky name for it. Milk, eggs, rice, soy sauce, tea, and oranges.")]
    public async Task A_file_that_is_no_database_is_refused_and_left_untouched(string content)
    {
        await File.WriteAllTextAsync(_store.File, content, Cancellation);

        await AssertRefusedAsync("is not a SQLite database", "Name another file, or move this one away");

        Assert.Equal(content, await File.ReadAllTextAsync(_store.File, Cancellation));
        File.Delete(_store.File);
        await WriteOneAsync();
    }

    [Theory]
    [InlineData("CREATE TABLE orders (id INTEGER PRIMARY KEY)")]
    [InlineData("PRAGMA user_version = 1; CREATE TABLE grain_state (key TEXT)")]
    [InlineData("VACUUM")]
    public async Task A_database_of_another_program_is_refused_and_left_untouched(string sql)
    {
        // Open, with its write-ahead log beside it, as its owner would have it.
        using var owner = new OtherProgram(_store.File);
        owner.Run("PRAGMA journal_mode = WAL");
        owner.Run(sql);
        var before = Contents();

        await AssertRefusedAsync("is a SQLite database of another program", "It was not touched");

        Assert.Equal(before, Contents());
    }

    [Theory]
    [InlineData(16, 84)]
    [InlineData(100, 4_000)]
    [InlineData(20_000, 4_096)]
    public async Task A_damaged_file_is_refused_and_left_untouched(int offset, int length)
    {
        await WriteOneAsync(bytes: 100_000);
        var content = await File.ReadAllBytesAsync(_store.File, Cancellation);
        var damaged = content.ToArray();
        damaged.AsSpan(offset, length).Fill(0x5A);
        content.AsSpan(60, 40).CopyTo(damaged.AsSpan(60, 40)); // still recognised as ours
        await File.WriteAllBytesAsync(_store.File, damaged, Cancellation);

        await AssertRefusedAsync("is damaged", "Put a backup in its place");

        Assert.Equal(damaged, await File.ReadAllBytesAsync(_store.File, Cancellation));
    }

    [Theory]
    [InlineData(3_000)]
    [InlineData(8_192)]
    [InlineData(60_001)]
    public async Task A_file_cut_short_is_refused_and_left_untouched(int length)
    {
        await WriteOneAsync(bytes: 100_000);
        var cut = (await File.ReadAllBytesAsync(_store.File, Cancellation))[..length];
        await File.WriteAllBytesAsync(_store.File, cut, Cancellation);

        await AssertRefusedAsync("is damaged", "Put a backup in its place");

        Assert.Equal(cut, await File.ReadAllBytesAsync(_store.File, Cancellation));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_untouched()
    {
        await WriteOneAsync();
        OtherProgram.Run(_store.File, "PRAGMA user_version = 7");

        await AssertRefusedAsync("has schema version 7, and this program knows 1", "Run the version that wrote it, or a newer one");

        OtherProgram.Run(_store.File, "PRAGMA user_version = 1");
        await WriteOneAsync(key: "default/user/2");
    }

    [Fact]
    public async Task A_refusal_leaves_the_write_ahead_log_of_a_crash_where_it_is()
    {
        await WriterProcess.RunAndKillAsync(_store, acknowledgements: 50, beforeKill: () =>
        {
            OtherProgram.Run(_store.File, "PRAGMA user_version = 7");
            return Task.CompletedTask;
        });
        var before = Contents();
        Assert.Contains("mirror.db-wal", before, StringComparison.Ordinal);

        await AssertRefusedAsync("has schema version 7");

        Assert.Equal(before, Contents());
    }

    [Fact]
    public async Task A_directory_is_refused()
    {
        Directory.CreateDirectory(_store.File);

        await AssertRefusedAsync("is a directory", "Name a file in it");
    }

    [Fact]
    public async Task A_missing_directory_is_refused_and_not_made()
    {
        var path = Path.Combine(_store.Location, "missing", "mirror.db");

        var refusal = await Assert.ThrowsAsync<MirrorStoreException>(() => TestSilo.StartAsync(silo => silo.UseDingTalkSqlite(path)));

        Assert.Contains("Make the directory, or mount its volume", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a directory that nobody can write, whoever runs the tests.");

        var refusal = await Assert.ThrowsAsync<MirrorStoreException>(
            () => TestSilo.StartAsync(silo => silo.UseDingTalkSqlite("/sys/kernel/mirror.db")));

        Assert.Contains("cannot be written", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Let the service's account write the file and its directory", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_use_by_a_silo_of_this_process_is_refused_until_that_one_stops()
    {
        await using (await TestSilo.StartAsync(_store))
        {
            await AssertRefusedAsync("is in use by another silo", "Stop that one, or give each its own file");
        }

        await WriteOneAsync();
    }

    [Fact]
    public async Task A_link_to_a_file_in_use_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        await using var silo = await TestSilo.StartAsync(_store);
        var link = Path.Combine(_store.Location, "link.db");
        File.CreateSymbolicLink(link, _store.File);

        var refusal = await Assert.ThrowsAsync<MirrorStoreException>(() => TestSilo.StartAsync(builder => builder.UseDingTalkSqlite(link)));

        Assert.Contains("is in use by another silo", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_use_by_a_silo_of_another_process_is_refused_until_that_one_is_gone()
    {
        await WriterProcess.RunAndKillAsync(
            _store, acknowledgements: 10, beforeKill: () => AssertRefusedAsync("is in use by another silo", "Stop that one"));

        await WriteOneAsync();
    }

    [Fact]
    public async Task A_file_in_a_transaction_of_another_program_is_refused()
    {
        await WriteOneAsync();
        using var other = new OtherProgram(_store.File);
        other.Run("BEGIN IMMEDIATE");

        await AssertRefusedAsync("is locked by another program", "Close whatever has a transaction open on it");
    }

    [Fact]
    public async Task A_relative_path_starts_at_the_current_directory()
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), _store.File);

        await using var silo = await TestSilo.StartAsync(builder => builder.UseDingTalkSqlite(relative));

        Assert.True(File.Exists(_store.File));
    }

    [Fact]
    public async Task A_second_embedded_store_is_refused_at_once()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => TestSilo.StartAsync(silo => silo.UseDingTalkSqlite(_store.File).UseDingTalkSqlite(_store.File + "2")));

        Assert.Contains("Remove one of the calls", refusal.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task WriteOneAsync(string key = "default/user/1", int bytes = 0)
    {
        await using var silo = await TestSilo.StartAsync(_store);
        await new NoteHolder(silo.States, key).WriteAsync(new Note { Text = "one", Bytes = new byte[bytes] });
    }

    private async Task AssertRefusedAsync(params string[] parts)
    {
        var refusal = await Assert.ThrowsAsync<MirrorStoreException>(() => TestSilo.StartAsync(_store));

        Assert.Equal(_store.File, refusal.Path);
        Assert.All([_store.File, .. parts], part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
    }

    // Without our lock, and without SQLite's index of the log, which is made anew by whoever opens it.
    private string Contents() => string.Join('\n',
        from file in Directory.GetFiles(_store.Location).Order(StringComparer.Ordinal)
        where Path.GetFileName(file) is "mirror.db" or "mirror.db-wal"
        select $"{file}: {Convert.ToHexString(ReadShared(file))}");

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
