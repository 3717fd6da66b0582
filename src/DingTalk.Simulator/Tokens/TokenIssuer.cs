using System.Security.Cryptography;

namespace DingTalk.Simulator.Tokens;

/// <summary>The app's one access token: the same one back while it lives, its life extended by each call.</summary>
internal sealed class TokenIssuer(SimulatorOptions options, SimulatedClock clock)
{
    private readonly Lock _lock = new();
    private string? _token;
    private DateTimeOffset _expires;

    /// <summary>How many different tokens there have been.</summary>
    public int Issued { get; private set; }

    public (string Token, long Seconds) Issue()
    {
        lock (_lock)
        {
            if (!IsAlive)
            {
                _token = RandomNumberGenerator.GetHexString(32, lowercase: true);
                Issued++;
            }

            _expires = clock.GetUtcNow() + options.Limits.TokenLifetime;
            return (_token!, (long)options.Limits.TokenLifetime.TotalSeconds);
        }
    }

    public bool Accepts(string token)
    {
        lock (_lock)
            return IsAlive && string.Equals(token, _token, StringComparison.Ordinal);
    }

    public void Revoke()
    {
        lock (_lock)
            _token = null;
    }

    private bool IsAlive => _token is not null && clock.GetUtcNow() < _expires;
}
