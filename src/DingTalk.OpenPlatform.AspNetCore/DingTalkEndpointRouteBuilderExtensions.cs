using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using DingTalk.OpenPlatform.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps DingTalk's callback.</summary>
public static class DingTalkEndpointRouteBuilderExtensions
{
    /// <summary>Takes an app's events at an address, which is the one to save in the developer console. Open to everybody: each request proves
    /// by its signature that it comes from the platform.</summary>
    /// <param name="endpoints">Where to map.</param>
    /// <param name="pattern">The path: <c>/dingtalk/events</c>.</param>
    /// <param name="name">The app's name, as registered.</param>
    /// <exception cref="InvalidOperationException">The app's callback is not registered.</exception>
    public static IEndpointConventionBuilder MapDingTalkCallback(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, string name = DingTalkServiceCollectionExtensions.DefaultAppName)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var receiver = endpoints.ServiceProvider.GetKeyedService<CallbackReceiver>(name) ?? throw new InvalidOperationException(
            $"\"{pattern}\" is to take the events of app \"{name}\", whose callback is not registered. Add services.AddDingTalkCallback<…>(\"{name}\", callback => …).");
        return endpoints.MapPost(pattern, http => ReceiveAsync(http, receiver)).AllowAnonymous().WithDisplayName($"DingTalk events of {name}");
    }

    private static async Task ReceiveAsync(HttpContext http, CallbackReceiver receiver)
    {
        var body = await ReadAsync(http.Request.BodyReader, http.RequestAborted);
        var reply = await receiver.ReceiveAsync(http.Request.QueryString.Value, body, http.RequestAborted);
        (http.Response.StatusCode, http.Response.ContentType) = (reply.Status, reply.ContentType);
        await http.Response.WriteAsync(reply.Body, http.RequestAborted);
    }

    private static async Task<byte[]> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAtLeastAsync(CallbackReceiver.MaxBodyBytes + 1, cancellationToken);
        var body = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, CallbackReceiver.MaxBodyBytes + 1)).ToArray();
        reader.AdvanceTo(read.Buffer.End);
        return body;
    }
}
