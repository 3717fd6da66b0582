using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DingTalk.Simulator.Tokens;
using DingTalk.Simulator.Wire;
using Microsoft.AspNetCore.Http;

namespace DingTalk.Simulator.Gateway;

/// <summary>Who calls, from where, and whether that app has the permission point of the API.</summary>
internal sealed class Credentials(SimulatorOptions options, TokenIssuer tokens)
{
    private const string TokenHeader = "x-acs-dingtalk-access-token";

    /// <summary>Refuses a call without a living token, from a strange address or without the permission.</summary>
    public void Check(ApiEndpoint endpoint, HttpContext http, Parameters parameters)
    {
        if (endpoint.Anonymous)
            return;
        if (endpoint.Style is ApiStyle.Modern)
            CheckHeader(http);
        else
            CheckQuery(endpoint, parameters);
        CheckAddress(endpoint, http.Connection.RemoteIpAddress);
        CheckState(endpoint);
        if (endpoint.Permission is { } permission && options.MissingPermissions.Contains(permission, StringComparer.Ordinal))
            throw Unpermitted(endpoint, permission);
    }

    private void CheckHeader(HttpContext http)
    {
        if (http.Request.Headers[TokenHeader].ToString() is not { Length: > 0 } token)
            throw new ApiRefusal("AuthenticationFailed.MissingParameter", $"缺少参数{TokenHeader}");
        if (!tokens.Accepts(token))
            throw new ApiRefusal("InvalidAuthentication", "不合法的access_token");
    }

    // A form field arrives among the parameters as a query field does; a JSON body is not looked at for tokens.
    private void CheckQuery(ApiEndpoint endpoint, Parameters parameters)
    {
        if (parameters.Credential is not { Length: > 0 } token)
            throw endpoint.Style is ApiStyle.TopApi ? ApiRefusal.Gateway(40000) : ApiRefusal.Of(41001);
        if (!tokens.Accepts(token))
            throw ApiRefusal.Gateway(40014);
    }

    private void CheckAddress(ApiEndpoint endpoint, IPAddress? address)
    {
        var text = TextOf(address);
        if (!IsListed(options.CorpAllowedIps, text))
            throw Unlisted(endpoint, text, $"CorpId({options.CorpId})");
        if (!IsListed(options.AllowedIps, text))
            throw Unlisted(endpoint, text, $"appKey({options.AppKey})");
    }

    // What the new host answers is not documented: its calls go on.
    private void CheckState(ApiEndpoint endpoint)
    {
        if (endpoint.Style is ApiStyle.Modern)
            return;
        if (options.AppState is SimulatedAppState.Stopped)
            throw ApiRefusal.Of(50003);
        if (options.AppState is SimulatedAppState.CorpDisabled)
            throw ApiRefusal.Of(50005);
    }

    private static ApiRefusal Unlisted(ApiEndpoint endpoint, string address, string owner) => endpoint.Style is ApiStyle.Modern
        ? new ApiRefusal("Forbidden.AccessDenied.IpNotInWhiteList", "访问ip不在白名单之中") { Status = StatusCodes.Status403Forbidden }
        : ApiRefusal.Gateway(60020, $"访问ip不在白名单之中,request ip={address} {owner}");

    private static bool IsListed(IReadOnlyList<string> list, string address) => list is [] || list.Any(pattern => Matches(pattern, address));

    public static string TextOf(IPAddress? address) =>
        address is null ? "" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    private static bool Matches(string pattern, string address) =>
        Regex.IsMatch(address, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static ApiRefusal Unpermitted(ApiEndpoint endpoint, string permission) => endpoint.Style is ApiStyle.Modern
        ? new ApiRefusal("Forbidden.AccessDenied.AccessTokenPermissionDenied", "没有调用该接口的权限")
        {
            Status = StatusCodes.Status403Forbidden,
            Detail = new JsonObject { ["requiredScopes"] = new JsonArray(permission) },
        }
        : ApiRefusal.Gateway(60011, $"应用尚未开通所需的权限：[{permission}]，点击链接申请并开通即可：https://open-dev.dingtalk.com/appscope/apply {{requiredScopes=[{permission}]}}");
}
