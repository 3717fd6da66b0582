using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Tests.Views;

public sealed class UserIdIndexTests
{
    [Fact]
    public void Everybody_who_was_added_however_often_is_found_and_nobody_else()
    {
        var index = new UserIdIndex();
        List<PersonEntry> people = [];
        foreach (var more in new[] { 1, 9, 0, 90, 900, 9_000 })
        {
            var from = people.Count;
            for (var i = 0; i < more; i++) people.Add(new($"user{people.Count}", people.Count));
            for (var again = 0; again < 20; again++) index.Add(people, from);

            Assert.All(people, person => Assert.True(index.TryGetHandle($"user{person.Handle}", out var handle) && handle == person.Handle));
            Assert.False(index.TryGetHandle($"user{people.Count}", out _));
            Assert.False(index.TryGetHandle("", out _));
            Assert.False(index.TryGetHandle("USER0", out _));
        }
    }

    [Fact]
    public async Task Whoever_reads_beside_the_writer_finds_everybody_who_was_there_before()
    {
        const int Count = 50_000;
        var index = new UserIdIndex();
        List<PersonEntry> people = [];
        var added = 0;
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reader = Task.Run(
            () =>
            {
                for (var random = new Random(3); Volatile.Read(ref added) < Count;)
                {
                    reading.TrySetResult();
                    var there = Volatile.Read(ref added);
                    var asked = random.Next(Count);
                    var isFound = index.TryGetHandle($"user{asked}", out var handle);
                    if (asked < there || isFound) Assert.Equal(asked, handle);
                }
            },
            TestContext.Current.CancellationToken);
        await reading.Task;
        while (people.Count < Count)
        {
            var from = people.Count;
            for (var i = 0; i < 10; i++) people.Add(new($"user{people.Count}", people.Count));
            index.Add(people, from);
            Volatile.Write(ref added, people.Count);
        }

        await reader;
    }
}
