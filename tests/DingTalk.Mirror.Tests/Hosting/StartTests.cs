using DingTalk.Mirror.Errors;
using DingTalk.OpenPlatform;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DingTalk.Mirror.Tests.Hosting;

/// <summary>What is missing or wrong is said when the silo starts, in a sentence with what to change.</summary>
public sealed class StartTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static void Credentials(DingTalkAppOptions app) => (app.AppKey, app.AppSecret) = ("key", "secret");

    private static async Task<Exception> StartAndFailAsync(Action<ISiloBuilder> configure)
    {
        using var host = Build(configure);
        return await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(Ct));
    }

    private static IHost Build(Action<ISiloBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort: Ports.Free(), gatewayPort: Ports.Free());
            configure(silo);
        });
        return builder.Build();
    }

    [Fact]
    public async Task A_missing_key_names_the_option()
    {
        var error = await StartAndFailAsync(silo => Stored(silo).AddDingTalk(app => app.AppSecret = "secret"));
        Assert.Contains("AppKey", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_address_names_the_option()
    {
        var error = await StartAndFailAsync(silo => Stored(silo).AddDingTalk(app =>
        {
            Credentials(app);
            app.UseAddress(new Uri("ftp://example.test"));
        }));
        Assert.Contains("Address", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mirror_option_out_of_range_names_the_option()
    {
        var error = await StartAndFailAsync(silo => Stored(silo).AddDingTalk(Credentials, mirror => mirror.ParallelLoads = 0));
        Assert.Contains("ParallelLoads", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_grain_storage_is_said_with_the_line_to_add()
    {
        var error = await StartAndFailAsync(silo => silo.UseInMemoryReminderService().AddDingTalk(Credentials));
        Assert.Contains("UseDingTalkSqlite", error.Message, StringComparison.Ordinal);
        Assert.Contains("grain storage", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_reminders_are_said_with_the_line_to_add()
    {
        var error = await StartAndFailAsync(silo => silo.AddMemoryGrainStorage(StorageNames.Mirror).AddDingTalk(Credentials));
        Assert.Contains("UseDingTalkSqlite", error.Message, StringComparison.Ordinal);
        Assert.Contains("reminder", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Corp A")]
    [InlineData("a/b")]
    public void A_name_that_does_not_fit_into_a_key_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => Build(silo => silo.AddDingTalk(name, Credentials)));

    [Fact]
    public void Two_organizations_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => Build(silo => silo.AddDingTalk(Credentials).AddDingTalk(Credentials)));

    [Fact]
    public async Task Two_organizations_live_in_one_silo_and_do_not_mix()
    {
        await using var first = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        await using var second = await DingTalkSimulator.StartAsync(
            new SimulatedOrganization().Department(10, "Other").User("x", "X", 10), cancellationToken: Ct);
        using var host = Build(silo => Stored(silo)
            .AddDingTalk("first", app => App(app, first))
            .AddDingTalk("second", app => App(app, second)));
        await host.StartAsync(Ct);

        var one = host.Services.GetRequiredKeyedService<IOrganization>("first");
        var other = host.Services.GetRequiredKeyedService<IOrganization>("second");
        Assert.Equal(("科技服务事业部", "Other"), ((await one.GetDepartmentAsync(10, Ct)).Name, (await other.GetDepartmentAsync(10, Ct)).Name));
        await Assert.ThrowsAsync<PersonNotFoundException>(async () => await one.GetPersonAsync("x", Ct));
        Assert.Same(one, host.Services.GetRequiredService<IOrganization>());
        await host.StopAsync(Ct);
    }

    [Fact]
    public async Task A_silo_starts_while_the_platform_is_down_and_answers_when_it_is_back()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        dingTalk.Faults.Add(Fault.HttpStatus(503));
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, silos: 1, configureApp: app => app.MaxRetries = 0);
        var error = await Assert.ThrowsAsync<PlatformCallException>(async () => await mirror.Organization().GetDepartmentAsync(10, Ct));
        Assert.Contains("10", error.Message, StringComparison.Ordinal);

        dingTalk.Faults.Clear();
        Assert.Equal("科技服务事业部", (await mirror.Organization().GetDepartmentAsync(10, Ct)).Name);
    }

    [Fact]
    public async Task What_is_loaded_is_answered_while_the_platform_is_down_and_what_is_not_is_named()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, configureApp: app => app.MaxRetries = 0);
        var org = mirror.Organization();
        await org.GetMembersAsync(Companies.Technology, MemberScope.Subtree, Ct);
        await org.GetChildrenAsync(1, Ct);
        dingTalk.Faults.Add(Fault.CutConnection());

        Assert.Equal(4, (await org.GetMembersAsync(Companies.Technology, MemberScope.Subtree, Ct)).EnsureComplete().Items.Length);
        var partial = await org.GetMembersAsync(1, MemberScope.Subtree, Ct);
        Assert.Equal(4, partial.Items.Length);
        Assert.Contains(partial.Missing, part => part is { DepartmentId: Companies.Sales, Reason: MissingReason.Failed, Code: "network" });
        var error = Assert.Throws<IncompleteAnswerException>(() => partial.EnsureComplete());
        Assert.Contains("Failed", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PlatformCallException>(async () => await org.RefreshPersonAsync("wu", Ct));
        Assert.Equal("吴二", (await org.GetPersonAsync("wu", Ct)).Name);
    }

    [Fact]
    public async Task Wrong_credentials_are_said_at_the_first_question_with_the_platforms_code_and_without_the_secret()
    {
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: Ct);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, configureApp: app => app.AppSecret = "wrong-secret-4711");
        var error = await Assert.ThrowsAsync<PlatformCallException>(async () => await mirror.Organization().GetDepartmentAsync(10, Ct));
        Assert.Contains("invalidClientIdOrSecret", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret-4711", error.ToString(), StringComparison.Ordinal);
    }

    private static ISiloBuilder Stored(ISiloBuilder silo) => silo.AddMemoryGrainStorage(StorageNames.Mirror).UseInMemoryReminderService();

    private static void App(DingTalkAppOptions app, DingTalkSimulator dingTalk)
    {
        (app.AppKey, app.AppSecret) = (dingTalk.AppKey, dingTalk.AppSecret);
        app.UseAddress(dingTalk.Address);
    }
}
