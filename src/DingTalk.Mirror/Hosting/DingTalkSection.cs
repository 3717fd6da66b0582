using DingTalk.OpenPlatform;
using Microsoft.Extensions.Configuration;

namespace DingTalk.Mirror.Hosting;

/// <summary>A section of the configuration that holds an app, and in its section <c>Mirror</c> how its organization is mirrored.</summary>
public static class DingTalkSection
{
    internal const string Mirror = "Mirror";

    /// <summary>Checks what can be checked without anything else: each key is a setting, and each value has the type of its setting.</summary>
    /// <exception cref="OrleansConfigurationException">The faults, each one sentence.</exception>
    public static void EnsureReadable(IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var mirror = section.GetSection(Mirror);
        string[] faults = [.. SettingNames.FaultsOf(section, typeof(DingTalkAppOptions), Mirror), .. SettingNames.FaultsOf(mirror, typeof(MirrorOptions))];
        if (faults.Length > 0) throw new OrleansConfigurationException(string.Join(" ", faults));
        EnsureBinds(section, new DingTalkAppOptions());
        EnsureBinds(mirror, new MirrorOptions());
    }

    // The binder's message names the key and the wanted type, and repeats the value: no secret is anything but text.
    private static void EnsureBinds(IConfigurationSection section, object options)
    {
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException exception)
        {
            throw new OrleansConfigurationException(exception.Message, exception);
        }
    }
}
