using System.Diagnostics;
using System.Reflection.Metadata;
using System.Text;

namespace DingTalk.Packages.Tests;

/// <summary>Who steps into a package's code is shown the source at the commit that it was made from.</summary>
public sealed class SourceLinkTests : IDisposable
{
    private const string Home = "https://github.com/example/Orleans.DingTalk";
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dingtalk-source-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_symbols_lead_to_the_commit_on_the_host_that_the_repository_came_from()
    {
        await GitAsync("clone", "-q", PackedLibraries.Repository, _folder.FullName);
        await GitAsync("-C", _folder.FullName, "remote", "set-url", "origin", Home);
        var commit = (await GitAsync("-C", _folder.FullName, "rev-parse", "HEAD")).Trim();
        var build = new DotNet(_folder.FullName, new Dictionary<string, string>());

        await build.RunAsync("build src/DingTalk.OpenPlatform -c Release -p:RunAnalyzers=false -nologo -v q", Ct);

        var symbols = Directory.GetFiles(_folder.FullName, "DingTalk.OpenPlatform.pdb", SearchOption.AllDirectories).First(file => file.Contains("bin", StringComparison.Ordinal));
        Assert.Contains($"https://raw.githubusercontent.com/example/Orleans.DingTalk/{commit}/*", ReadSourceLink(symbols), StringComparison.Ordinal);
    }

    private static string ReadSourceLink(string symbols)
    {
        using var file = File.OpenRead(symbols);
        using var provider = MetadataReaderProvider.FromPortablePdbStream(file);
        var reader = provider.GetMetadataReader();
        var information = reader.GetCustomDebugInformation(EntityHandle.ModuleDefinition)
            .Select(reader.GetCustomDebugInformation)
            .Single(one => reader.GetGuid(one.Kind) == SourceLink);
        return Encoding.UTF8.GetString(reader.GetBlobBytes(information.Value));
    }

    private static async Task<string> GitAsync(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await git.StandardOutput.ReadToEndAsync(Ct);
        await git.WaitForExitAsync(Ct);
        Assert.Equal(0, git.ExitCode);
        return output;
    }
}
