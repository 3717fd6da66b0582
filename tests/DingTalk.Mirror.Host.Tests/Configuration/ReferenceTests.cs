using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DingTalk.Mirror.Host.Configuration;
using DingTalk.Mirror.Host.Tests.Hosting;
using DingTalk.OpenPlatform;
using DingTalk.OpenPlatform.Events;

namespace DingTalk.Mirror.Host.Tests.Configuration;

/// <summary>The page of all settings is what the options say of themselves.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string Page = Path.Combine(HostProcess.Repository, "deploy", "configuration.md");

    private static readonly (string Title, string Section, Type Options)[] Sections =
    [
        ("The app", "DingTalk", typeof(DingTalkAppOptions)),
        ("How it is mirrored", "DingTalk:Mirror", typeof(MirrorOptions)),
        ("The program", "Host", typeof(MirrorHostOptions)),
        ("Events by Stream mode, in code", "AddDingTalkStream", typeof(DingTalkStreamOptions)),
        ("Events by callback, in code", "AddDingTalkCallback", typeof(DingTalkCallbackOptions)),
        ("A client outside the cluster, in code", "AddDingTalk of a client", typeof(MirrorClientOptions)),
    ];

    // After options have changed: run this test, and copy the file that it names over the page.
    [Fact]
    public async Task The_page_of_all_settings_says_what_the_options_say()
    {
        var expected = Write();
        var written = File.Exists(Page) ? await File.ReadAllTextAsync(Page, TestContext.Current.CancellationToken) : "";
        if (written == expected) return;
        var file = Path.Combine(Path.GetTempPath(), "dingtalk-configuration.md");
        await File.WriteAllTextAsync(file, expected, TestContext.Current.CancellationToken);
        Assert.Fail($"deploy/configuration.md is out of date. As it should be: {file}");
    }

    private static string Write()
    {
        var page = new StringBuilder("""
            # Every setting

            From `appsettings.json`, the environment (`DingTalk__AppKey`) and the command line of the [host](../src/DingTalk.Mirror.Host/README.md), or from any
            configuration by `AddDingTalk(builder.Configuration.GetSection("DingTalk"))`; the sections that say "in code" are lambdas of the method they name.
            Times are `[days.]hours:minutes:seconds`. A key that is no setting is an error that suggests the near one. This page is made from the options' own documentation.

            """);
        foreach (var (title, section, options) in Sections)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}: `{section}`\n\n| setting | type | from, to | |\n| --- | --- | --- | --- |\n");
            foreach (var row in Rows(options, prefix: "")) page.Append(row).Append('\n');
        }

        return page.ToString();
    }

    private static IEnumerable<string> Rows(Type options, string prefix)
    {
        var documentation = XDocument.Load(Path.ChangeExtension(options.Assembly.Location, ".xml"));
        foreach (var property in options.GetProperties().Where(property => property.SetMethod is not null))
        {
            if (property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal))
            {
                foreach (var row in Rows(property.PropertyType, $"{prefix}{property.Name}:")) yield return row;
                continue;
            }

            if (!property.SetMethod!.IsPublic) continue;
            var summary = documentation.Descendants("member").Single(member => member.Attribute("name")?.Value == $"P:{options.FullName}.{property.Name}").Element("summary")!;
            yield return $"| `{prefix}{property.Name}` | {TypeOf(property)} | {RangeOf(property)} | {Text(summary).Replace("|", "\\|", StringComparison.Ordinal)} |";
        }
    }

    private static string TypeOf(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type switch
        {
            { IsEnum: true } => string.Join(", ", (property.GetCustomAttribute<AllowedValuesAttribute>()?.Values ?? [.. Enum.GetNames(type)]).Select(value => $"`{value}`")),
            { Name: "IList`1" } => "list",
            _ when type == typeof(TimeSpan) => "time",
            _ when type == typeof(string) => "text",
            _ when type == typeof(bool) => "`true`, `false`",
            _ when type == typeof(Uri) => "address",
            _ => "number",
        };
    }

    private static string RangeOf(PropertyInfo property) => property.GetCustomAttribute<RangeAttribute>() switch
    {
        null => property.GetValue(Activator.CreateInstance(property.DeclaringType!)) is "" && property.GetCustomAttribute<RequiredAttribute>() is not null ? "required" : "",
        { Maximum: >= 9e18 } range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum}, …"),
        var range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum}, {range.Maximum}"),
    };

    private static string Text(XElement element)
    {
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XText plain => plain.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement see when see.Attribute("langword") is { } word => $"`{word.Value}`",
            XElement see when see.Attribute("cref") is { } reference => $"`{Name(reference.Value)}`",
            XElement other => other.Value,
            _ => "",
        }));
        return Spaces().Replace(text, " ").Trim();
    }

    // "P:Namespace.Type.Member" or "T:Namespace.Type": the last name says enough on this page.
    private static string Name(string reference) => reference.Split('(')[0].Split('.')[^1];

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
