using System.Collections.Immutable;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.Options;

namespace DingTalk.OpenPlatform.Tokens;

/// <summary>
/// The app's secret as it is configured now: one that was rotated counts from the next call on. Key and addresses stay those of the start, for with another
/// key it would be another app.
/// </summary>
internal sealed class AppSecret(IOptionsMonitor<DingTalkAppOptions> options, string name)
{
    private ImmutableHashSet<string> _known = [options.Get(name).AppSecret];

    /// <summary>The secret to send.</summary>
    public string Take()
    {
        var secret = options.Get(name).AppSecret;
        ImmutableInterlocked.Update(ref _known, static (known, taken) => known.Add(taken), secret);
        return secret;
    }

    /// <summary>The same answer without any secret that the platform may have quoted, a former one of a call under way among them.</summary>
    public AnswerFault Hide(AnswerFault fault) => _known.Aggregate(fault, static (hidden, secret) => hidden.Without(secret));
}
