using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Limits;

/// <summary>The limits on calls that the gateway keeps. A refused call takes no place in any window.</summary>
internal sealed class CallLimits(SimulatorOptions options, SimulatedClock clock)
{
    private const string AppSuspended = "您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了";
    private const string ApiSuspended = "您的服务器调用钉钉开放平台当前接口的所有请求都被暂时禁用了";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SlidingWindow> _ipWindows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _blockedUntil = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SlidingWindow> _seconds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SlidingWindow> _platformSeconds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SlidingWindow> _minutes = new(StringComparer.Ordinal);
    private (int Year, int Month) _month;
    private int _spent;
    private DateTimeOffset? _exhausted;

    /// <summary>Metered calls in the present calendar month of the platform.</summary>
    public int SpentThisMonth
    {
        get
        {
            lock (_lock)
            {
                TurnMonth();
                return _spent;
            }
        }
    }

    /// <summary>Whether the address may call at all; too many calls block it for a while.</summary>
    public bool AdmitAddress(string address, long now)
    {
        if (options.Limits.IpCalls is not { } limit)
            return true;
        lock (_lock)
        {
            if (_blockedUntil.TryGetValue(address, out var until) && now < until)
                return false;
            if (Window(_ipWindows, address, options.Limits.IpWindow).Admit(now, limit))
                return true;
            _blockedUntil[address] = now + options.Limits.IpBlock.Ticks;
            return false;
        }
    }

    /// <summary>Refuses what is too dense, then what the month no longer pays for: throttled calls cost nothing.</summary>
    public void Admit(ApiEndpoint endpoint, long now)
    {
        lock (_lock)
        {
            var limits = options.Limits;
            if (limits.PlatformCallsPerSecond is { } platform && !Window(_platformSeconds, endpoint.Name, TimeSpan.FromSeconds(1)).Admit(now, platform))
                throw Refuse(endpoint, "90002", "QpsLimitForApi", ApiSuspended);
            if (limits.CallsPerSecond is { } second && !Window(_seconds, endpoint.Name, TimeSpan.FromSeconds(1)).Admit(now, second))
                throw Refuse(endpoint, "90018", "QpsLimitForAppkeyAndApi", AppSuspended);
            if (limits.CallsPerMinute is { } minute && endpoint.Style is ApiStyle.Modern
                && !Window(_minutes, endpoint.Name, TimeSpan.FromMinutes(1)).Admit(now, minute))
                throw Refuse(endpoint, "90018", "QpmLimitForAppkeyAndApi", AppSuspended);
            if (endpoint.Metered)
                Spend(endpoint);
        }
    }

    private void Spend(ApiEndpoint endpoint)
    {
        TurnMonth();
        if (_spent >= options.Limits.MonthlyCalls)
        {
            _exhausted ??= clock.GetUtcNow();
            if (clock.GetUtcNow() >= _exhausted + options.Limits.MonthlyGrace)
                throw Refuse(endpoint, "90020", "ApiCountLimitForOrg", ErrorTexts.Of(90020));
        }

        _spent++;
    }

    private void TurnMonth()
    {
        var now = clock.Now;
        if (_month == (now.Year, now.Month))
            return;
        _month = (now.Year, now.Month);
        _spent = 0;
        _exhausted = null;
    }

    private static SlidingWindow Window(Dictionary<string, SlidingWindow> windows, string key, TimeSpan span)
    {
        if (!windows.TryGetValue(key, out var window))
            windows[key] = window = new SlidingWindow(span);
        return window;
    }

    private static ApiRefusal Refuse(ApiEndpoint endpoint, string legacy, string modern, string message) =>
        endpoint.Style is ApiStyle.Modern
            ? new ApiRefusal("Forbidden.AccessDenied." + modern, message) { Status = 403 }
            : new ApiRefusal(legacy, message) { IsGateways = true };
}
