using System.Diagnostics;
using System.Security.Cryptography;

namespace DingTalk.Simulator.Tests.Sdk;

/// <summary>DingTalk's own packages for Node.js, as the lock file beside this has them.</summary>
internal static class NodePackages
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Sdk");
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    /// <summary>Starts one of the programs beside this; its first argument is where the packages are.</summary>
    public static async Task<Process> StartAsync(string program, params string[] arguments) =>
        Start("node", [Path.Combine(Folder, program), await Installed.Value, .. arguments], Folder);

    /// <summary>What the process prints until it ends well.</summary>
    public static async Task<string> EndAsync(this Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{process.StartInfo.FileName} ended with {process.ExitCode}: {await errors}");
        return await output;
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
        using var npm = Start("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], fresh);
        await npm.EndAsync();
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

    private static Process Start(string program, string[] arguments, string folder) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = folder,
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
