using DingTalk.OpenPlatform.Events;
using DingTalk.OpenPlatform.Tokens;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Checks;

/// <summary>Finds out in some seconds what is set wrong, in the app's configuration or in DingTalk's console. It reads, and sends nothing.</summary>
/// <remarks>Registered by <c>AddDingTalkClient</c> under the app's name. What needs something that failed is not tested, so that one fault is one ✗.</remarks>
public sealed class DingTalkCheck
{
    internal DingTalkCheck(
        DingTalkAppOptions app, DingTalkClient client, TokenApi tokens, StreamGateway stream, PlatformCaller caller, Func<HttpClient> http, TimeProvider time) =>
        (App, Client, Tokens, Stream, Caller, Http, Time) = (app, client, tokens, stream, caller, http, time);

    internal DingTalkAppOptions App { get; }

    internal DingTalkClient Client { get; }

    internal TokenApi Tokens { get; }

    internal StreamGateway Stream { get; }

    internal PlatformCaller Caller { get; }

    internal Func<HttpClient> Http { get; }

    internal TimeProvider Time { get; }

    /// <summary>Looks at everything that <paramref name="options"/> allow. Some ten calls, and up to forty where the scope is a part of the organization.</summary>
    /// <param name="options">What is looked at beyond what is free.</param>
    /// <param name="cancellationToken">Gives the check up.</param>
    public Task<CheckReport> RunAsync(DingTalkCheckOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CheckRun(this, options).RunAsync(cancellationToken);
    }
}
