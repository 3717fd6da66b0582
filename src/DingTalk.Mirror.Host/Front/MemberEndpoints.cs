using System.Runtime.CompilerServices;
using System.Text.Json;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Users;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace DingTalk.Mirror.Host.Front;

/// <summary>The people of a department.</summary>
internal static class MemberEndpoints
{
    private const int LongestPage = 1_000;

    /// <summary>Maps <c>/departments/{id}/members</c>.</summary>
    public static void MapMembers(this IEndpointRouteBuilder app)
    {
        var members = app.MapGroup("/departments/{id:long}/members").WithTags("Members").ProducesMirrorProblems();
        members.MapGet("/", PageAsync);
        members.MapGet("/count", CountAsync);
        members.MapGet("/stream", StreamAsync).Produces<MemberLine>(contentType: "application/x-ndjson");
    }

    /// <summary>A page of the people, each once, in the order of their userids: who is there all the time is on some page.</summary>
    /// <param name="scope"><c>direct</c>, or <c>subtree</c> (the default): also everything below.</param>
    /// <param name="after">The userid that ended the page before.</param>
    /// <param name="take">People a page, 1 to 1,000.</param>
    /// <param name="strict">Makes an incomplete answer a problem.</param>
    internal static async Task<Ok<MemberPage>> PageAsync(
        IOrganization organization,
        long id,
        CancellationToken cancellationToken,
        string scope = nameof(MemberScope.Subtree),
        string after = "",
        int take = 100,
        bool strict = false)
    {
        Required.Between(take, 1, LongestPage, "take");
        var answer = (await organization.GetMembersAsync(id, Required.OneOf<MemberScope>(scope, "scope"), cancellationToken)).OrThrow(strict);
        var page = answer.Items
            .Where(person => string.CompareOrdinal(person.UserId, after) > 0)
            .OrderBy(person => person.UserId, StringComparer.Ordinal)
            .Take(take + 1)
            .ToList();
        var more = page.Count > take;
        if (more) page.RemoveAt(take);
        return TypedResults.Ok(new MemberPage
        {
            Items = [.. page],
            Total = answer.Items.Length,
            Next = more ? page[^1].UserId : null,
            IsComplete = answer.IsComplete,
            Missing = answer.Missing,
            Version = answer.Version,
            OldestRead = answer.OldestRead,
            CurrentAsOf = answer.CurrentAsOf,
        });
    }

    /// <summary>How many people they are.</summary>
    internal static async Task<Ok<CountAnswer>> CountAsync(
        IOrganization organization, long id, CancellationToken cancellationToken, string scope = nameof(MemberScope.Subtree)) =>
        TypedResults.Ok(await organization.CountMembersAsync(id, Required.OneOf<MemberScope>(scope, "scope"), cancellationToken));

    /// <summary>Everybody in it and below, one JSON line each, from the first that is known. The last line is an <c>end</c>: without it the stream was cut.</summary>
    internal static async Task StreamAsync(
        IOrganization organization, long id, HttpResponse response, IOptions<JsonOptions> json, CancellationToken cancellationToken)
    {
        await organization.GetDepartmentAsync(id, cancellationToken); // a problem while there still can be one
        response.ContentType = "application/x-ndjson";
        await foreach (var line in LinesAsync(organization, id, cancellationToken))
        {
            await JsonSerializer.SerializeAsync(response.Body, line, json.Value.SerializerOptions, cancellationToken);
            await response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }

    private static async IAsyncEnumerable<MemberLine> LinesAsync(
        IOrganization organization, long id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        IReadOnlyList<MissingPart> missing = [];
        await using var people = organization.StreamMembersAsync(id, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync())
        {
            count++;
            yield return new() { Person = people.Current };
        }

        yield return new() { End = new() { Count = count, Missing = [.. missing] } };

        async ValueTask<bool> NextAsync()
        {
            try
            {
                return await people.MoveNextAsync();
            }
            catch (IncompleteAnswerException exception)
            {
                missing = exception.Missing;
                return false;
            }
        }
    }
}

/// <summary>A page of people out of an answer.</summary>
internal sealed record MemberPage
{
    /// <summary>The people of this page.</summary>
    public required IReadOnlyList<Person> Items { get; init; }

    /// <summary>Everybody on all pages.</summary>
    public required int Total { get; init; }

    /// <summary>What to pass as <c>after</c> for the next page; absent on the last.</summary>
    public string? Next { get; init; }

    /// <summary>Whether nothing is missing on all pages together.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>What is not known and why.</summary>
    public required IReadOnlyList<MissingPart> Missing { get; init; }

    /// <summary>The version of the mirror that answered. Another version on the next page means that something changed in between.</summary>
    public required MirrorVersion Version { get; init; }

    /// <summary>When the oldest read behind the answer began.</summary>
    public DateTimeOffset? OldestRead { get; init; }

    /// <summary>The last moment at which they were confirmed current; while events flow, seconds ago.</summary>
    public DateTimeOffset? CurrentAsOf { get; init; }
}

/// <summary>A line of a stream: a person, or the end.</summary>
internal sealed record MemberLine
{
    /// <summary>Somebody.</summary>
    public Person? Person { get; init; }

    /// <summary>The end of the stream, on its last line.</summary>
    public StreamEnd? End { get; init; }
}

/// <summary>How a stream ended.</summary>
internal sealed record StreamEnd
{
    /// <summary>People in the stream.</summary>
    public required int Count { get; init; }

    /// <summary>Whether that is everybody.</summary>
    public bool IsComplete => Missing.Count == 0;

    /// <summary>What is not known and why.</summary>
    public required IReadOnlyList<MissingPart> Missing { get; init; }
}
