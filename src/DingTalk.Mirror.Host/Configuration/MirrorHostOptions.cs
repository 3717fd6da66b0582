using System.Net;

namespace DingTalk.Mirror.Host.Configuration;

/// <summary>Section <c>Host</c>: where the program listens, who may ask, and where it keeps its state.</summary>
internal sealed class MirrorHostOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Host";

    /// <summary>Addresses of front and dashboard, separated by semicolons. Default: <c>http://127.0.0.1:5100</c>; port 0 takes a free one.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:5100";

    /// <summary>What front and dashboard want to see before they answer. Required as soon as an address is not a loopback one.</summary>
    public string? AccessKey { get; set; }

    /// <summary>The file that keeps the mirror. Default: <c>mirror.db</c> in the current directory; with the simulator, a temporary file.</summary>
    public string Store { get; set; } = DefaultStore;

    /// <summary>How DingTalk's events come in, which keep what is loaded current. Default: <see cref="EventSource.Stream"/>.</summary>
    public EventSource Events { get; set; } = EventSource.Stream;

    /// <summary>Port of the silo, on loopback. Default: 0, a free one.</summary>
    public int SiloPort { get; set; }

    /// <summary>Port for Orleans clients on this machine. Default: 0, a free one.</summary>
    public int GatewayPort { get; set; }

    /// <summary>Value of <see cref="Store"/> unless another is given.</summary>
    public const string DefaultStore = "mirror.db";

    /// <summary>The addresses one by one.</summary>
    public string[] UrlList => Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Never the key.</summary>
    public override string ToString() => $"MirrorHostOptions(Urls {Urls}, AccessKey {(AccessKey is null ? "none" : "redacted")})";
}

/// <summary>How events come in.</summary>
internal enum EventSource
{
    /// <summary>Over a connection to the platform; the app's event subscription is set to Stream mode in the developer console.</summary>
    Stream,

    /// <summary>Not at all: what is loaded is compared by the sweep only.</summary>
    None,
}

/// <summary>What is wrong with the options, each fault one sentence.</summary>
internal static class MirrorHostRules
{
    private const int ShortestKey = 16;
    private const int HighestPort = 65_535;

    public static IEnumerable<string> FaultsOf(MirrorHostOptions options)
    {
        if (options.UrlList.Length == 0) yield return "Host:Urls is empty: give at least one address, as http://127.0.0.1:5100.";
        if (string.IsNullOrWhiteSpace(options.Store)) yield return "Host:Store is empty: name the file that keeps the mirror, as mirror.db.";
        if (options.AccessKey is { Length: < ShortestKey })
            yield return $"Host:AccessKey is too short: take at least {ShortestKey} characters, for example from openssl rand -hex 16.";
        foreach (var url in options.UrlList)
        {
            if (!TryParse(url, out var address))
                yield return $"Host:Urls holds \"{url}\", which is no address to listen on: write it as http://127.0.0.1:5100.";
            else if (options.AccessKey is null && !IsLoopback(address))
                yield return $"Host:Urls holds {url}, which others can reach, but there is no Host:AccessKey: set one of at least {ShortestKey} characters, or listen on 127.0.0.1.";
        }

        foreach (var (name, port) in new[] { (nameof(options.SiloPort), options.SiloPort), (nameof(options.GatewayPort), options.GatewayPort) })
        {
            if (port is < 0 or > HighestPort) yield return $"Host:{name} is a port, 0 to {HighestPort}; 0 takes a free one.";
        }

        if (options.SiloPort != 0 && options.SiloPort == options.GatewayPort)
            yield return $"Host:SiloPort and Host:GatewayPort are both {options.SiloPort}: give them different ports.";
    }

    private static bool TryParse(string url, out BindingAddress address)
    {
        address = null!;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return false;
        }

        return address.Scheme is "http" or "https" && address.PathBase.Length == 0 && !address.IsUnixPipe && !address.IsNamedPipe;
    }

    private static bool IsLoopback(BindingAddress address) => string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
