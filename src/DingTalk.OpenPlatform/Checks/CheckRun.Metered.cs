using System.Text.Json.Serialization;
using DingTalk.OpenPlatform.Json;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Checks;

/// <summary>What costs a call of the month, and is done on request.</summary>
internal sealed partial class CheckRun
{
    private const string Search = "qyapi_addresslist_search";
    private const int Stopped = 0;

    private async Task SearchAsync(CancellationToken cancellationToken)
    {
        if (!options.Metered || !options.NameSearch)
            return;
        var error = await TryAsync(() => check.Client.Search.FindDepartmentsAsync("部", 0, 1, cancellationToken)).ConfigureAwait(false);
        if (error is { Kind: DingTalkErrorKind.MonthlyAllowanceSpent })
            _sheet.Skip(CheckNames.Permission(Search), $"needs the {CheckNames.Month}");
        else
            Judge(Search, error);
    }

    /// <summary>Looks the AgentId up in the list of the corp's apps.</summary>
    private async Task FindAgentAsync(CancellationToken cancellationToken)
    {
        if (!options.Metered || check.App.AgentId is not { } agentId)
            return;
        InnerApp? found = null;
        try
        {
            var answer = await check.Caller.CallAsync(
                PlatformEndpoints.InnerApps, check.Caller.AppSubject, PlatformJson.Default.InnerAppsAnswer, cancellationToken).ConfigureAwait(false);
            _sheet.Pass(CheckNames.Month, "not spent");
            found = answer.Apps.FirstOrDefault(app => app.AgentId == agentId);
        }
        catch (DingTalkApiException error)
        {
            MissAgent(error);
            return;
        }

        if (found is null)
            _sheet.Fail(CheckNames.AgentId, $"none of the corp's apps has {agentId}", ConsoleTerms.AgentId);
        else
            _sheet.Pass(CheckNames.AgentId, $"{agentId} is an app of the corp");
        if (found is { Status: Stopped })
            _sheet.Fail(CheckNames.App, "the app is stopped", ConsoleTerms.App);
    }

    private void MissAgent(DingTalkApiException error)
    {
        if (error.Kind == DingTalkErrorKind.PermissionMissing)
        {
            // Nothing but this check needs it, so that its absence is no fault.
            _sheet.Skip(CheckNames.AgentId, $"the list of apps needs {ConsoleTerms.Point("qyapi_get_microapp_list")}; without it, only a notice tells");
            return;
        }

        Blame(error);
        if (error.Kind == DingTalkErrorKind.MonthlyAllowanceSpent)
            _sheet.Skip(CheckNames.AgentId, $"needs the {CheckNames.Month}");
        else if (_blocker is null)
            _sheet.Fail(CheckNames.AgentId, "the list of the corp's apps cannot be read", ConsoleTerms.Of(error), error);
    }
}

internal sealed record InnerAppsAnswer
{
    [JsonPropertyName("appList")]
    public IReadOnlyList<InnerApp> Apps { get; init => field = value ?? []; } = [];
}

internal sealed record InnerApp
{
    [JsonPropertyName("agentId")]
    public long? AgentId { get; init; }

    [JsonPropertyName("appStatus")]
    public int? Status { get; init; }
}
