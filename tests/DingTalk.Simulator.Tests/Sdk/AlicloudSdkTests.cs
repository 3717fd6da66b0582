using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace DingTalk.Simulator.Tests.Sdk;

/// <summary>DingTalk's own SDK for Node.js, pointed at the simulator and otherwise unchanged.</summary>
public sealed class AlicloudSdkTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Sdk");

    [Fact]
    public async Task The_platforms_own_sdk_gets_tokens_searches_and_understands_a_refusal()
    {
        var modules = await InstallAsync();
        await using var dingTalk = await SmallCompany.StartAsync();

        var said = await RunAsync(
            "node",
            [Path.Combine(Folder, "call.mjs"), modules, dingTalk.Address.ToString(), dingTalk.AppKey, dingTalk.AppSecret, dingTalk.Options.CorpId],
            Folder);

        WireAssert.Equal(
            """{"expireIn":7200,"sameToken":true,"departments":[5],"users":["u2"],"total":1,"refusal":"InvalidAuthentication"}""",
            JsonNode.Parse(said)!.AsObject());
    }

    // Once for each lock file: into a folder named by its hash, moved into place when complete.
    private static async Task<string> InstallAsync()
    {
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"), TestContext.Current.CancellationToken);
        var cache = Path.Combine(ArtifactsFolder(), "npm", Convert.ToHexString(SHA256.HashData(lockFile))[..16]);
        if (Directory.Exists(cache))
            return cache;
        var fresh = $"{cache}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(fresh);
        foreach (var file in (string[])["package.json", "package-lock.json"])
            File.Copy(Path.Combine(Folder, file), Path.Combine(fresh, file));
        await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], fresh);
        try
        {
            Directory.Move(fresh, cache);
        }
        catch (IOException) when (Directory.Exists(cache))
        {
            Directory.Delete(fresh, recursive: true);
        }

        return cache;
    }

    private static string ArtifactsFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Name is not "artifacts")
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run from the artifacts folder.");
        return folder.FullName;
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}");
        return await output;
    }
}
