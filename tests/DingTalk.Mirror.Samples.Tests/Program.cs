using Xunit.MicrosoftTestingPlatform;

namespace DingTalk.Mirror.Samples.Tests;

internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [StaffService.Command, var gatewayPort, var database] => StaffService.ServeAsync(gatewayPort, database),
        _ => TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    };
}
