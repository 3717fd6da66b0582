using CsCheck;

namespace DingTalk.Mirror.Sqlite.Tests.Contract;

/// <summary>What Orleans's reminder service, and so the mirror, relies on. A subclass for a store is a fixture and nothing else.</summary>
public abstract class ReminderStoreContract(IReminderTable reminders)
{
    private static readonly DateTime Start = new DateTime(2026, 11, 24, 18, 0, 0, DateTimeKind.Utc).AddTicks(1_234_567);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reminder_is_read_back_as_it_was_registered()
    {
        var grain = Grain("default/notice/O'Brien 李雷");

        var etag = await RegisterAsync(grain, "follow", Minute);

        var read = await ReadAsync(grain, "follow");
        Assert.NotNull(read);
        Assert.Equal((grain, "follow", Start, Minute, etag), (read.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));
        Assert.Equal(DateTimeKind.Utc, read.StartAt.Kind);
    }

    [Fact]
    public async Task A_reminder_never_registered_is_absent()
    {
        Assert.Null(await ReadAsync(Grain("never"), "follow"));
        Assert.Empty(await ReadAllAsync(Grain("never")));
        Assert.False(await RemoveAsync(Grain("never"), "follow", "0"));
    }

    [Fact]
    public async Task Registered_again_a_reminder_is_replaced_and_its_etag_changes()
    {
        var grain = Grain("replaced");
        var first = await RegisterAsync(grain, "follow", Minute);

        var second = await RegisterAsync(grain, "follow", TimeSpan.FromDays(40));

        Assert.NotEqual(first, second, StringComparer.Ordinal);
        var only = Assert.Single(await ReadAllAsync(grain));
        Assert.Equal((TimeSpan.FromDays(40), second), (only.Period, only.ETag));
    }

    [Fact]
    public async Task A_grain_gets_its_own_reminders_and_no_others()
    {
        await RegisterAsync(Grain("own/1"), "a", Minute);
        await RegisterAsync(Grain("own/1"), "b", Minute);
        await RegisterAsync(Grain("own/11"), "c", Minute);

        var own = await ReadAllAsync(Grain("own/1"));

        Assert.Equal("a b", string.Join(' ', own.Select(entry => entry.ReminderName).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_reminder_is_removed_with_its_etag_and_not_with_a_stale_one()
    {
        var grain = Grain("removed");
        var stale = await RegisterAsync(grain, "follow", Minute);
        var current = await RegisterAsync(grain, "follow", 2 * Minute);

        Assert.False(await RemoveAsync(grain, "follow", stale));
        Assert.NotNull(await ReadAsync(grain, "follow"));
        Assert.True(await RemoveAsync(grain, "follow", current));
        Assert.Null(await ReadAsync(grain, "follow"));
        Assert.False(await RemoveAsync(grain, "follow", current));
    }

    [Fact]
    public async Task The_etag_of_a_removed_reminder_does_not_remove_its_successor()
    {
        var grain = Grain("successor");
        var old = await RegisterAsync(grain, "follow", Minute);
        await RemoveAsync(grain, "follow", old);
        await RegisterAsync(grain, "follow", Minute);

        Assert.False(await RemoveAsync(grain, "follow", old));
    }

    [Fact]
    public async Task A_range_of_the_ring_has_the_reminders_of_its_grains_wherever_it_begins_and_ends()
    {
        var grains = Enumerable.Range(0, 60).Select(i => GrainId.Create("ring", $"default/notice/{i}")).ToArray();
        foreach (var grain in grains)
        {
            await RegisterAsync(grain, "follow", Minute);
        }

        // Bounds at random, at the ends of the signed and of the unsigned numbers, and exactly on grains.
        var ends = Gen.OneOf(uint.MinValue, uint.MaxValue, (uint)int.MaxValue, int.MaxValue + 1u);
        var bound = Gen.OneOf(Gen.UInt, ends, Gen.OneOf([.. grains.Select(grain => grain.GetUniformHashCode())]));
        await Gen.Select(bound, bound).SampleAsync(
            async (begin, end) =>
            {
                var found = (await reminders.ReadRows(begin, end, Cancellation)).Reminders.Select(entry => entry.GrainId);
                Assert.Equal(grains.Where(grain => IsBetween(grain.GetUniformHashCode(), begin, end)).Order(), found.Where(grains.Contains).Order());
            },
            iter: 200,
            threads: 1);
    }

    // The ring's rule: past the beginning, up to and with the end; from a point to itself is once round.
    private static bool IsBetween(uint hash, uint begin, uint end) =>
        begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private static GrainId Grain(string key) => GrainId.Create("contract", key);

    private async Task<string> RegisterAsync(GrainId grain, string name, TimeSpan period)
    {
        var entry = new ReminderEntry { GrainId = grain, ReminderName = name, StartAt = Start, Period = period };
        var etag = await reminders.UpsertRow(entry, Cancellation);
        return Assert.IsType<string>(etag);
    }

    private Task<ReminderEntry?> ReadAsync(GrainId grain, string name) => reminders.ReadRow(grain, name, Cancellation);

    private async Task<IList<ReminderEntry>> ReadAllAsync(GrainId grain) => (await reminders.ReadRows(grain, Cancellation)).Reminders;

    private Task<bool> RemoveAsync(GrainId grain, string name, string etag) => reminders.RemoveRow(grain, name, etag, Cancellation);
}
