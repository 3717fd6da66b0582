using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Sqlite;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.Options;

namespace DingTalk.Mirror.Host.Configuration;

/// <summary>What a failed start, or a failed demo, says to the person who started it.</summary>
internal static class StartupFaults
{
    /// <summary>A sentence, if the person can do something about it; null for a fault of the program.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        StartupException or MirrorStoreException or MirrorException or DingTalkApiException => exception.Message,
        OptionsValidationException options => string.Join(" ", options.Failures),
        OrleansConfigurationException => exception.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            $"{exception.Message} Stop the other program, or choose other addresses: --Host:Urls http://127.0.0.1:5101.",
        AggregateException { InnerExceptions: [var one] } => Describe(one),
        { InnerException: { } inner } => Describe(inner),
        _ => null,
    };
}
