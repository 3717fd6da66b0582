using System.Globalization;
using System.Text.RegularExpressions;
using DingTalk.Mirror.Host.Tests.Hosting;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Host.Tests.Demo;

public sealed partial class DemoTests
{
    private static readonly string[] LogMarks = ["info:", "warn:", "fail:", "Information:", "Warning:", "Error:", "Exception"];

    [Fact]
    public async Task Without_credentials_the_job_is_done_on_the_simulator_and_shown()
    {
        var run = await HostProcess.RunAsync("demo", "--once");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        var output = Regex.Replace(run.Output, @"\s+", " ", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.Contains("No credentials are configured", output, StringComparison.Ordinal);
        Assert.Contains("/v1.0/oauth2/accessToken", output, StringComparison.Ordinal);
        Assert.Contains("集团总部 › 科技服务事业部", output, StringComparison.Ordinal);
        Assert.Contains("平台研发部", output, StringComparison.Ordinal); // the tree
        var people = People().Match(output).Groups["people"].Value;
        Assert.True(int.Parse(people, CultureInfo.InvariantCulture) > 200, output);
        Assert.Contains($"│ Recipients │ {people} │", output, StringComparison.Ordinal);
        Assert.Contains($"{people} deliveries to {people} people", output, StringComparison.Ordinal);
        Assert.Contains("metered", output, StringComparison.Ordinal); // the bill
        Assert.Empty(run.Errors);
        Assert.All(LogMarks, mark => Assert.DoesNotContain(mark, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_credentials_it_shows_recipients_and_price_and_sends_nothing()
    {
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: TestContext.Current.CancellationToken);

        var run = await HostProcess.RunAsync(["demo", "--once", "--department", "总部", .. SmallCompany.CredentialsOf(platform)]);

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Equal(0, platform.Deliveries.Count);
        Assert.Equal(0, platform.Calls.Count("POST /topapi/message/corpconversation/asyncsend_v2"));
        Assert.Contains("Recipients: 15 people", run.Output, StringComparison.Ordinal);
        Assert.Contains("Price: at least 3 metered calls", run.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_credentials_and_a_named_person_it_sends_to_that_person_alone()
    {
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: TestContext.Current.CancellationToken);

        var run = await HostProcess.RunAsync(["demo", "--once", "--department", "总部", "--notify", "lab03", .. SmallCompany.CredentialsOf(platform)]);

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Equal(["lab03"], platform.Deliveries.All.Select(delivery => delivery.UserId));
    }

    [Fact]
    public async Task Stopped_in_the_middle_it_ends_at_once_and_without_an_error()
    {
        await using var host = await HostProcess.StartUntilAsync("Walk its subtree", "demo");

        var exitCode = await host.StopAsync();

        Assert.Equal(1, exitCode); // the job was not done
        Assert.DoesNotContain("Serving.", host.Output, StringComparison.Ordinal);
        Assert.Empty(host.Errors);
        Assert.All(LogMarks, mark => Assert.DoesNotContain(mark, host.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_department_that_is_not_there_ends_it_with_what_to_do()
    {
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: TestContext.Current.CancellationToken);

        var run = await HostProcess.RunAsync(["demo", "--once", .. SmallCompany.CredentialsOf(platform)]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("No department within the app's contact scope is called 科技服务事业部", Regex.Replace(run.Output, @"\s+", " ", RegexOptions.None, TimeSpan.FromSeconds(1)), StringComparison.Ordinal);
        Assert.Contains("--department NAME", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_credentials_end_it_with_the_platforms_words_and_without_the_secret()
    {
        await using var platform = await DingTalkSimulator.StartAsync(SmallCompany.Create(), cancellationToken: TestContext.Current.CancellationToken);
        string[] credentials = [.. SmallCompany.CredentialsOf(platform).Where(argument => !argument.Contains("AppSecret", StringComparison.Ordinal))];

        var run = await HostProcess.RunAsync(["demo", "--once", "--DingTalk:AppSecret=not-the-secret", .. credentials]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Compare AppKey and AppSecret with the developer console", Regex.Replace(run.Output, @"\s+", " ", RegexOptions.None, TimeSpan.FromSeconds(1)), StringComparison.Ordinal);
        Assert.Empty(run.Errors);
        Assert.DoesNotContain("not-the-secret", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex("departments, (?<people>[0-9]+) people", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex People();
}
