using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using DingTalk.Mirror.Feeds;
using Microsoft.AspNetCore.Mvc;

namespace DingTalk.Mirror.Host.Front;

/// <summary>What changes, as it does.</summary>
internal static class ChangeEndpoints
{
    private const string LastEventId = "Last-Event-ID";

    /// <summary>Maps <c>/changes</c>.</summary>
    public static void MapChanges(this IEndpointRouteBuilder app) => app.MapGroup("/changes").WithTags("Changes").ProducesMirrorProblems()
        .MapGet("/", Watch).Produces<ChangeSet>(contentType: "text/event-stream");

    /// <summary>
    /// Every change since a version as server-sent events, without end: <c>snapshot</c> for a part of a full state, <c>changes</c> for what came after it,
    /// <c>current</c> when nothing did. Each event's id is the version to go on from, which a browser's <c>EventSource</c> sends by itself.
    /// </summary>
    /// <param name="since">The version to go on from, as an event's id said it; without it, a full state comes first.</param>
    /// <param name="department">Only this department and everything below it: who enters and who leaves it, and what changes there.</param>
    /// <param name="lastEventId">The same as <paramref name="since"/>, and stands before it: what an <c>EventSource</c> sends when it connects again.</param>
    internal static IResult Watch(
        IOrganization organization,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken,
        string? since = null,
        long? department = null,
        [FromHeader(Name = LastEventId)] string? lastEventId = null)
    {
        var from = VersionOf(lastEventId, LastEventId) ?? VersionOf(since, "since") ?? default;
        return TypedResults.ServerSentEvents(EventsAsync(
            token => department is { } id ? organization.WatchSubtreeAsync(id, from, token) : organization.WatchAsync(from, token), lifetime, cancellationToken));
    }

    private static MirrorVersion? VersionOf(string? text, string name)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return MirrorVersion.TryParse(text, out var version)
            ? version
            : throw new RequestProblemException($"{name} is \"{text}\", but must be the id of an event of this feed, or left out.");
    }

    // Within a full state there is nothing to go on from: an empty id makes an EventSource ask for it again.
    private static async IAsyncEnumerable<SseItem<ChangeSet>> EventsAsync(
        Func<CancellationToken, IAsyncEnumerable<ChangeSet>> watch,
        IHostApplicationLifetime lifetime,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await foreach (var set in watch(either.Token))
        {
            yield return new(set, set.IsSnapshot ? "snapshot" : set.Changes.IsEmpty ? "current" : "changes")
            {
                EventId = set.Version == default ? "" : set.Version.ToString(),
            };
        }
    }
}
