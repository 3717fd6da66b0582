using System.Text.RegularExpressions;

namespace DingTalk.Mirror.Tests.Readme;

/// <summary>What the pages show is compiled, and both languages show the same.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void Both_languages_show_the_same_code() =>
        Assert.Equal(Blocks("README.md").Select(block => block.Text), Blocks("README.zh-CN.md").Select(block => block.Text));

    [Fact]
    public void Every_block_of_code_on_every_page_stands_in_a_compiled_file()
    {
        var compiled = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Flat(File.ReadAllText(file)))
            .ToList();
        var pages = Directory.EnumerateFiles(Root, "README*.md", SearchOption.AllDirectories).Where(page => !page.Contains("node_modules", StringComparison.Ordinal));
        var blocks = pages.SelectMany(page => Blocks(page).Where(block => block.Language == "csharp").Select(block => (page, block.Text))).ToList();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.True(
            compiled.Any(file => file.Contains(Flat(block.Text), StringComparison.Ordinal)), $"{block.page} shows code that no test compiles:\n{block.Text}"));
    }

    [Fact]
    public void Every_relative_link_leads_somewhere()
    {
        var pages = Directory.EnumerateFiles(Root, "README*.md", SearchOption.AllDirectories).Where(page => !page.Contains("node_modules", StringComparison.Ordinal));
        Assert.All(pages, page => Assert.All(
            Link().Matches(File.ReadAllText(page)).Select(match => match.Groups["to"].Value).Where(to => !to.Contains("://", StringComparison.Ordinal) && !to.StartsWith('#')),
            to => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, to.Split('#')[0])), $"{page} links to {to}")));
    }

    private static IEnumerable<(string Language, string Text)> Blocks(string page) =>
        Block().Matches(File.ReadAllText(Path.Combine(Root, page))).Select(match => (match.Groups["language"].Value, match.Groups["text"].Value));

    // Indentation and usings are the file's own affair.
    private static string Flat(string code) => string.Join(
        '\n',
        code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("using DingTalk.", StringComparison.Ordinal)));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Orleans.DingTalk.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No solution above the tests.");
        return folder;
    }

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Link();
}
