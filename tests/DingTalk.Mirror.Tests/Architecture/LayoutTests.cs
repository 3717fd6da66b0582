using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DingTalk.Mirror.Tests.Architecture;

public sealed partial class LayoutTests
{
    // A project may use those it names here, and through them what they use.
    private static readonly Dictionary<string, string[]> Projects = new(StringComparer.Ordinal)
    {
        ["DingTalk.OpenPlatform"] = [],
        ["DingTalk.OpenPlatform.AspNetCore"] = ["DingTalk.OpenPlatform"],
        ["DingTalk.Simulator"] = [],
        ["DingTalk.Mirror.Abstractions"] = ["DingTalk.OpenPlatform"],
        ["DingTalk.Mirror"] = ["DingTalk.Mirror.Abstractions", "DingTalk.OpenPlatform"],
        ["DingTalk.Mirror.Sqlite"] = ["DingTalk.Mirror.Abstractions", "DingTalk.Mirror"],
        ["DingTalk.Mirror.Host"] = ["DingTalk.Mirror.Abstractions", "DingTalk.Mirror", "DingTalk.Mirror.Sqlite", "DingTalk.OpenPlatform", "DingTalk.Simulator"],
    };

    private static readonly string[] Rooms = ["DingTalk.Mirror", "DingTalk.Mirror.Abstractions"];

    private static IEnumerable<string> Sources => Rooms
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(MirrorAssemblies.Repository, "src", project), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    [Fact]
    public void Projects_depend_in_one_direction()
    {
        foreach (var (project, allowed) in Projects)
        {
            var file = XDocument.Load(Path.Combine(MirrorAssemblies.Repository, "src", project, project + ".csproj"));
            var used = file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
            Assert.Subset(allowed.ToHashSet(StringComparer.Ordinal), used.ToHashSet(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_project_has_its_place_in_the_order() => Assert.Equal(
        Projects.Keys.Order(StringComparer.Ordinal),
        Directory.EnumerateDirectories(Path.Combine(MirrorAssemblies.Repository, "src")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    // The dashboard calls a grain in such a namespace a system grain, and a log filter on Orleans silences it.
    [Fact]
    public void No_namespace_of_ours_begins_like_those_of_Orleans_but_for_registration() => Assert.Empty(MirrorAssemblies.Types
        .Where(type => type.Namespace!.StartsWith("Orleans", StringComparison.Ordinal) && type.Namespace is not "Orleans.Hosting")
        .Select(type => type.FullName));

    [Fact]
    public void Folder_and_namespace_are_one_word()
    {
        Assert.NotEmpty(Sources);
        Assert.All(Sources, file =>
        {
            var said = NamespaceLine().Match(File.ReadAllText(file)).Groups["name"].Value;
            if (said is "Orleans.Hosting" or "Microsoft.Extensions.DependencyInjection") return;
            var folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(MirrorAssemblies.Repository, "src"), file))!;
            var expected = folder.Replace("DingTalk.Mirror.Abstractions", "DingTalk.Mirror", StringComparison.Ordinal)
                .Replace(Path.DirectorySeparatorChar, '.');
            Assert.Equal(expected, said);
        });
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex NamespaceLine();
}
