using DingTalk.Mirror.Events;
using DingTalk.Mirror.Health;
using DingTalk.Mirror.Organizations;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DingTalk.Mirror.Tests.Organizations;

public sealed class StatusTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 3, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_status_says_in_one_place_what_a_person_on_duty_asks_first()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        await using var mirror = await MirrorCluster.StartAsync(
            dingTalk, configure: options => options.Sweep.Share = 0, configureSilo: silo => silo.AddDingTalkStream());
        var org = mirror.Organization();
        await org.LoadAsync(1, Ct).LastAsync(Ct);
        await org.GetRootsAsync(Ct);
        dingTalk.Faults.Add(Fault.Error("60020", "访问ip不在白名单之中") with { Endpoint = "POST /topapi/v2/user/get", Times = 1 });
        await Assert.ThrowsAnyAsync<Mirror.Errors.MirrorException>(async () => await org.RefreshPersonAsync("chen", Ct));

        var status = await UntilAsync(mirror.FromOutside, told => told.LastError is not null && told.Silos.Length == 2 && told.Silos.All(silo => silo.LastFrameAt is not null));

        Assert.Contains("60020 访问ip不在白名单之中", status.LastError, StringComparison.Ordinal);
        Assert.True(status.LastErrorAt >= status.LastSuccessAt);
        Assert.NotNull(status.Token);
        Assert.True(status.Token.FetchedAt < status.Token.ExpiresAt);
        Assert.True(status.OldestRead <= status.CurrentAsOf);
        Assert.Equal((status.Departments, status.Departments), (status.DepartmentsWithChildren, status.DepartmentsWithMembers));
        Assert.Equal(status.Version, status.Stored);
        Assert.True(status.Usage!.MeteredCalls > 0);
        Assert.True(status.Usage.MonthForecast >= status.Usage.MeteredCalls);
        Assert.All(status.Silos, silo => Assert.True(silo.HasStream));
    }

    [Fact]
    public void What_is_wrong_is_said_in_words_and_what_was_mended_is_not()
    {
        var well = new MirrorStatus
        {
            Version = default,
            Departments = 0,
            People = 0,
            OpenGaps = 0,
            Rereads = new() { Marked = 0 },
            Sweep = new() { Pass = 1, IsUnderWay = false, IsWhole = false, Checked = 0, Left = 0, Drift = 0, Failed = 0 },
            Held = 0,
            ListenedAt = Now,
            LastErrorAt = Now.AddMinutes(-2),
            LastSuccessAt = Now.AddMinutes(-1),
            LastError = "POST /x failed with 1",
            Silos = [new SiloReport { Silo = "a", ReportedAt = Now, HasStream = true, StreamError = "refused" }],
        };

        Assert.Empty(MirrorCurrentCheck.ReasonsOf(well, Now));
        Assert.Contains("POST /x failed with 1", Assert.Single(MirrorCurrentCheck.ReasonsOf(well with { LastSuccessAt = null }, Now)), StringComparison.Ordinal);
        Assert.Contains("(refused)", Assert.Single(MirrorCurrentCheck.ReasonsOf(well with { ListenedAt = null }, Now)), StringComparison.Ordinal);
        Assert.Empty(MirrorCurrentCheck.ReasonsOf(well with { ListenedAt = null, Silos = [] }, Now));
        Assert.Single(MirrorCurrentCheck.ReasonsOf(well with { OpenGaps = 1 }, Now));
        Assert.Single(MirrorCurrentCheck.ReasonsOf(well with { Held = 1 }, Now));
        Assert.Single(MirrorCurrentCheck.ReasonsOf(well with { Rereads = new() { Marked = 3, OldestMark = Now.AddHours(-1) } }, Now));
        Assert.Equal(3, MirrorCurrentCheck.ReasonsOf(well with { OpenGaps = 1, Held = 1, ListenedAt = null }, Now).Count());
    }

    [Fact]
    public async Task A_host_is_ready_while_it_answers_and_degraded_while_that_is_not_current()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, silos: 1, configureSilo: silo => silo.Services.AddHealthChecks().AddDingTalk());
        await mirror.Organization().GetDepartmentAsync(Companies.Sales, Ct);
        var health = mirror.Silo(0).GetRequiredService<HealthCheckService>();

        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Ct)).Status);

        dingTalk.Faults.Add(Fault.HttpStatus(503));
        await Assert.ThrowsAnyAsync<Mirror.Errors.MirrorException>(async () => await mirror.Organization().RefreshPersonAsync("chen", Ct));
        await UntilAsync(mirror.Organization(), status => status.LastError is not null);
        var report = await health.CheckHealthAsync(Ct);

        Assert.Equal(HealthStatus.Healthy, report.Entries["dingtalk-default-ready"].Status);
        Assert.Equal(HealthStatus.Degraded, report.Entries["dingtalk-default-current"].Status);
        Assert.Contains("503", report.Entries["dingtalk-default-current"].Description, StringComparison.Ordinal);
    }

    private static async Task<MirrorStatus> UntilAsync(IOrganization org, Func<MirrorStatus, bool> isSo)
    {
        while (true)
        {
            var status = await org.GetStatusAsync(Ct);
            if (isSo(status)) return status;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
        }
    }
}
