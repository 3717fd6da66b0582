namespace DingTalk.Simulator;

internal static class Program
{
    private static Task Main() => Task.CompletedTask;
}
