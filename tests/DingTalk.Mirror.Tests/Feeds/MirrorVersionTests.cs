namespace DingTalk.Mirror.Tests.Feeds;

public sealed class MirrorVersionTests
{
    [Fact]
    public void A_version_comes_back_from_its_text()
    {
        var version = new MirrorVersion(Guid.NewGuid(), 1_234_567);

        Assert.Equal(version, MirrorVersion.Parse($"{version}"));
        Assert.Equal(default, MirrorVersion.Parse(default(MirrorVersion).ToString()));
    }

    [Theory, InlineData(""), InlineData("5"), InlineData("x:5"), InlineData("00000000000000000000000000000000:-1"), InlineData("00000000000000000000000000000000:1:2")]
    public void What_is_no_version_is_refused(string text)
    {
        Assert.False(MirrorVersion.TryParse(text, out _));
        Assert.Contains("is no version of a mirror", Assert.Throws<FormatException>(() => MirrorVersion.Parse(text)).Message, StringComparison.Ordinal);
    }
}
