using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace DingTalk.Mirror.Host.Telemetry;

/// <summary>
/// Takes off an activity what may name a person: Orleans tells the key of a grain, which for a person is their userid, and ASP.NET Core the
/// path and the client of a request. What it does not know it takes off too.
/// </summary>
internal sealed class PersonalDataProcessor : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Kept = FrozenSet.ToFrozenSet(
        [
            "http.request.method", "http.response.status_code", "http.route", "network.protocol.version", "server.address", "server.port", "url.scheme",
            "rpc.system", "rpc.service", "rpc.method", "error.type", "exception.type", "status",
        ],
        StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        foreach (var (name, _) in data.TagObjects.ToList())
        {
            if (!Kept.Contains(name) && !name.StartsWith("dingtalk.", StringComparison.Ordinal)) data.SetTag(name, null);
        }

        if (data.StatusDescription is not null) data.SetStatus(data.Status);
    }
}
