using DingTalk.Mirror.Hosting;
using DingTalk.OpenPlatform;

namespace DingTalk.Mirror.Host.Configuration;

/// <summary>The configuration as this program reads it: checked before anything is started, each fault one sentence.</summary>
internal sealed class HostSettings
{
    private const string AppSection = "DingTalk";
    private const string MirrorSection = "Mirror";

    private readonly IConfigurationSection _app;
    private readonly IConfigurationSection _mirror;

    private HostSettings(IConfiguration configuration)
    {
        _app = configuration.GetSection(AppSection);
        _mirror = _app.GetSection(MirrorSection);
        Host = Read(configuration.GetSection(MirrorHostOptions.Section));
        KeepsDefaultStore = Host.Store == MirrorHostOptions.DefaultStore;
    }

    /// <summary>Section <c>Host</c>.</summary>
    public MirrorHostOptions Host { get; }

    /// <summary>Whether nobody named a store.</summary>
    public bool KeepsDefaultStore { get; }

    /// <summary>Whether an app's credentials are configured; without them the simulator is the platform.</summary>
    public bool HasCredentials { get; private init; }

    /// <summary>Reads and checks everything that can be checked without starting.</summary>
    /// <exception cref="StartupException">The first fault.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        EnsureKnown(configuration.GetSection(AppSection), typeof(DingTalkAppOptions), MirrorSection);
        EnsureKnown(configuration.GetSection(AppSection).GetSection(MirrorSection), typeof(MirrorOptions));
        EnsureKnown(configuration.GetSection(MirrorHostOptions.Section), typeof(MirrorHostOptions));
        if (configuration.GetSection("Kestrel:Endpoints").Exists())
            throw new StartupException("Kestrel:Endpoints would listen past the rule about access keys: set Host:Urls instead.");

        var settings = new HostSettings(configuration) { HasCredentials = HaveCredentials(configuration.GetSection(AppSection)) };
        Bind(() => settings.ConfigureApp(new()));
        Bind(() => settings.ConfigureMirror(new()));
        return settings;
    }

    /// <summary>Copies section <c>DingTalk</c>.</summary>
    public void ConfigureApp(DingTalkAppOptions app) => _app.Bind(app);

    /// <summary>Copies section <c>DingTalk:Mirror</c>.</summary>
    public void ConfigureMirror(MirrorOptions mirror) => _mirror.Bind(mirror);

    private static MirrorHostOptions Read(IConfigurationSection section)
    {
        var options = new MirrorHostOptions();
        Bind(() => section.Bind(options));
        return MirrorHostRules.FaultsOf(options).FirstOrDefault() is { } fault ? throw new StartupException(fault) : options;
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

    private static void EnsureKnown(IConfigurationSection section, Type options, params IReadOnlyList<string> others)
    {
        if (SettingNames.FaultsOf(section, options, others).FirstOrDefault() is { } fault) throw new StartupException(fault);
    }

    // The binder's message names the key and the wanted type, and repeats the value: no secret is anything but text.
    private static void Bind(Action bind)
    {
        try
        {
            bind();
        }
        catch (InvalidOperationException exception)
        {
            throw new StartupException(exception.Message);
        }
    }
}
