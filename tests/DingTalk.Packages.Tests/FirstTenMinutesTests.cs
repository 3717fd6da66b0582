using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using DingTalk.Simulator;

namespace DingTalk.Packages.Tests;

/// <summary>What the front page tells to type, typed in an empty folder.</summary>
public sealed partial class FirstTenMinutesTests(PackedLibraries packed) : IClassFixture<PackedLibraries>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dingtalk-first-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task From_an_empty_folder_to_the_first_answer_with_packages_and_the_code_of_the_front_page()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var dingTalk = await DingTalkSimulator.StartAsync(cancellationToken: cancellation);
        var page = await File.ReadAllTextAsync(Path.Combine(PackedLibraries.Repository, "README.md"), cancellation);
        var environment = Environment(dingTalk);

        var service = Path.Combine(_folder.FullName, "phonebook");
        foreach (var command in Commands().Matches(page).Select(match => match.Groups["command"].Value))
            await new DotNet(command.StartsWith("new", StringComparison.Ordinal) ? _folder.FullName : service, environment).RunAsync(command, cancellation);
        await File.WriteAllTextAsync(Path.Combine(service, "Program.cs"), Service().Match(page).Groups["code"].Value, cancellation);
        using var running = new DotNet(service, environment).Start("run --no-launch-profile --urls http://127.0.0.1:0");
        try
        {
            using var client = new HttpClient { BaseAddress = await ListeningAsync(running, cancellation), Timeout = TimeSpan.FromMinutes(2) };
            using var answer = await client.GetAsync(new Uri("/phonebook/科技服务事业部", UriKind.Relative), cancellation);

            var text = await answer.Content.ReadAsStringAsync(cancellation);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
            using var json = JsonDocument.Parse(text);
            var expected = dingTalk.Organization.PeopleUnder(dingTalk.Organization.Departments.Single(department => department.Name == "科技服务事业部").Id);
            Assert.Equal(
                expected.Order(StringComparer.Ordinal),
                json.RootElement.GetProperty("items").EnumerateArray().Select(person => person.GetProperty("userId").GetString()!).Order(StringComparer.Ordinal));
        }
        finally
        {
            running.Kill(entireProcessTree: true);
            await running.WaitForExitAsync(cancellation);
        }
    }

    private Dictionary<string, string> Environment(DingTalkSimulator dingTalk) => new(StringComparer.Ordinal)
    {
        ["RestoreAdditionalProjectSources"] = packed.Folder,

        // A version that was packed before must not be found in the machine's own folder; what is not ours may.
        ["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages"),
        ["NUGET_FALLBACK_PACKAGES"] = GlobalPackages,
        ["DingTalk__AppKey"] = dingTalk.AppKey,
        ["DingTalk__AppSecret"] = dingTalk.AppSecret,
        ["DingTalk__Address"] = dingTalk.Address.AbsoluteUri,
        ["DingTalk__LegacyAddress"] = dingTalk.Address.AbsoluteUri,
    };

    private static string GlobalPackages => System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static async Task<Uri> ListeningAsync(Process running, CancellationToken cancellationToken)
    {
        var said = new List<string>();
        while (await running.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            said.Add(line);
            if (Listening().Match(line) is { Success: true } match) return new(match.Groups["address"].Value);
        }

        throw new InvalidOperationException($"The service ended:\n{string.Join('\n', said)}\n{await running.StandardError.ReadToEndAsync(cancellationToken)}");
    }

    [GeneratedRegex(@"^dotnet (?<command>(new web|add package) .*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Commands();

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Service();

    [GeneratedRegex("Now listening on: (?<address>http://[0-9.:]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Listening();
}
