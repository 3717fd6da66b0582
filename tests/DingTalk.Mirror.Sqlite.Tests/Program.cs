using DingTalk.Mirror.Sqlite.Tests.Contract;
using Xunit.MicrosoftTestingPlatform;

namespace DingTalk.Mirror.Sqlite.Tests;

internal static class Program
{
    public static Task<int> Main(string[] args) => args is [WriterProcess.Command, var store, var location]
        ? WriterProcess.WriteForeverAsync(store, location)
        : TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
