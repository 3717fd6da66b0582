using System.Globalization;
using CsCheck;
using Orleans.Storage;

namespace DingTalk.Mirror.Sqlite.Tests.Contract;

/// <summary>What the mirror relies on in a grain storage. A subclass for a store is a fixture and nothing else.</summary>
public abstract class GrainStoreContract(IGrainStorage states)
{
    /// <summary>Keys as the mirror makes them, and the ones most likely to be confused with each other.</summary>
    private static readonly string[] OddKeys =
    [
        "default/department/880010002", "default/department/880010003", "default/department/-7", "default/user/u-li-01",
        "default/user/0012", "default/user/12", "default/user/c", "default/user/C", "default/user/ab", "default/user/AB",
        "default/user/0+a", "0+default/user/a", "default/user/a", "default/user/a ", " default/user/a", "default/user//a",
        "default/user/O'Brien", "default/user/\"quoted\"", "default/user/'; DROP TABLE grain_state; --", "default/user/%_*?[a]",
        "default/user/李雷", "default/user/😀", "default/user/é", "default/user/e\u0301", "default/user/a\0b", "default/user/@ServiceId",
        "default/user/" + new string('x', 499), "default/user/" + new string('x', 498) + "y",
    ];

    [Fact]
    public async Task A_state_never_written_is_absent()
    {
        var note = Hold("never written");

        await note.ReadAsync();

        Assert.False(note.Exists);
        Assert.Null(note.ETag);
        Assert.Equal("", note.Note.Text);
    }

    [Fact]
    public async Task What_was_written_is_read_back()
    {
        var note = Hold("written");
        await note.WriteAsync("one");
        await note.WriteAsync("two");

        var read = await note.ReadAgainAsync();

        Assert.True(read.Exists);
        Assert.Equal("two", read.Note.Text);
        Assert.Equal(note.ETag, read.ETag);
    }

    [Fact]
    public async Task A_write_with_a_stale_etag_is_refused_and_changes_nothing()
    {
        var stale = Hold("stale write");
        await stale.WriteAsync("one");
        var current = await stale.ReadAgainAsync();
        await current.WriteAsync("two");

        await Assert.ThrowsAsync<InconsistentStateException>(() => stale.WriteAsync("three"));

        Assert.Equal("two", (await stale.ReadAgainAsync()).Note.Text);
        await current.WriteAsync("four");
    }

    [Fact]
    public async Task Of_concurrent_first_writes_one_succeeds()
    {
        var writers = Enumerable.Range(0, 8).Select(_ => Hold("first write")).ToArray();

        var outcomes = await Task.WhenAll(writers.Select((writer, i) => Try(() => writer.WriteAsync($"writer {i}"))));

        var winner = Assert.Single(Enumerable.Range(0, 8), i => outcomes[i]);
        Assert.Equal($"writer {winner}", (await writers[0].ReadAgainAsync()).Note.Text);
    }

    [Fact]
    public async Task A_cleared_state_is_absent_and_can_be_written_again()
    {
        var note = Hold("cleared");
        await note.WriteAsync("one");
        await note.ClearAsync();
        var read = await note.ReadAgainAsync();
        Assert.False(read.Exists);
        Assert.Equal("", read.Note.Text);

        await read.WriteAsync("two");

        Assert.Equal("two", (await note.ReadAgainAsync()).Note.Text);
    }

    [Fact]
    public async Task A_state_is_written_again_by_the_activation_that_cleared_it()
    {
        var note = Hold("cleared and rewritten");
        await note.WriteAsync("one");
        await note.ClearAsync();

        await note.WriteAsync("two");

        Assert.Equal("two", (await note.ReadAgainAsync()).Note.Text);
    }

    [Fact]
    public async Task A_clear_with_a_stale_etag_is_refused_and_changes_nothing()
    {
        var stale = Hold("stale clear");
        await stale.WriteAsync("one");
        await (await stale.ReadAgainAsync()).WriteAsync("two");

        await Assert.ThrowsAsync<InconsistentStateException>(stale.ClearAsync);

        Assert.Equal("two", (await stale.ReadAgainAsync()).Note.Text);
    }

    [Fact]
    public async Task An_etag_from_before_a_clear_stays_stale()
    {
        var stale = Hold("stale across a clear");
        await stale.WriteAsync("one");
        var current = await stale.ReadAgainAsync();
        await current.ClearAsync();
        await Assert.ThrowsAsync<InconsistentStateException>(() => stale.WriteAsync("two"));
        await current.WriteAsync("three");

        await Assert.ThrowsAsync<InconsistentStateException>(() => stale.WriteAsync("four"));

        Assert.Equal("three", (await stale.ReadAgainAsync()).Note.Text);
    }

    [Fact]
    public async Task To_clear_what_was_never_written_does_nothing()
    {
        var note = Hold("cleared unwritten");

        await note.ClearAsync();

        Assert.False((await note.ReadAgainAsync()).Exists);
        await note.WriteAsync("one");
    }

    [Fact]
    public async Task Keys_that_look_alike_are_kept_apart()
    {
        foreach (var key in OddKeys)
        {
            await Hold(key, "odd").WriteAsync(key);
        }

        foreach (var key in OddKeys)
        {
            var note = Hold(key, "odd");
            await note.ReadAsync();
            Assert.Equal(key, note.Note.Text);
        }
    }

    [Fact]
    public Task Any_two_keys_are_kept_apart() =>
        Gen.String[Gen.OneOf(Gen.Char, Gen.Char.AlphaNumeric), 1, 40].Array[2, 6].SampleAsync(
            async names =>
            {
                var keys = names.Select(name => $"default/user/{name}").Where(IsKey).Distinct(StringComparer.Ordinal).ToArray();
                foreach (var key in keys)
                {
                    var note = Hold(key, "any");
                    await note.ReadAsync();
                    await note.WriteAsync(key);
                }

                foreach (var key in keys)
                {
                    Assert.Equal(key, (await Hold(key, "any").ReadAgainAsync()).Note.Text);
                }
            },
            iter: 50,
            threads: 1);

    [Fact]
    public async Task Two_state_names_share_a_key_and_nothing_else()
    {
        var department = Hold("default/shared/1", "department");
        var user = Hold("default/shared/1", "user");
        await department.WriteAsync("a department");
        await user.WriteAsync("a user");

        await user.ClearAsync();

        Assert.Equal("a department", (await department.ReadAgainAsync()).Note.Text);
        Assert.False((await user.ReadAgainAsync()).Exists);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_096)]
    [InlineData(100_000)]
    [InlineData(9_000_000)]
    public async Task A_state_of_any_size_comes_back_whole(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        var note = Hold($"size {size}");
        await note.WriteAsync(new Note { Bytes = bytes });
        await note.WriteAsync(new Note { Bytes = bytes, Text = "again" });

        var read = await note.ReadAgainAsync();

        Assert.Equal("again", read.Note.Text);
        Assert.True(bytes.AsSpan().SequenceEqual(read.Note.Bytes));
    }

    [Fact]
    public async Task Many_grains_write_at_once_and_none_fails()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
        {
            var note = Hold(string.Create(CultureInfo.InvariantCulture, $"at once/{i}"));
            await note.WriteAsync("one");
            await note.WriteAsync("two");
            Assert.Equal("two", (await note.ReadAgainAsync()).Note.Text);
        });
    }

    [Fact]
    public async Task Rivals_for_one_grain_lose_no_update()
    {
        const int Rivals = 8, UpdatesEach = 20;

        await Task.WhenAll(Enumerable.Range(0, Rivals).Select(async _ =>
        {
            for (var done = 0; done < UpdatesEach;)
            {
                var note = await Hold("rivals").ReadAgainAsync();
                done += await Try(() => note.WriteAsync(new Note { Count = note.Note.Count + 1 })) ? 1 : 0;
            }
        }));

        Assert.Equal(Rivals * UpdatesEach, (await Hold("rivals").ReadAgainAsync()).Note.Count);
    }

    private static async Task<bool> Try(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    // Orleans keeps keys as UTF-8, so half a surrogate pair is none; and its ADO.NET storage fails after the write on a key
    // with a brace, which it takes for a format string. The mirror's keys have no braces.
    private static bool IsKey(string key)
    {
        if (key.AsSpan().ContainsAny('{', '}'))
        {
            return false;
        }

        for (var i = 0; i < key.Length; i++)
        {
            if (char.IsSurrogate(key[i]) && !(i + 1 < key.Length && char.IsSurrogatePair(key[i], key[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private NoteHolder Hold(string key, string stateName = "note") => new(states, key, stateName);
}
