using DingTalk.OpenPlatform.Limits;
using DingTalk.OpenPlatform.Telemetry;
using DingTalk.OpenPlatform.Tokens;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lends the app's token and quota to any <see cref="HttpClient"/>.</summary>
public static class DingTalkHttpClientBuilderExtensions
{
    /// <summary>Calls of this client to the app's two hosts get its token and wait at its gate: approvals, attendance and
    /// whatever else the service calls by itself.</summary>
    /// <remarks>The token goes into the header for <c>/v1.0/…</c> and <c>/v2.0/…</c>, into the query otherwise, and is off the request
    /// again when the answer is there. A refused one is replaced once and the request repeated once; nothing else is repeated.
    /// Requests to other hosts pass untouched, requests that bring a token keep theirs, and redirects are not followed,
    /// for they would carry the token elsewhere. A call that this package does not know counts as metered.
    /// Only the asynchronous methods of <see cref="HttpClient"/> work.</remarks>
    /// <param name="builder">The client.</param>
    /// <param name="name">The app's name, as registered.</param>
    public static IHttpClientBuilder AddDingTalkHandler(this IHttpClientBuilder builder, string name = DingTalkServiceCollectionExtensions.DefaultAppName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        builder.Services.PostConfigure<HttpClientFactoryOptions>(builder.Name, static options =>
        {
            var redacts = options.ShouldRedactHeaderValue;
            options.ShouldRedactHeaderValue = header =>
                string.Equals(header, PlatformHandler.TokenHeader, StringComparison.OrdinalIgnoreCase) || redacts(header);
        });
        return builder.WithoutRedirects().AddHttpMessageHandler(provider => new PlatformHandler(
            provider.DingTalkOptions(name),
            provider.GetRequiredKeyedService<IAccessTokenSource>(name),
            provider.GetRequiredKeyedService<ICallGate>(name),
            provider.GetRequiredKeyedService<CallTelemetry>(name),
            provider.GetRequiredService<ILogger<PlatformHandler>>()));
    }

    internal static IHttpClientBuilder WithoutRedirects(this IHttpClientBuilder builder)
    {
        // After everything that the user configures, for it may replace the handler.
        builder.Services.PostConfigure<HttpClientFactoryOptions>(builder.Name, static options => options.HttpMessageHandlerBuilderActions.Add(static handlers =>
        {
            if (handlers.PrimaryHandler is SocketsHttpHandler sockets)
                sockets.AllowAutoRedirect = false;
            else if (handlers.PrimaryHandler is HttpClientHandler client)
                client.AllowAutoRedirect = false;
        }));
        return builder;
    }
}
