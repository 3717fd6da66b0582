using System.Text.Json;
using DingTalk.Mirror.Host.Tests.Hosting;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Host.Tests.Checks;

public sealed class CheckTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_healthy_app_ends_with_0_and_a_line_for_each_thing()
    {
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: Ct);

        var run = await HostProcess.RunAsync(["check", "--metered", "--events", "--in-scope", "2,5", .. SmallCompany.CredentialsOf(platform)]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("✓ egress IP: this machine's public address is allowed.", run.Output, StringComparison.Ordinal);
        Assert.Contains("✓ events by Stream", run.Output, StringComparison.Ordinal);
        Assert.Contains("✓ contact scope: everybody.", run.Output, StringComparison.Ordinal);
        Assert.Contains("✓ store: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("0 wrong, ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(platform.AppSecret, run.Output, StringComparison.Ordinal);
        Assert.Empty(platform.Deliveries.All);
        Assert.Empty(platform.Events.Connections);
    }

    [Fact]
    public async Task What_is_wrong_ends_with_1_and_says_where_to_set_it_right()
    {
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: Ct);
        platform.Misconfigure(Misconfiguration.IpNotListed);

        var run = await HostProcess.RunAsync(["check", .. SmallCompany.CredentialsOf(platform)]);

        Assert.Equal((1, ""), (run.ExitCode, run.Errors));
        var line = Assert.Single(run.Output.Split('\n'), line => line.StartsWith('✗'));
        Assert.Contains("the platform saw 127.0.0.1, which is not on the app's list (60020, \"访问ip不在白名单之中", line, StringComparison.Ordinal);
        Assert.Contains("request ", line, StringComparison.Ordinal);
        Assert.Contains("开发配置 → 安全设置 → 服务端出口 IP: add 127.0.0.1.", line, StringComparison.Ordinal);
        Assert.Equal(0, platform.MeteredCalls);
    }

    [Fact]
    public async Task For_machines_it_speaks_JSON_and_nothing_else()
    {
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: Ct);
        platform.Misconfigure(Misconfiguration.MemberPermissionMissing);

        var run = await HostProcess.RunAsync(["check", "--json", .. SmallCompany.CredentialsOf(platform)]);

        Assert.Equal((1, ""), (run.ExitCode, run.Errors));
        var report = JsonElement.Parse(run.Output);
        Assert.False(report.GetProperty("succeeded").GetBoolean());
        var failed = Assert.Single(report.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("outcome").GetString() is "Failed");
        Assert.Equal(("permission qyapi_get_member", "60011"), (failed.GetProperty("name").GetString(), failed.GetProperty("code").GetString()));
        Assert.Contains("成员信息读权限", failed.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(failed.GetProperty("requestId").GetString()!);
        Assert.Contains("成员信息读权限", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_that_is_what_is_wrong()
    {
        var run = await HostProcess.RunAsync("check");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("✗ credentials: none are configured. 开发者后台", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_a_silo_runs_on_is_left_alone_and_the_silo_has_told_what_is_wrong_in_its_log()
    {
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: Ct);
        platform.Misconfigure(Misconfiguration.MemberPermissionMissing);
        var directory = Directory.CreateTempSubdirectory("dingtalk-check-tests-");
        var store = $"--Host:Store={Path.Combine(directory.FullName, "mirror.db")}";
        string[] credentials = SmallCompany.CredentialsOf(platform);
        await using (var silo = await HostProcess.StartUntilAsync("✗ permission qyapi_get_member", [.. credentials, store]))
        {
            platform.Repair();
            var beside = await HostProcess.RunAsync(["check", .. credentials, store]);
            Assert.Equal(0, beside.ExitCode);
            Assert.Contains("is in use by a running silo", beside.Output, StringComparison.Ordinal);
            Assert.Contains("Organization default: ✗ permission qyapi_get_member", silo.Output, StringComparison.Ordinal);
            Assert.Equal(0, await silo.StopAsync());
        }

        var own = await HostProcess.RunAsync(["check", .. credentials, store]);
        Assert.Contains("✓ store owner: the configured app's.", own.Output, StringComparison.Ordinal);

        platform.Options.AppKey = "dingsomebodyelse";
        var other = await HostProcess.RunAsync(["check", .. SmallCompany.CredentialsOf(platform), store]);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("✗ store owner: it was filled by another app", other.Output, StringComparison.Ordinal);
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_store_of_another_program_is_named_and_nothing_is_made()
    {
        var directory = Directory.CreateTempSubdirectory("dingtalk-check-tests-");
        var file = Path.Combine(directory.FullName, "mirror.db");
        var before = await HostProcess.RunAsync("check", $"--Host:Store={file}");
        Assert.Contains($"✓ store: {file} is not there yet and can be made", before.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(file));

        await File.WriteAllTextAsync(file, "somebody's notes", Ct);
        var foreign = await HostProcess.RunAsync("check", $"--Host:Store={file}");

        Assert.Contains($"✗ store: The mirror's store {file} is not a SQLite database", foreign.Output, StringComparison.Ordinal);
        Assert.Equal("somebody's notes", await File.ReadAllTextAsync(file, Ct));
        directory.Delete(recursive: true);
    }
}
