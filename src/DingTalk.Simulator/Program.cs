using System.Runtime.InteropServices;

namespace DingTalk.Simulator;

/// <summary>The simulator as a program; <c>--help</c> tells its options.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await RunAsync(arguments, Console.Out, Console.Error, stop.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Serves until it is told to stop; 0 then, 2 when it was called wrongly or cannot start.</summary>
    internal static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors, CancellationToken stop)
    {
        try
        {
            var line = CommandLine.Parse(arguments);
            if (line.Help)
                await output.WriteLineAsync(CommandLine.Usage);
            else
                await ServeAsync(line, output, stop);
            return 0;
        }
        catch (Exception fault) when (fault is CommandLineException or InvalidOrganizationException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(fault.Message);
            return 2;
        }
    }

    private static async Task ServeAsync(CommandLine line, TextWriter output, CancellationToken stop)
    {
        var organization = line.Organization is { } path ? Load(path) : SimulatedOrganization.SampleCompany();
        await using var simulator = await DingTalkSimulator.StartAsync(organization, options => Configure(options, line), stop);
        await output.WriteLineAsync(Invariant($"The simulated DingTalk platform listens on {simulator.Address}"));
        await output.WriteLineAsync(Invariant($"  organization  {organization.DepartmentCount:#,0} departments, {organization.UserCount:#,0} people"));
        await output.WriteLineAsync(Invariant($"  credentials   app key {simulator.AppKey}, agent id {simulator.AgentId}, {SecretHint(line, simulator)}"));
        await output.WriteLineAsync(Invariant($"  control API   {simulator.Address}_simulator"));
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, simulator.Clock, stop);
        }
        catch (OperationCanceledException)
        {
            await output.WriteLineAsync("Stopped.");
        }
    }

    // The built-in secret is no secret; one that was given is not printed.
    private static string SecretHint(CommandLine line, DingTalkSimulator simulator) =>
        line.AppSecret is null ? $"app secret {simulator.AppSecret}" : "app secret as given";

    private static SimulatedOrganization Load(string path)
    {
        try
        {
            return SimulatedOrganization.Load(path);
        }
        catch (InvalidOrganizationException invalid)
        {
            throw new InvalidOrganizationException($"{path}: {invalid.Message}", invalid);
        }
    }

    private static void Configure(SimulatorOptions options, CommandLine line)
    {
        options.Urls = line.Urls;
        options.AppKey = line.AppKey ?? options.AppKey;
        options.AppSecret = line.AppSecret ?? options.AppSecret;
        options.AgentId = line.AgentId ?? options.AgentId;
        options.CorpId = line.CorpId ?? options.CorpId;
        if (line.NoLimits)
            options.Limits = new LimitOptions { CallsPerSecond = null, IpCalls = null, MonthlyCalls = null };
    }
}
