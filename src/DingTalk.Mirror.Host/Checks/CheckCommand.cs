using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Host.Configuration;
using DingTalk.OpenPlatform;
using DingTalk.OpenPlatform.Checks;

namespace DingTalk.Mirror.Host.Checks;

/// <summary>The word <c>check</c>: says what is set wrong and ends. No silo is started for it.</summary>
internal static class CheckCommand
{
    // Chinese stays readable; the text goes to a console or a program, never into a page.
    private static readonly JsonSerializerOptions Json = new(CheckJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Checks, writes, and tells the program's exit code: 1 if something is wrong.</summary>
    public static async Task<int> RunAsync(CommandLine command, HostSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        var app = new DingTalkAppOptions();
        settings.App.Bind(app);
        var mirror = new MirrorOptions();
        settings.App.GetSection("Mirror").Bind(mirror);
        var report = new CheckReport(
        [
            .. settings.HasCredentials
                ? await AskPlatformAsync(settings, command.CheckOptions with { NameSearch = mirror.NameLookup is NameLookup.Search }, cancellationToken)
                : [NoCredentials],
            .. StoreCheck.Run(MirrorApplication.StoreOf(settings, simulator: null), settings.HasCredentials ? app.AppKey : null, mirror.CorpId),
        ]);
        await output.WriteLineAsync(command.Json ? JsonSerializer.Serialize(report, Json.GetTypeInfo(typeof(CheckReport))) : TextOf(report));
        return report.Succeeded ? 0 : 1;
    }

    private static CheckFinding NoCredentials => new("credentials", CheckOutcome.Failed, "none are configured")
    {
        Remedy = "开发者后台 → 应用 → 基础信息 → 凭证与基础信息: give Client ID and Client Secret as DingTalk__AppKey and DingTalk__AppSecret.",
    };

    private static async Task<IReadOnlyList<CheckFinding>> AskPlatformAsync(
        HostSettings settings, DingTalkCheckOptions options, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddLogging().AddDingTalkClient(settings.App.Bind).BuildServiceProvider();
        return (await services.GetRequiredService<DingTalkCheck>().RunAsync(options, cancellationToken)).Findings;
    }

    private static string TextOf(CheckReport report)
    {
        int Count(CheckOutcome outcome) => report.Findings.Count(finding => finding.Outcome == outcome);
        return $"{report}{Environment.NewLine}{Count(CheckOutcome.Failed)} wrong, {Count(CheckOutcome.Passed)} as they should be, {Count(CheckOutcome.NotTested)} not tested.";
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckReport))]
internal sealed partial class CheckJson : JsonSerializerContext;
