using System.Text.RegularExpressions;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Checks;

/// <summary>One run of a check: from the address upward, each step only if those below it hold.</summary>
internal sealed partial class CheckRun(DingTalkCheck check, DingTalkCheckOptions options)
{
    private static readonly TimeSpan TolerableSkew = TimeSpan.FromMinutes(1);

    private readonly CheckSheet _sheet = new(
    [
        CheckNames.Address, CheckNames.LegacyAddress, CheckNames.Clock, CheckNames.Token, CheckNames.EgressIp, CheckNames.App, CheckNames.Platform,
        CheckNames.Permission(Departments), CheckNames.Permission(DepartmentMembers), CheckNames.Permission(Members),
        .. options.MobileLookups ? [CheckNames.Permission(MemberByMobile)] : Array.Empty<string>(),
        CheckNames.ContactScope, CheckNames.MobileField, CheckNames.PersonalFields,
        .. options.NameSearch ? [CheckNames.Permission(Search)] : Array.Empty<string>(),
        CheckNames.AgentId, CheckNames.Month, CheckNames.Stream,
    ]);

    private string? _blocker;   // the finding without which nothing more can be tested

    public async Task<CheckReport> RunAsync(CancellationToken cancellationToken)
    {
        SkipWhatWasNotAskedFor();
        await ReachAsync(cancellationToken).ConfigureAwait(false);
        Func<CancellationToken, Task>[] steps =
        [
            FetchTokenAsync, CallAsync, OpenStreamAsync, ReadScopeAsync, TryPermissionsAsync, ReadPeopleAsync, SearchAsync, FindAgentAsync,
        ];
        foreach (var step in steps)
        {
            if (_blocker is not null)
                break;
            await step(cancellationToken).ConfigureAwait(false);
        }

        return _sheet.Close(_blocker);
    }

    private void SkipWhatWasNotAskedFor()
    {
        const string OnRequest = "costs a call of the month: only on request (metered)";
        if (!options.Events)
            _sheet.Skip(CheckNames.Stream, "may cost a call of the month: only on request (events)");
        if (check.App.AgentId is null)
            _sheet.Skip(CheckNames.AgentId, "none is configured, so no notices can be sent");
        if (options.Metered)
            return;
        _sheet.Skip(CheckNames.Month, "no free call tells: only on request (metered)");
        if (check.App.AgentId is not null)
            _sheet.Skip(CheckNames.AgentId, OnRequest);
        if (options.NameSearch)
            _sheet.Skip(CheckNames.Permission(Search), OnRequest);
    }

    private async Task ReachAsync(CancellationToken cancellationToken)
    {
        await ReachAsync(CheckNames.Address, check.App.Address, nameof(DingTalkAppOptions.Address), cancellationToken).ConfigureAwait(false);
        if (_blocker is null || check.App.LegacyAddress != check.App.Address)
            await ReachAsync(CheckNames.LegacyAddress, check.App.LegacyAddress, nameof(DingTalkAppOptions.LegacyAddress), cancellationToken).ConfigureAwait(false);
    }

    // The bare address: whatever is answered, something is there, and tells its time.
    private async Task ReachAsync(string name, Uri address, string option, CancellationToken cancellationToken)
    {
        using var http = check.Http();
        try
        {
            var sent = check.Time.GetUtcNow();
            using var response = await http.GetAsync(address, cancellationToken).ConfigureAwait(false);
            _sheet.Pass(name, $"{address.Host} answers");
            CompareClocks(response.Headers.Date, sent);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
        {
            _blocker ??= name;
            var why = exception is not HttpRequestException { HttpRequestError: var error } ? "no answer in time"
                : error is HttpRequestError.Unknown ? "the connection breaks" : error.ToString();
            _sheet.Fail(name, $"{address.Host} cannot be reached ({why})", ConsoleTerms.Address(address, option));
        }
    }

    private void CompareClocks(DateTimeOffset? theirs, DateTimeOffset sent)
    {
        if (_sheet.Knows(CheckNames.Clock))
            return;
        if (theirs is not { } date)
        {
            _sheet.Skip(CheckNames.Clock, "the answer tells no time");
            return;
        }

        // To the second, and the answer took its time: only what is far beyond both counts.
        var skew = check.Time.GetUtcNow() - date;
        if (skew > TolerableSkew || date - sent > TolerableSkew)
            _sheet.Fail(CheckNames.Clock, $"this machine's clock is {skew.Duration():d\\.hh\\:mm\\:ss} {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the platform's", ConsoleTerms.Clock);
        else
            _sheet.Pass(CheckNames.Clock, "within a minute of the platform's");
    }

    private async Task FetchTokenAsync(CancellationToken cancellationToken)
    {
        var error = await TryAsync(() => check.Tokens.FetchAsync(cancellationToken)).ConfigureAwait(false);
        if (error is null)
            _sheet.Pass(CheckNames.Token, "key and secret are right");
        else if (_blocker is null)
            Block(CheckNames.Token, "the platform gives no token", ConsoleTerms.Of(error), error);
    }

    private async Task OpenStreamAsync(CancellationToken cancellationToken)
    {
        if (!options.Events)
            return;
        try
        {
            await check.Stream.OpenAsync(cancellationToken).ConfigureAwait(false);
            _sheet.Pass(CheckNames.Stream, "the platform gives an address to connect to; which events are ticked no call tells");
        }
        catch (DingTalkApiException error) when (error.Kind is DingTalkErrorKind.Network or DingTalkErrorKind.Timeout or DingTalkErrorKind.IpBlocked
            or DingTalkErrorKind.Throttled or DingTalkErrorKind.PlatformFault or DingTalkErrorKind.IpNotAllowed)
        {
            Blame(error);
        }
        catch (DingTalkApiException error)
        {
            _sheet.Fail(CheckNames.Stream, "the platform gives no address to connect to: the app is not in Stream mode, or not published", ConsoleTerms.Stream, error);
        }
    }

    /// <summary>What a refused call says about something that stands below it.</summary>
    private void Blame(DingTalkApiException error)
    {
        switch (error.Kind)
        {
            case DingTalkErrorKind.Credentials:
                Block(CheckNames.Token, "the platform refuses key and secret", ConsoleTerms.Credentials, error);
                break;
            case DingTalkErrorKind.Token:
                Block(CheckNames.Token, "the platform refuses the token it has just given: both hosts must be the same platform's", ConsoleTerms.Credentials, error);
                break;
            case DingTalkErrorKind.IpNotAllowed:
                BlameAddressList(error);
                break;
            case DingTalkErrorKind.Throttled or DingTalkErrorKind.IpBlocked or DingTalkErrorKind.PlatformFault or DingTalkErrorKind.Timeout:
                Block(CheckNames.Platform, WordsOf(error), ConsoleTerms.Of(error), error);
                break;
            case DingTalkErrorKind.Network or DingTalkErrorKind.InvalidAnswer:
            case DingTalkErrorKind.Other when error.Code.StartsWith("http-", StringComparison.Ordinal):
                BlameAddress(error);
                break;
            case DingTalkErrorKind.PermissionMissing:
                var point = error.RequiredScopes is [var first, ..] ? first : Endpoint(error).Permission ?? "qyapi_base";
                _sheet.Fail(CheckNames.Permission(point), $"the app lacks {ConsoleTerms.Point(point)}", ConsoleTerms.Permission(point), error);
                break;
            case DingTalkErrorKind.MonthlyAllowanceSpent:
                _sheet.Fail(CheckNames.Month, "the corp's calls of this month are spent", ConsoleTerms.Month, error);
                break;
            case DingTalkErrorKind.Other when error.Code is "50003" or "50005":
                Block(CheckNames.App, error.Code is "50003" ? "the app is stopped" : "the corp is disabled", ConsoleTerms.App, error);
                break;
            default:
                break;
        }
    }

    private void BlameAddressList(DingTalkApiException error)
    {
        var words = error.PlatformMessage ?? "";
        var seen = SeenAddress().Match(words) is { Success: true } match ? match.Groups["ip"].Value : null;
        var isCorps = words.Contains("corpid", StringComparison.OrdinalIgnoreCase);
        Block(CheckNames.EgressIp,
            $"{(seen is null ? "this machine's public address" : $"the platform saw {seen}, which")} is not on the {(isCorps ? "corp's" : "app's")} list",
            isCorps ? ConsoleTerms.CorpEgressIp : ConsoleTerms.EgressIp(seen), error);
    }

    private void BlameAddress(DingTalkApiException error)
    {
        var (name, address, option) = Endpoint(error).Host == PlatformHost.New
            ? (CheckNames.Address, check.App.Address, nameof(DingTalkAppOptions.Address))
            : (CheckNames.LegacyAddress, check.App.LegacyAddress, nameof(DingTalkAppOptions.LegacyAddress));
        var words = error.Kind == DingTalkErrorKind.Network ? $"the connection to {address.Host} broke" : $"what answers at {address.Host} is not the platform";
        Block(name, words, ConsoleTerms.Address(address, option), error);
    }

    private static string WordsOf(DingTalkApiException error) => error.Kind switch
    {
        DingTalkErrorKind.Throttled => "the app's calls are refused for their number",
        DingTalkErrorKind.IpBlocked => "this machine's public address is blocked",
        DingTalkErrorKind.Timeout => "no answer came in time",
        _ => "the platform itself fails",
    };

    private void Block(string name, string words, string remedy, DingTalkApiException error)
    {
        _blocker ??= name;
        _sheet.Fail(name, words, remedy, error);
    }

    /// <summary>Makes a call; what refuses it is on the sheet if it stands below the call.</summary>
    private async Task<DingTalkApiException?> TryAsync(Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
            return null;
        }
        catch (DingTalkApiException error)
        {
            Blame(error);
            return error;
        }
    }

    private static PlatformEndpoint Endpoint(DingTalkApiException error) =>
        PlatformEndpoints.All.First(endpoint => string.Equals(endpoint.Api, error.Endpoint, StringComparison.Ordinal));

    [GeneratedRegex("request ip=(?<ip>[0-9A-Fa-f.:]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex SeenAddress();
}
