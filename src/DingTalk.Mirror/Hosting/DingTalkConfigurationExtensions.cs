using DingTalk.Mirror;
using DingTalk.Mirror.Hosting;
using DingTalk.OpenPlatform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orleans.Hosting;

/// <summary>Adds the mirror of a DingTalk organization as a section of the configuration describes it.</summary>
public static class DingTalkConfigurationExtensions
{
    /// <summary>
    /// Mirrors the one organization that this service works with. Its app, <see cref="DingTalkAppOptions"/>, stands in the section, and how it is
    /// mirrored, <see cref="MirrorOptions"/>, in the section <c>Mirror</c> below it. When the configuration is read again a new
    /// <see cref="DingTalkAppOptions.AppSecret"/> counts at once.
    /// </summary>
    /// <param name="silo">The silo. It also needs grain storage under <see cref="StorageNames.Mirror"/> and a reminder service.</param>
    /// <param name="section">The section, as <c>builder.Configuration.GetSection("DingTalk")</c>.</param>
    /// <exception cref="OrleansConfigurationException">A key is no setting, or a value has not the type of its setting.</exception>
    public static ISiloBuilder AddDingTalk(this ISiloBuilder silo, IConfigurationSection section) =>
        silo.AddDingTalk(DingTalkServiceCollectionExtensions.DefaultAppName, section);

    /// <summary>The same for one of several organizations.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="name">Names the organization in keys and options: 1 to 40 lower-case letters, digits and hyphens. It never changes.</param>
    /// <param name="section">The section of this organization.</param>
    /// <exception cref="OrleansConfigurationException">A key is no setting, or a value has not the type of its setting.</exception>
    public static ISiloBuilder AddDingTalk(this ISiloBuilder silo, string name, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(silo);
        DingTalkSection.EnsureReadable(section);
        silo.Services.AddSingleton<IOptionsChangeTokenSource<DingTalkAppOptions>>(new ConfigurationChangeTokenSource<DingTalkAppOptions>(name, section));
        return silo.AddDingTalk(name, section.Bind, section.GetSection(DingTalkSection.Mirror).Bind);
    }
}
