using DingTalk.Mirror.Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace DingTalk.Mirror.Host.Tests.Configuration;

public sealed class HostSettingsTests
{
    [Theory]
    [InlineData("DingTalk:AppKey=k", "DingTalk:AppSecret is missing: set it beside DingTalk:AppKey")]
    [InlineData("DingTalk:AppSecret=s", "DingTalk:AppKey is missing: set it beside DingTalk:AppSecret")]
    [InlineData("DingTalk:AgendId=1", "DingTalk:AgendId is no setting; did you mean DingTalk:AgentId?")]
    [InlineData("DingTalk:Mirror:Patiense=1", "DingTalk:Mirror:Patiense is no setting; did you mean DingTalk:Mirror:Patience?")]
    [InlineData("DingTalk:Mirror:Notices:OnlyFor=1", "DingTalk:Mirror:Notices:OnlyFor is no setting")]
    [InlineData("Host:Url=http://127.0.0.1:1", "Host:Url is no setting; did you mean Host:Urls?")]
    [InlineData("DingTalk:AgentId=abc", "Failed to convert configuration value 'abc' at 'DingTalk:AgentId'")]
    [InlineData("Host:Urls=127.0.0.1", "Host:Urls holds \"127.0.0.1\", which is no address to listen on")]
    [InlineData("Host:Urls=", "Host:Urls is empty")]
    [InlineData("Host:Urls=ftp://127.0.0.1:1", "Host:Urls holds \"ftp://127.0.0.1:1\", which is no address to listen on")]
    [InlineData("Host:Urls=http://0.0.0.0:5100", "Host:Urls holds http://0.0.0.0:5100, which others can reach, but there is no Host:AccessKey")]
    [InlineData("Host:Urls=http://127.0.0.1:5100;http://[::]:5100", "Host:Urls holds http://[::]:5100, which others can reach")]
    [InlineData("Host:Urls=http://*:5100", "Host:Urls holds http://*:5100, which others can reach")]
    [InlineData("Host:Urls=http://mirror.example:80", "Host:Urls holds http://mirror.example:80, which others can reach")]
    [InlineData("Host:AccessKey=short", "Host:AccessKey is too short")]
    [InlineData("Host:SiloPort=70000", "Host:SiloPort is a port, 0 to 65535")]
    [InlineData("Kestrel:Endpoints:Http:Url=http://0.0.0.0:80", "Kestrel:Endpoints would listen past the rule about access keys")]
    public void A_wrong_setting_is_one_sentence_that_names_it(string setting, string begin)
    {
        var sentence = StartupFaults.Describe(Assert.ThrowsAny<Exception>(() => Read(setting)));

        Assert.StartsWith(begin, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence!);
    }

    [Theory]
    [InlineData("http://localhost:5100")]
    [InlineData("http://127.0.0.5:0")]
    [InlineData("http://[::1]:5100;http://127.0.0.1:5100")]
    public void Loopback_addresses_want_no_access_key(string urls) => Assert.Equal(urls, Read($"Host:Urls={urls}").Host.Urls);

    [Fact]
    public void Credentials_from_the_environment_reach_the_app()
    {
        var settings = Read("DingTalk:AppKey=key", "DingTalk:AppSecret=secret", "DingTalk:Mirror:Notices:OnlyTo:0=u1");

        Assert.True(settings.HasCredentials);
        Assert.Equal("key", settings.App.Get<OpenPlatform.DingTalkAppOptions>()!.AppKey);
        Assert.Equal(["u1"], settings.App.GetSection("Mirror").Get<MirrorOptions>()!.Notices.OnlyTo);
    }

    private static HostSettings Read(params string[] settings) => HostSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])))
        .Build());
}
