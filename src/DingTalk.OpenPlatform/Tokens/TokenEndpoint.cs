namespace DingTalk.OpenPlatform.Tokens;

/// <summary>Which of the platform's two token calls an internal app makes. Both give a token that is good on both hosts.</summary>
public enum TokenEndpoint
{
    /// <summary><c>POST /v1.0/oauth2/accessToken</c>, the default: the one the platform recommends, exempt from the
    /// monthly allowance, and the secret travels in a body, where no proxy or access log writes it down.</summary>
    OAuth2,

    /// <summary><c>GET /gettoken</c>, which the platform keeps for existing users. The secret is part of the URL:
    /// choose it only where the new host cannot be reached.</summary>
    GetToken,
}
