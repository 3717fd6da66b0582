using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DingTalk.OpenPlatform.Json;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Search;

/// <summary>Search of the address book by name. Every call counts against the monthly allowance.</summary>
/// <remarks>The platform does not say how it matches, whether hidden or out-of-scope entries appear, or whether
/// <c>offset</c> counts pages or rows: treat a hit as a hint, check it by id, and prefer one call with a large size.</remarks>
public sealed class ContactSearchApi
{
    private readonly PlatformCaller _caller;

    internal ContactSearchApi(PlatformCaller caller) => _caller = caller;

    /// <summary>Ids of departments whose name or pinyin matches.</summary>
    /// <remarks><c>POST /v1.0/contact/departments/search</c>.</remarks>
    /// <param name="queryWord">Name or pinyin.</param>
    /// <param name="offset">0 first.</param>
    /// <param name="size">How many at most; the platform's own maximum is not stated.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException"><c>parameter.error</c>: an illegal value.</exception>
    public Task<SearchPage<long>> FindDepartmentsAsync(string queryWord, int offset, int size, CancellationToken cancellationToken) =>
        SearchAsync(PlatformEndpoints.SearchDepartments, queryWord, offset, size, exactName: false,
            PlatformJson.Default.SearchAnswerInt64, cancellationToken);

    /// <summary>Ids of people whose name, pinyin or English name matches.</summary>
    /// <remarks><c>POST /v1.0/contact/users/search</c>.</remarks>
    /// <param name="queryWord">Name, pinyin or English name.</param>
    /// <param name="offset">0 first.</param>
    /// <param name="size">How many at most; the platform's own maximum is not stated.</param>
    /// <param name="exactName">Only people of exactly that name.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException"><c>parameter.error</c>: an illegal value.</exception>
    public Task<SearchPage<string>> FindUsersAsync(
        string queryWord, int offset, int size, bool exactName, CancellationToken cancellationToken) =>
        SearchAsync(PlatformEndpoints.SearchUsers, queryWord, offset, size, exactName,
            PlatformJson.Default.SearchAnswerString, cancellationToken);

    private async Task<SearchPage<T>> SearchAsync<T>(
        PlatformEndpoint endpoint, string queryWord, int offset, int size, bool exactName, JsonTypeInfo<SearchAnswer<T>> answerType, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(queryWord);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        var request = new SearchRequest(queryWord, offset, size) { FullMatchField = exactName ? 1 : null };
        var answer = await _caller.CallAsync(endpoint, "The search",
            request, PlatformJson.Default.SearchRequest, answerType, cancellationToken).ConfigureAwait(false);
        return new SearchPage<T>(answer.Items, answer.HasMore, answer.TotalCount);
    }
}

/// <summary>One page of hits.</summary>
/// <param name="Items">Ids.</param>
/// <param name="HasMore">Whether the platform has more.</param>
/// <param name="TotalCount">How many there are in all, by the platform's word.</param>
public sealed record SearchPage<T>(IReadOnlyList<T> Items, bool HasMore, long TotalCount);

internal sealed record SearchRequest(
    [property: JsonPropertyName("queryWord")] string QueryWord,
    [property: JsonPropertyName("offset")] int Offset,
    [property: JsonPropertyName("size")] int Size)
{
    [JsonPropertyName("fullMatchField")]
    public int? FullMatchField { get; init; }
}

internal sealed record SearchAnswer<T>
{
    [JsonPropertyName("hasMore")]
    public required bool HasMore { get; init; }

    [JsonPropertyName("totalCount")]
    public long TotalCount { get; init; }

    [JsonPropertyName("list")]
    public IReadOnlyList<T> Items { get; init => field = value ?? []; } = [];
}
