using DingTalk.Mirror.Hosting;
using DingTalk.OpenPlatform;

namespace DingTalk.Mirror.Host.Configuration;

/// <summary>The configuration as this program reads it: checked before anything is started, each fault one sentence.</summary>
internal sealed class HostSettings
{
    private const string AppSection = "DingTalk";

    private HostSettings(IConfiguration configuration)
    {
        App = configuration.GetSection(AppSection);
        Host = Read(configuration.GetSection(MirrorHostOptions.Section));
        KeepsDefaultStore = Host.Store == MirrorHostOptions.DefaultStore;
    }

    /// <summary>Section <c>Host</c>.</summary>
    public MirrorHostOptions Host { get; }

    /// <summary>Section <c>DingTalk</c>, and <c>DingTalk:Mirror</c> in it.</summary>
    public IConfigurationSection App { get; }

    /// <summary>Whether nobody named a store.</summary>
    public bool KeepsDefaultStore { get; }

    /// <summary>Whether an app's credentials are configured; without them the simulator is the platform.</summary>
    public bool HasCredentials { get; private init; }

    /// <summary>Reads and checks everything that can be checked without starting.</summary>
    /// <exception cref="StartupException">The first fault.</exception>
    /// <exception cref="OrleansConfigurationException">The faults of section <c>DingTalk</c>.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        DingTalkSection.EnsureReadable(configuration.GetSection(AppSection));
        if (SettingNames.FaultsOf(configuration.GetSection(MirrorHostOptions.Section), typeof(MirrorHostOptions)).FirstOrDefault() is { } fault)
            throw new StartupException(fault);
        if (configuration.GetSection("Kestrel:Endpoints").Exists())
            throw new StartupException("Kestrel:Endpoints would listen past the rule about access keys: set Host:Urls instead.");

        return new(configuration) { HasCredentials = HaveCredentials(configuration.GetSection(AppSection)) };
    }

    // The binder's message names the key and the wanted type, and repeats the value: no secret is anything but text.
    private static MirrorHostOptions Read(IConfigurationSection section)
    {
        try
        {
            var options = section.Get<MirrorHostOptions>() ?? new();
            return MirrorHostRules.FaultsOf(options).FirstOrDefault() is { } fault ? throw new StartupException(fault) : options;
        }
        catch (InvalidOperationException exception)
        {
            throw new StartupException(exception.Message);
        }
    }

    private static bool HaveCredentials(IConfigurationSection app)
    {
        var key = !string.IsNullOrEmpty(app[nameof(DingTalkAppOptions.AppKey)]);
        var secret = !string.IsNullOrEmpty(app[nameof(DingTalkAppOptions.AppSecret)]);
        if (key != secret)
        {
            throw new StartupException(
                $"DingTalk:{(key ? "AppSecret" : "AppKey")} is missing: set it beside DingTalk:{(key ? "AppKey" : "AppSecret")} "
                + "(developer console, 基础信息 → 凭证与基础信息), or set neither to work on the simulator.");
        }

        return key;
    }
}
