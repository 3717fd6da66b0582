using DingTalk.Mirror.Silos;
using DingTalk.OpenPlatform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace DingTalk.Mirror.Hosting;

/// <summary>What a silo lacks is said when it starts, with the line to add; never at the first call.</summary>
internal sealed class MirrorConfigurationValidator(IServiceProvider services, IEnumerable<SiloMirror> mirrors) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        foreach (var mirror in mirrors) ValidateOptions(mirror.Name);
        if (services.GetKeyedService<IGrainStorage>(StorageNames.Mirror) is null)
        {
            throw new OrleansConfigurationException(
                $"The DingTalk mirror has no grain storage. Add silo.UseDingTalkSqlite(\"mirror.db\") for a single silo, or for a cluster any grain storage "
                + $"under the name \"{StorageNames.Mirror}\": silo.AddAdoNetGrainStorage(StorageNames.Mirror, …), silo.AddRedisGrainStorage(StorageNames.Mirror, …).");
        }

        if (services.GetService<IReminderTable>() is null)
        {
            throw new OrleansConfigurationException(
                "The DingTalk mirror has no reminders, without which a notice would not survive a crash. Add silo.UseDingTalkSqlite(\"mirror.db\") for a single silo, "
                + "or for a cluster a reminder service: silo.UseAdoNetReminderService(…), silo.UseRedisReminderService(…).");
        }
    }

    private void ValidateOptions(string name)
    {
        try
        {
            services.GetRequiredService<IOptionsMonitor<DingTalkAppOptions>>().Get(name);
            services.GetRequiredService<IOptionsMonitor<MirrorOptions>>().Get(name);
        }
        catch (OptionsValidationException exception)
        {
            throw new OrleansConfigurationException($"The DingTalk organization \"{name}\" is not configured: {string.Join(" ", exception.Failures)}", exception);
        }
    }
}
