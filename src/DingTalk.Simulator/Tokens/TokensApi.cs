using System.Text.Json.Nodes;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Tokens;

/// <summary>The three ways to the access token of an internal app.</summary>
internal sealed class TokensApi(SimulatorOptions options, TokenIssuer issuer)
{
    public IEnumerable<ApiEndpoint> Endpoints =>
    [
        new(ApiStyle.Classic, "GET", "/gettoken", null, GetToken) { Anonymous = true },
        new(ApiStyle.Modern, "POST", "/v1.0/oauth2/accessToken", null, AccessToken) { Anonymous = true },
        new(ApiStyle.Modern, "POST", "/v1.0/oauth2/{corpId}/token", null, CorpToken) { Anonymous = true },
    ];

    private JsonObject GetToken(ApiCall call)
    {
        if (call.Parameters.Text("appkey") is not { Length: > 0 } key || call.Parameters.Text("appsecret") is not { Length: > 0 } secret)
            throw new ApiRefusal("40035", "missing corpid or appkey");
        if (!AreRight(key, secret))
            throw ApiRefusal.Of(40096);
        var (token, seconds) = issuer.Issue();
        return new() { ["access_token"] = token, ["expires_in"] = seconds };
    }

    private JsonObject AccessToken(ApiCall call)
    {
        if (!AreRight(call.Parameters.Text("appKey"), call.Parameters.Text("appSecret")))
            throw new ApiRefusal("invalidClientIdOrSecret", "无效的clientId或者clientSecret");
        var (token, seconds) = issuer.Issue();
        return new() { ["accessToken"] = token, ["expireIn"] = seconds };
    }

    private JsonObject CorpToken(ApiCall call)
    {
        if (!string.Equals(call.PathValues[0], options.CorpId, StringComparison.Ordinal))
            throw new ApiRefusal("unknownError", "未知错误") { Status = 500 };
        if (call.Parameters.Text("grant_type") is not "client_credentials")
            throw new ApiRefusal("unsupported.grant.type", "不支持的grant_type");
        if (!AreRight(call.Parameters.Text("client_id"), call.Parameters.Text("client_secret")))
            throw new ApiRefusal("invalid.client", "无效的client_id或者client_secret");
        var (token, seconds) = issuer.Issue();
        return new() { ["access_token"] = token, ["expires_in"] = seconds };
    }

    private bool AreRight(string? key, string? secret) =>
        string.Equals(key, options.AppKey, StringComparison.Ordinal) && string.Equals(secret, options.AppSecret, StringComparison.Ordinal);
}
