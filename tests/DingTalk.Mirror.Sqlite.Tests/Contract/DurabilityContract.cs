namespace DingTalk.Mirror.Sqlite.Tests.Contract;

/// <summary>What a store keeps when silos come and go. A subclass for a store is a fixture and nothing else.</summary>
public abstract class DurabilityContract<TStore>
    where TStore : StoreUnderTest, new()
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_start_finds_states_and_reminders()
    {
        await using var store = new TStore();
        var grain = GrainId.Create("contract", "default/notice/1");
        string? stateETag, reminderETag;
        await using (var first = await TestSilo.StartAsync(store))
        {
            var note = new NoteHolder(first.States, "default/department/1");
            await note.WriteAsync("kept");
            stateETag = note.ETag;
            reminderETag = await first.Reminders.UpsertRow(
                new() { GrainId = grain, ReminderName = "follow", StartAt = DateTime.UnixEpoch, Period = TimeSpan.FromMinutes(1) }, Cancellation);
        }

        await using var second = await TestSilo.StartAsync(store);

        var found = new NoteHolder(second.States, "default/department/1");
        await found.ReadAsync();
        Assert.Equal(("kept", stateETag), (found.Note.Text, found.ETag));
        Assert.Equal(reminderETag, (await second.Reminders.ReadRow(grain, "follow", Cancellation))?.ETag);
        await found.WriteAsync("still writable");
    }

    [Fact]
    public async Task What_was_acknowledged_survives_kill_9()
    {
        await using var store = new TStore();
        for (var round = 0; round < 2; round++)
        {
            var acknowledged = await WriterProcess.RunAndKillAsync(store, acknowledgements: 200);
            await using var silo = await TestSilo.StartAsync(store);
            foreach (var (key, count) in acknowledged)
            {
                var note = new NoteHolder(silo.States, key);
                await note.ReadAsync();
                Assert.InRange(note.Note.Count, count, count + 1); // one more may have been stored and not acknowledged
                await note.ClearAsync();
            }
        }
    }
}
