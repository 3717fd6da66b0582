using System.Collections.Concurrent;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Tests.Silos;

public sealed class StartCheckTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_silo_says_once_what_is_wrong_and_works_on()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: TestContext.Current.CancellationToken);
        dingTalk.Misconfigure(Misconfiguration.DepartmentMemberPermissionMissing);
        using var warnings = new Warnings();

        await using var mirror = await StartAsync(dingTalk, warnings, checks: true);

        var told = await warnings.FirstAsync(TestContext.Current.CancellationToken);
        Assert.Equal(9101, told.Id);
        Assert.StartsWith("Organization default: ✗ permission qyapi_get_department_member", told.Text, StringComparison.Ordinal);
        Assert.Contains("通讯录部门成员读权限", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(dingTalk.AppSecret, told.Text, StringComparison.Ordinal);
        Assert.Equal("科技服务事业部", (await mirror.Organization().GetDepartmentAsync(10, TestContext.Current.CancellationToken)).Name);
        Assert.Equal(0, dingTalk.MeteredCalls);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_silo_starts_and_stops_while_its_check_waits_for_the_platform()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: TestContext.Current.CancellationToken);
        dingTalk.Faults.Add(Fault.Latency(TimeSpan.FromMinutes(5)));

        await using (await StartAsync(dingTalk, warnings: null, checks: true))
        {
            while (dingTalk.Calls.Total == 0) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Switched_off_it_calls_nobody()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: TestContext.Current.CancellationToken);

        await using (await StartAsync(dingTalk, warnings: null, checks: false))
        {
        }

        Assert.Equal(0, dingTalk.Calls.Total);
    }

    private static Task<MirrorCluster> StartAsync(DingTalkSimulator dingTalk, Warnings? warnings, bool checks) => MirrorCluster.StartAsync(
        dingTalk,
        silos: 1,
        configure: mirror => mirror.CheckAtStart = checks,
        configureSilo: silo =>
        {
            if (warnings is not null) silo.Services.AddLogging(logging => logging.AddProvider(warnings));
        });

    /// <summary>Hears the check's warnings.</summary>
    private sealed class Warnings : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<(int Id, string Text)> _told = new();

        public async Task<(int Id, string Text)> FirstAsync(CancellationToken cancellationToken)
        {
            while (_told.IsEmpty) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
            return Assert.Single(_told);
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == 9101) _told.Enqueue((eventId.Id, formatter(state, exception)));
        }

        public void Dispose()
        {
        }
    }
}
