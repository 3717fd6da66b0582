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

    [Fact]
    public void The_word_check_and_its_switches_say_what_to_look_at()
    {
        var line = CommandLine.Parse(["check", "--metered", "--in-scope", "2, 5", "--json", "--DingTalk:AppKey", "k"]);

        Assert.True(line.Check);
        Assert.True(line.Json);
        Assert.Equal((true, false), (line.CheckOptions.Metered, line.CheckOptions.Events));
        Assert.Equal([2, 5], line.CheckOptions.Departments);
        Assert.Equal(["--DingTalk:AppKey=k"], line.Settings);
    }

    [Theory]
    [InlineData("--check", "\"--check\" is no argument of this program; did you mean check? --help shows them all.")]
    [InlineData("--metered", "--json, --metered, --events, --mobile, --fields and --in-scope belong to the check: put the word check first.")]
    [InlineData("--in-scope=研发部", "--in-scope takes ids of departments, as 2,5, and not \"研发部\".")]
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
