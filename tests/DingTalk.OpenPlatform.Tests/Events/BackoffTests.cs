using DingTalk.OpenPlatform.Events;

namespace DingTalk.OpenPlatform.Tests.Events;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_double_up_to_the_longest_and_half_of_each_is_chance()
    {
        var longest = TimeSpan.FromSeconds(60);

        Assert.Equal(TimeSpan.Zero, Backoff.Delay(0, longest));
        foreach (var (failures, seconds) in ((int, int)[])[(1, 2), (2, 4), (5, 32), (6, 60), (int.MaxValue, 60)])
        {
            var pauses = Enumerable.Range(0, 200).Select(_ => Backoff.Delay(failures, longest)).ToList();
            Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.FromSeconds(seconds / 2.0), TimeSpan.FromSeconds(seconds)));
            Assert.True(pauses.Distinct().Count() > 10);
        }
    }
}
