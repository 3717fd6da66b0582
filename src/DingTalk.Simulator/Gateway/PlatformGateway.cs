using System.Globalization;
using DingTalk.Simulator.Limits;
using DingTalk.Simulator.Tokens;
using DingTalk.Simulator.Wire;
using Microsoft.AspNetCore.Http;

namespace DingTalk.Simulator.Gateway;

/// <summary>Every call of the platform's wire passes here: faults, checks, the API itself, the envelope.</summary>
internal sealed class PlatformGateway(
    SimulatorOptions options,
    SimulatedOrganization organization,
    SimulatedClock clock,
    TokenIssuer tokens,
    CallLimits limits,
    CallCounters calls,
    FaultPlan faults,
    ApiTable table)
{
    private const string HtmlPage = "<!DOCTYPE html><html><head><title>Error</title></head><body>The service is busy, please try again later.</body></html>";
    private const string BlockedJson = """{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"5f0c1a52d7a94b0e"}""";

    private readonly Credentials _credentials = new(options, tokens);

    public async Task HandleAsync(HttpContext http)
    {
        if (options.ClockAhead is { Ticks: not 0 } ahead)
            http.Response.Headers.Date = (clock.GetUtcNow() + ahead).ToString("R", CultureInfo.InvariantCulture);
        if (await MissPlatformAsync(http))
            return;
        var now = clock.GetTimestamp();
        var path = http.Request.Path.Value ?? "/";
        var (endpoint, pathValues, refusal) = table.Find(http.Request.Method, path);
        var name = endpoint is null || refusal is not null ? $"{http.Request.Method} {path}" : endpoint.Name;
        calls.Arrived(name, now);
        if (!limits.AdmitAddress(Credentials.TextOf(http.Connection.RemoteIpAddress), now))
        {
            calls.RefusedBy("ip-block");
            await WriteAsync(http, options.Limits.IpBlockAnswersHtml ? Page(StatusCodes.Status200OK) : new(200, WireAnswer.Json, Bytes(BlockedJson)));
            return;
        }

        var drawn = faults.Draw(name);
        if (await MeetBeforeAsync(drawn, http, endpoint?.Style ?? ApiTable.StyleOf(path)))
            return;
        var answer = await AnswerAsync(http, endpoint, pathValues, refusal, now, drawn);
        if (drawn.Any(fault => fault.Kind is FaultKind.LostAnswer))
            http.Abort();
        else if (drawn.Any(fault => fault.Kind is FaultKind.TruncatedBody))
            await TruncateAsync(http, answer);
        else
            await WriteAsync(http, answer);
    }

    /// <summary>Whatever is there instead of the platform; false if it is there.</summary>
    private async Task<bool> MissPlatformAsync(HttpContext http)
    {
        switch (options.Reach)
        {
            case SimulatedReach.Unreachable:
                http.Abort();
                return true;
            case SimulatedReach.SomebodyElse:
                await WriteAsync(http, new(StatusCodes.Status404NotFound, "text/plain", Bytes("not found")));
                return true;
            case SimulatedReach.Down:
                await WriteAsync(http, Page(StatusCodes.Status503ServiceUnavailable));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Faults that strike before the work; true if nothing is left to do.</summary>
    private async Task<bool> MeetBeforeAsync(IReadOnlyList<Fault> drawn, HttpContext http, ApiStyle style)
    {
        foreach (var fault in drawn)
        {
            switch (fault.Kind)
            {
                case FaultKind.Latency:
                    await Task.Delay(fault.Delay, options.TimeProvider, http.RequestAborted);
                    break;
                case FaultKind.TokenRevocation:
                    tokens.Revoke();
                    break;
                case FaultKind.CutConnection:
                    http.Abort();
                    return true;
                case FaultKind.Html:
                    await WriteAsync(http, Page(StatusCodes.Status200OK));
                    return true;
                case FaultKind.HttpStatus:
                    await WriteAsync(http, Page(fault.Status));
                    return true;
                case FaultKind.Error:
                    calls.RefusedBy(fault.Code!);
                    await WriteAsync(http, WireAnswer.Refusal(style, RefusalOf(fault)));
                    return true;
                default:
                    break;
            }
        }

        return false;
    }

    private async Task<WireAnswer> AnswerAsync(
        HttpContext http, ApiEndpoint? endpoint, IReadOnlyList<string> pathValues, ApiRefusal? refusal, long now, IReadOnlyList<Fault> drawn)
    {
        var style = endpoint?.Style ?? ApiTable.StyleOf(http.Request.Path.Value ?? "/");
        try
        {
            if (refusal is not null)
                throw refusal;
            var parameters = await RequestReader.ReadAsync(http.Request, options.Limits.RefusesUnicodeEscapes);
            _credentials.Check(endpoint!, http, parameters);
            limits.Admit(endpoint!, now);
            var stale = drawn.FirstOrDefault(fault => fault.Kind is FaultKind.StaleRead);
            var state = stale is null ? organization.State : organization.StateBefore(stale.Versions);
            if (drawn.Any(fault => fault.Kind is FaultKind.MissingPeople)) state = state.WithoutMembers();
            return WireAnswer.Success(style, endpoint!.Answer(new ApiCall(http, parameters, state, pathValues)));
        }
        catch (ApiRefusal caught)
        {
            if (caught.Hangs)
                await Task.Delay(Timeout.InfiniteTimeSpan, options.TimeProvider, http.RequestAborted);
            calls.RefusedBy(caught.Code);
            return WireAnswer.Refusal(style, caught);
        }
    }

    private static ApiRefusal RefusalOf(Fault fault) => new(fault.Code!, fault.Message ?? ErrorTexts.Of(fault.Code!))
    {
        Status = fault.Status,
        IsGateways = fault.Wrapped,
    };

    private static WireAnswer Page(int status) => new(status, WireAnswer.Html, Bytes(HtmlPage));

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static async Task WriteAsync(HttpContext http, WireAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    // The length promises the whole body, half of it comes.
    private static async Task TruncateAsync(HttpContext http, WireAnswer answer)
    {
        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body.AsMemory(0, answer.Body.Length / 2), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        http.Abort();
    }
}
