using DingTalk.OpenPlatform.Limits;

namespace DingTalk.OpenPlatform.Transport;

/// <summary>One attempt at a call, carried through the handlers with its request: what it is, and what became of it.</summary>
internal sealed class PlatformAttempt(PlatformEndpoint endpoint, CallPriority priority)
{
    private static readonly HttpRequestOptionsKey<PlatformAttempt> Key = new("DingTalk.OpenPlatform.Attempt");

    public PlatformEndpoint Endpoint { get; } = endpoint;

    public PlatformCall Call { get; } = new(endpoint.Api, priority, endpoint.IsMetered);

    /// <summary>Bytes may have left.</summary>
    public bool IsSent { get; set; }

    /// <summary>The verdict on the last answer; only of an answer that can be one of the platform's.</summary>
    public PlatformAnswer? Answer { get; set; }

    public void AttachTo(HttpRequestMessage request) => request.Options.Set(Key, this);

    /// <summary>The attempt that a request belongs to; for a request of somebody else's, one that fits its path.</summary>
    public static PlatformAttempt Of(HttpRequestMessage request)
    {
        if (request.Options.TryGetValue(Key, out var attempt))
            return attempt;
        var path = request.RequestUri!.AbsolutePath;
        var known = PlatformEndpoints.All.FirstOrDefault(endpoint => endpoint.Method == request.Method && string.Equals(endpoint.Path, path, StringComparison.Ordinal));
        var unknown = new PlatformEndpoint(request.Method, path, HostOf(path), IsMetered: true, IsRepeatable: false, null);
        return new PlatformAttempt(known ?? unknown, CallPriority.Interactive);
    }

    // By the path, for a simulator or a gateway serves both hosts at one address: new-host paths begin with the API's version.
    private static PlatformHost HostOf(string path) =>
        path is ['/', 'v', >= '0' and <= '9', ..] ? PlatformHost.New : PlatformHost.Legacy;
}
