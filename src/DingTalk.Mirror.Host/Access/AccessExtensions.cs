using DingTalk.Mirror.Host.Configuration;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HostFiltering;

namespace DingTalk.Mirror.Host.Access;

/// <summary>Who may ask.</summary>
internal static class AccessExtensions
{
    /// <summary>
    /// With an access key, everything that does not say otherwise wants it. Without one only this machine can connect, and only under
    /// its own names: a page of the web that points its domain at 127.0.0.1 would otherwise read the organization through the browser.
    /// </summary>
    public static void AddAccess(this IServiceCollection services, MirrorHostOptions host)
    {
        var authorization = services.AddAuthorizationBuilder();
        if (host.AccessKey is { } key)
        {
            services.AddAuthentication(AccessKeyHandler.SchemeName)
                .AddScheme<AccessKeyOptions, AccessKeyHandler>(AccessKeyHandler.SchemeName, options => options.KeyHash = AccessKeyHandler.Hash(key));
            authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        }
        else
        {
            services.AddAuthentication();
            services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        }
    }

    /// <summary>Checks the key, and refuses what another site's page sends in a browser's name: the browser adds the key by itself.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use((context, next) => IsForeignWrite(context.Request)
            ? Results.Problem(
                "A page of another site may not change anything here.",
                statusCode: StatusCodes.Status403Forbidden,
                title: "Sent by another site",
                type: "urn:dingtalk-mirror:cross-site").ExecuteAsync(context)
            : next(context));
    }

    private static bool IsForeignWrite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";
}
