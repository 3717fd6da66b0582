namespace DingTalk.Packages.Tests;

public sealed class PackageTests(PackedLibraries packed) : IClassFixture<PackedLibraries>
{
    private static readonly string[] Libraries =
    [
        "DingTalk.Mirror", "DingTalk.Mirror.Abstractions", "DingTalk.Mirror.Sqlite", "DingTalk.OpenPlatform", "DingTalk.OpenPlatform.AspNetCore",
        "DingTalk.Simulator",
    ];

    [Fact]
    public void Every_library_is_packed_and_nothing_else() => Assert.Equal(Libraries, packed.Manifests.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_package_has_documentation_licence_page_and_symbols() => Assert.All(Libraries, id =>
    {
        using var package = packed.Open(id);
        using var symbols = packed.Open(id, "snupkg");
        var files = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains($"lib/net10.0/{id}.dll", files);
        Assert.Contains($"lib/net10.0/{id}.xml", files);
        Assert.Contains("README.md", files);
        Assert.Contains(symbols.Entries, entry => entry.FullName == $"lib/net10.0/{id}.pdb");
        Assert.Equal("MIT", PackedLibraries.Text(packed.Manifests[id], "license"));
        Assert.Equal("README.md", PackedLibraries.Text(packed.Manifests[id], "readme"));
        Assert.NotEmpty(PackedLibraries.Text(packed.Manifests[id], "description"));
    });

    [Fact]
    public void All_have_one_version_and_name_the_commit_they_were_made_from()
    {
        Assert.Single(packed.Manifests.Values.Select(manifest => PackedLibraries.Text(manifest, "version")).Distinct(StringComparer.Ordinal));
        Assert.All(packed.Manifests.Values, manifest => Assert.Matches("^[0-9a-f]{40}$", manifest.Descendants().Single(element => element.Name.LocalName == "repository").Attribute("commit")?.Value));
    }

    [Fact]
    public void The_client_of_the_platform_brings_no_Orleans() =>
        Assert.DoesNotContain(packed.BroughtBy("DingTalk.OpenPlatform.AspNetCore"), id => id.Contains("Orleans", StringComparison.Ordinal));

    [Fact]
    public void The_mirror_brings_no_simulator()
    {
        Assert.DoesNotContain("DingTalk.Simulator", packed.BroughtBy("DingTalk.Mirror"));
        Assert.DoesNotContain("DingTalk.Simulator", packed.BroughtBy("DingTalk.Mirror.Sqlite"));
    }

    [Fact]
    public void The_simulator_brings_nothing_of_ours() => Assert.Equal(["DingTalk.Simulator"], packed.BroughtBy("DingTalk.Simulator"));
}
