using System.Text.RegularExpressions;

namespace DingTalk.Simulator.Tests;

public sealed partial class ProgramTests
{
    [Fact]
    public async Task It_serves_a_file_until_it_is_told_to_stop()
    {
        var file = Path.Combine(Path.GetTempPath(), $"org-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, """{"departments":[{"id":1,"parent":0,"name":"A"}],"users":[{"userid":"u1","name":"x","departments":[1]}]}""", TestContext.Current.CancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var output = new SignallingWriter("control API");

#pragma warning disable CA2025 // It is awaited below.
        var run = Program.RunAsync(
            ["--org", file, "--urls=http://127.0.0.1:0", "--app-key", "k", "--app-secret", "hidden", "--agent-id", "7", "--no-limits"], output, output, stop.Token);
#pragma warning restore CA2025
        await output.Seen.WaitAsync(stop.Token);
        using var http = new HttpClient { BaseAddress = new Uri(Address().Match(output.ToString()).Value) };
        var token = await http.GetStringAsync(new Uri("/gettoken?appkey=k&appsecret=hidden", UriKind.Relative), stop.Token);
        await stop.CancelAsync();

        Assert.Equal(0, await run);
        Assert.Contains("access_token", token, StringComparison.Ordinal);
        Assert.Contains("1 departments, 1 people", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", output.ToString(), StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("There is no option '--orgg'. Did you mean '--org'?", "--orgg", "x")]
    [InlineData("There is no option '--frobnicate'. See --help.", "--frobnicate")]
    [InlineData("The option '--org' needs a value.", "--org", "--urls")]
    [InlineData("The option '--app-key' needs a value.", "--app-key")]
    [InlineData("The agent id 'seven' is no number.", "--agent-id", "seven")]
    [InlineData("'localhost' is no address such as http://127.0.0.1:5080.", "--urls", "localhost")]
    public async Task A_wrong_call_is_told_and_ends_with_two(string message, params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();

        Assert.Equal(2, await Program.RunAsync(arguments, output, errors, TestContext.Current.CancellationToken));
        Assert.Equal(message, errors.ToString().TrimEnd());
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public async Task A_taken_port_a_missing_file_and_a_bad_file_are_told()
    {
        await using var taken = await SmallCompany.StartAsync();
        var bad = Path.Combine(Path.GetTempPath(), $"org-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(bad, """{"departments":[{"id":1}]}""", TestContext.Current.CancellationToken);

        Assert.Contains("address already in use", await ErrorAsync("--urls", taken.Address.ToString()), StringComparison.Ordinal);
        Assert.Contains("/nowhere.json", await ErrorAsync("--org", "/nowhere.json"), StringComparison.Ordinal);
        Assert.Equal($"{bad}: departments[0] has no 'name'.", await ErrorAsync("--org", bad));
        File.Delete(bad);
    }

    [Fact]
    public async Task Help_lists_every_option()
    {
        await using var output = new StringWriter();

        Assert.Equal(0, await Program.RunAsync(["--help"], output, output, TestContext.Current.CancellationToken));
        Assert.All(["--org", "--urls", "--app-key", "--app-secret", "--agent-id", "--corp-id", "--no-limits", "--help"], option => Assert.Contains(option, output.ToString(), StringComparison.Ordinal));
    }

    private static async Task<string> ErrorAsync(params string[] arguments)
    {
        await using var errors = new StringWriter();
        Assert.Equal(2, await Program.RunAsync(arguments, TextWriter.Null, errors, TestContext.Current.CancellationToken));
        return errors.ToString().TrimEnd();
    }

    [GeneratedRegex(@"http://\S+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Address();

    /// <summary>Text written so far, and a task that ends when a word has been written.</summary>
    private sealed class SignallingWriter(string word) : StringWriter
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public override async Task WriteLineAsync(string? value)
        {
            await base.WriteLineAsync(value);
            if (value?.Contains(word, StringComparison.Ordinal) is true)
                _seen.SetResult();
        }
    }
}
