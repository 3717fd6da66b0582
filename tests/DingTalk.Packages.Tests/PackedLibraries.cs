using System.IO.Compression;
using System.Xml.Linq;

namespace DingTalk.Packages.Tests;

/// <summary>What <c>dotnet pack</c> makes of this repository.</summary>
public sealed class PackedLibraries : IAsyncLifetime
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dingtalk-packages-");

    public static string Repository { get; } = FindRepository();

    public string Folder => _folder.FullName;

    public IReadOnlyDictionary<string, XElement> Manifests { get; private set; } = new Dictionary<string, XElement>();

    public async ValueTask InitializeAsync()
    {
        var pack = new DotNet(Repository, new Dictionary<string, string>());
        await pack.RunAsync($"pack Orleans.DingTalk.sln --no-build -c {Configuration} -o {Folder} -nologo -v q", TestContext.Current.CancellationToken);
        Manifests = Directory.GetFiles(Folder, "*.nupkg").Select(ReadManifest).ToDictionary(manifest => Text(manifest, "id"), StringComparer.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens a package.</summary>
    public ZipArchive Open(string id, string extension = "nupkg") =>
        ZipFile.OpenRead(Path.Combine(Folder, $"{id}.{Text(Manifests[id], "version")}.{extension}"));

    /// <summary>All that comes with a package, by itself or through others of this repository.</summary>
    public IReadOnlySet<string> BroughtBy(string id)
    {
        var brought = new HashSet<string>(StringComparer.Ordinal);
        Add(id);
        return brought;

        void Add(string next)
        {
            if (!brought.Add(next) || !Manifests.TryGetValue(next, out var manifest)) return;
            foreach (var dependency in manifest.Descendants().Where(element => element.Name.LocalName == "dependency")) Add(dependency.Attribute("id")!.Value);
        }
    }

    public static string Text(XElement manifest, string name) => manifest.Elements().Single(element => element.Name.LocalName == name).Value;

    private static XElement ReadManifest(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        using var stream = zip.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Orleans.DingTalk.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No solution above the tests.");
        return folder;
    }
}
