using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace DingTalk.Mirror.Host.Access;

/// <summary>The key that callers have to show.</summary>
internal sealed class AccessKeyOptions : AuthenticationSchemeOptions
{
    /// <summary>SHA-256 of the key: of one length, so that comparing tells nothing, and not the key itself.</summary>
    public byte[] KeyHash { get; set; } = [];
}

/// <summary>
/// Lets in who shows the access key: programs as <c>Authorization: Bearer KEY</c>, browsers by their password prompt
/// (<c>Basic</c>, any user name). It is never taken from a URL, which ends up in logs and histories.
/// </summary>
internal sealed class AccessKeyHandler(IOptionsMonitor<AccessKeyOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AccessKeyOptions>(options, loggers, encoder)
{
    public const string SchemeName = "AccessKey";

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (ShownKey(Request.Headers.Authorization.ToString()) is not { } shown) return Task.FromResult(AuthenticateResult.NoResult());
        if (!CryptographicOperations.FixedTimeEquals(Hash(shown), Options.KeyHash))
            return Task.FromResult(AuthenticateResult.Fail("The access key is wrong."));
        var caller = new ClaimsPrincipal(new ClaimsIdentity(SchemeName));
        return Task.FromResult(AuthenticateResult.Success(new(caller, SchemeName)));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.Append(HeaderNames.WWWAuthenticate, "Bearer");
        Response.Headers.Append(HeaderNames.WWWAuthenticate, "Basic realm=\"DingTalk mirror\", charset=\"UTF-8\"");
        await Results.Problem(
            "Show the key of Host:AccessKey: Authorization: Bearer KEY, or in a browser as the password of any user name.",
            statusCode: StatusCodes.Status401Unauthorized,
            title: "An access key is wanted",
            type: "urn:dingtalk-mirror:access-key-wanted").ExecuteAsync(Context);
    }

    private static string? ShownKey(string authorization)
    {
        var space = authorization.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0) return null;
        var value = authorization[(space + 1)..].Trim();
        return authorization[..space].ToUpperInvariant() switch
        {
            "BEARER" => value,
            "BASIC" => Password(value),
            _ => null,
        };
    }

    private static string? Password(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length)) return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? pair[(colon + 1)..] : null;
    }
}
