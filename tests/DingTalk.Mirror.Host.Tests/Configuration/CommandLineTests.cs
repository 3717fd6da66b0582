using DingTalk.Mirror.Host.Configuration;

namespace DingTalk.Mirror.Host.Tests.Configuration;

public sealed class CommandLineTests
{
    [Fact]
    public void The_word_demo_and_its_switches_swallow_nothing()
    {
        var line = CommandLine.Parse(["demo", "--once", "--Host:Urls", "http://127.0.0.1:0", "--notify", "u1", "--Host:SiloPort=0"]);

        Assert.True(line.Demo);
        Assert.True(line.Once);
        Assert.Equal("u1", line.Notify);
        Assert.Equal(["--Host:Urls=http://127.0.0.1:0", "--Host:SiloPort=0"], line.Settings);
    }

    [Theory]
    [InlineData("--demo", "\"--demo\" is no argument of this program; did you mean demo? --help shows them all.")]
    [InlineData("--onec", "\"--onec\" is no argument of this program; did you mean --once? --help shows them all.")]
    [InlineData("whatever", "\"whatever\" is no argument of this program. --help shows them all.")]
    [InlineData("--Hots:Urls", "\"--Hots:Urls\" is no argument of this program. --help shows them all.")]
    [InlineData("--Host:Urls", "--Host:Urls needs a value: --Host:Urls VALUE.")]
    [InlineData("--once", "--once, --notify and --department belong to the demo: put the word demo first.")]
    public void A_wrong_argument_is_named(string argument, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<StartupException>(() => CommandLine.Parse([argument])).Message);

    [Fact]
    public void A_switch_is_not_taken_for_the_value_of_the_one_before() =>
        Assert.Equal("--notify needs a value: --notify VALUE.", Assert.Throws<StartupException>(() => CommandLine.Parse(["demo", "--notify", "--once"])).Message);
}
