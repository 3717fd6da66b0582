namespace DingTalk.OpenPlatform.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void The_readmes_code_is_the_code_that_is_compiled()
    {
        var root = Root();
        var readme = File.ReadAllText(Path.Combine(root, "src", "DingTalk.OpenPlatform", "README.md"));
        var compiled = Lines(File.ReadAllText(Path.Combine(root, "tests", "DingTalk.OpenPlatform.Tests", "ReadmeApp.cs")));
        var block = Lines(readme.Split("```csharp")[1].Split("```")[0]).SkipWhile(line => line.StartsWith("using ", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(block);
        Assert.Equal(block, compiled.SkipWhile(line => !string.Equals(line, block[0], StringComparison.Ordinal)).Take(block.Length));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Orleans.DingTalk.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
