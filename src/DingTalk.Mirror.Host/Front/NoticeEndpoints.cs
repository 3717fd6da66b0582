using DingTalk.Mirror.Notices;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DingTalk.Mirror.Host.Front;

/// <summary>Work notices. A key is a caller's free text, so it stands in the query and not in the path.</summary>
internal static class NoticeEndpoints
{
    private const int LongestPage = 1_000;

    /// <summary>Maps <c>/notices</c>.</summary>
    public static void MapNotices(this IEndpointRouteBuilder app)
    {
        var notices = app.MapGroup("/notices").WithTags("Notices").ProducesMirrorProblems();
        notices.MapPost("/", SendAsync);
        notices.MapPost("/preview", PreviewAsync);
        notices.MapGet("/", GetAsync);
        notices.MapGet("/results", ResultsAsync);
        notices.MapGet("/progress", ProgressAsync).Produces<NoticeStatus>(contentType: "text/event-stream");
        notices.MapPost("/refresh", RefreshAsync);
    }

    /// <summary>Writes a notice down and answers; it is sent in the background and survives a crash. The same key again sends nothing.</summary>
    internal static async Task<Accepted<NoticeStatus>> SendAsync(
        IOrganization organization, NoticeRequest request, CancellationToken cancellationToken)
    {
        var status = await organization.SendNoticeAsync(request.ToNotice(), cancellationToken);
        return TypedResults.Accepted($"/notices?key={Uri.EscapeDataString(status.Key)}", status);
    }

    /// <summary>Whom a notice would reach and what it would cost. Sends nothing.</summary>
    internal static async Task<Ok<NoticePreview>> PreviewAsync(
        IOrganization organization, NoticeRequest request, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.PreviewNoticeAsync(request.ToNotice(), cancellationToken));

    /// <summary>How far a notice is.</summary>
    internal static async Task<Ok<NoticeStatus>> GetAsync(IOrganization organization, string key, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.GetNoticeAsync(Required.Text(key, "key"), cancellationToken));

    /// <summary>What became of each recipient, a page in the order of their userids; empty until the recipients are known.</summary>
    /// <param name="outcome">Only those of this outcome, as <c>unread</c>.</param>
    /// <param name="after">The userid that ended the page before.</param>
    /// <param name="take">Recipients a page, 1 to 1,000.</param>
    internal static async Task<Ok<RecipientPage>> ResultsAsync(
        IOrganization organization,
        string key,
        CancellationToken cancellationToken,
        string? outcome = null,
        string after = "",
        int take = 100)
    {
        Required.Between(take, 1, LongestPage, "take");
        var results = await organization.GetNoticeResultsAsync(Required.Text(key, "key"), cancellationToken);
        RecipientOutcome? only = outcome is null ? null : Required.OneOf<RecipientOutcome>(outcome, "outcome");
        var wanted = results.Where(result => only is null || result.Outcome == only).ToList();
        var page = wanted
            .Where(result => string.CompareOrdinal(result.UserId, after) > 0)
            .OrderBy(result => result.UserId, StringComparer.Ordinal)
            .Take(take + 1)
            .ToList();
        var more = page.Count > take;
        if (more) page.RemoveAt(take);
        return TypedResults.Ok(new RecipientPage { Items = page, Total = wanted.Count, Next = more ? page[^1].UserId : null });
    }

    /// <summary>How far a notice is, now and after each change, as server-sent events: <c>progress</c>, and <c>end</c> once.</summary>
    internal static async Task<IResult> ProgressAsync(
        IOrganization organization, string key, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        await organization.GetNoticeAsync(Required.Text(key, "key"), cancellationToken); // a problem while there still can be one
        return TypedResults.ServerSentEvents(Events.Of(
            token => organization.WatchNoticeAsync(key, token), status => status.HasEnded, lifetime, cancellationToken));
    }

    /// <summary>Fetches the results again, for who has read it since: one metered call a batch, within 24 hours.</summary>
    internal static async Task<Ok<NoticeStatus>> RefreshAsync(IOrganization organization, string key, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organization.RefreshNoticeAsync(Required.Text(key, "key"), cancellationToken));
}

/// <summary>A page of recipients.</summary>
internal sealed record RecipientPage
{
    /// <summary>The recipients of this page.</summary>
    public required IReadOnlyList<RecipientResult> Items { get; init; }

    /// <summary>Those of the outcome asked for, on all pages.</summary>
    public required int Total { get; init; }

    /// <summary>What to pass as <c>after</c> for the next page; absent on the last.</summary>
    public string? Next { get; init; }
}
