using DingTalk.Mirror.Sqlite.Tests.Contract;
using Xunit.MicrosoftTestingPlatform;

namespace DingTalk.Mirror.Sqlite.Tests;

internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [WriterProcess.Command, var store, var location] => WriterProcess.WriteForeverAsync(store, location),
        [Measurement.Command, var count] => Measurement.RunAsync(count),
        _ => TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    };
}
