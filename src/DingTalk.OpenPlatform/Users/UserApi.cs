using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DingTalk.OpenPlatform.Json;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Users;

/// <summary>People of the corp. Reads and writes are exempt from the monthly allowance.</summary>
/// <remarks>Each call fails with <see cref="DingTalkApiException"/>; the codes named are those of its own page.</remarks>
public sealed class UserApi
{
    /// <summary>Most members in one page.</summary>
    public const int MaxPageSize = 100;

    private readonly PlatformCaller _caller;

    internal UserApi(PlatformCaller caller) => _caller = caller;

    /// <summary>One page of a department's direct members, in detail.</summary>
    /// <remarks><c>POST /topapi/v2/user/list</c>. Limited by the app's contact scope.</remarks>
    /// <param name="departmentId">1 is the root.</param>
    /// <param name="cursor">0 first, then <see cref="UserPage{T}.NextCursor"/>.</param>
    /// <param name="size">1–100.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">50004: outside the contact scope. 60003 or 60019: no such department.</exception>
    public Task<UserPage<DepartmentUser>> ListAsync(long departmentId, long cursor, int size, CancellationToken cancellationToken) =>
        ListPageAsync(PlatformEndpoints.UserList, departmentId, cursor, size, _caller.Language,
            PlatformJson.Default.UserListAnswerDepartmentUser, cancellationToken);

    /// <summary>One page of a department's direct members by id and name.</summary>
    /// <remarks><c>POST /topapi/user/listsimple</c>.</remarks>
    /// <param name="departmentId">1 is the root.</param>
    /// <param name="cursor">0 first, then <see cref="UserPage{T}.NextCursor"/>.</param>
    /// <param name="size">1–100.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">60003: no such department.</exception>
    public Task<UserPage<UserBrief>> ListSimpleAsync(long departmentId, long cursor, int size, CancellationToken cancellationToken) =>
        ListPageAsync(PlatformEndpoints.UserListSimple, departmentId, cursor, size, _caller.Language,
            PlatformJson.Default.UserListAnswerUserBrief, cancellationToken);

    /// <summary>All direct members of a department, page by page of 100 until the platform says there are no more.</summary>
    /// <remarks>As <see cref="ListAsync"/>. Never a short list: a page that fails, or a cursor that repeats, ends it with an exception.</remarks>
    /// <param name="departmentId">1 is the root.</param>
    /// <param name="cancellationToken">Gives the rest up.</param>
    /// <exception cref="DingTalkApiException">As <see cref="ListAsync"/>; <see cref="DingTalkErrorKind.InvalidAnswer"/> for a cursor that repeats.</exception>
    public async IAsyncEnumerable<DepartmentUser> ListAllAsync(
        long departmentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asked = new HashSet<long>();
        for (long? cursor = 0; cursor is { } current;)
        {
            if (!asked.Add(current))
                throw PlatformErrors.InvalidAnswer(PlatformEndpoints.UserList, Subject(departmentId), "cursor", $"the page cursor came back to {current}");
            var page = await ListAsync(departmentId, current, MaxPageSize, cancellationToken).ConfigureAwait(false);
            foreach (var user in page.Items)
                yield return user;
            cursor = page.NextCursor;
        }
    }

    /// <summary>User ids of a department's direct members.</summary>
    /// <remarks><c>POST /topapi/user/listid</c>, not paged. Ignores the app's contact scope:
    /// an id from here may be refused elsewhere with 50002.</remarks>
    /// <param name="departmentId">1 is the root.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">60003: no such department.</exception>
    public async Task<IReadOnlyList<string>> ListIdsAsync(long departmentId, CancellationToken cancellationToken)
    {
        var answer = await _caller.CallAsync(PlatformEndpoints.UserListId, Subject(departmentId),
            new Departments.DepartmentRequest(departmentId), PlatformJson.Default.DepartmentRequest,
            PlatformJson.Default.UserIdsAnswer, cancellationToken).ConfigureAwait(false);
        return answer.UserIds ?? [];
    }

    /// <summary>One person.</summary>
    /// <remarks><c>POST /topapi/v2/user/get</c>. Limited by the app's contact scope.</remarks>
    /// <param name="userId">The person.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">60121 or 33012: no such person (left, not yet joined, another corp). 50002: outside the contact scope.</exception>
    public Task<UserDetail> GetAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return _caller.CallAsync(PlatformEndpoints.UserGet, Subject(userId),
            new UserRequest(userId) { Language = _caller.Language }, PlatformJson.Default.UserRequest,
            PlatformJson.Default.UserDetail, cancellationToken);
    }

    /// <summary>The user id of whoever has this mobile number.</summary>
    /// <remarks><c>POST /topapi/v2/user/getbymobile</c>. Employed people only. The number appears in no exception.</remarks>
    /// <param name="mobile">The number, as the corp knows it.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">60121: nobody. 40104: not a number.</exception>
    public async Task<string> FindByMobileAsync(string mobile, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(mobile);
        var answer = await _caller.CallAsync(PlatformEndpoints.UserGetByMobile, "The person with that mobile number",
            new MobileRequest(mobile), PlatformJson.Default.MobileRequest,
            PlatformJson.Default.UserIdAnswer, cancellationToken).ConfigureAwait(false);
        return answer.UserId;
    }

    /// <summary>Whom a unionid belongs to.</summary>
    /// <remarks><c>POST /topapi/user/getbyunionid</c>.</remarks>
    /// <param name="unionId">The person's id across the developer corp's apps.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">60121: nobody.</exception>
    public async Task<UnionIdMatch> FindByUnionIdAsync(string unionId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(unionId);
        var answer = await _caller.CallAsync(PlatformEndpoints.UserGetByUnionId, $"The person with unionid {unionId}",
            new UnionIdRequest(unionId), PlatformJson.Default.UnionIdRequest,
            PlatformJson.Default.UserIdAnswer, cancellationToken).ConfigureAwait(false);
        return new UnionIdMatch(answer.UserId, answer.ContactType == 1 ? ContactType.External : ContactType.Employee);
    }

    /// <summary>How many people the corp has.</summary>
    /// <remarks><c>POST /topapi/user/count</c>. Ignores the app's contact scope.</remarks>
    /// <param name="onlyActive">Only those who activated DingTalk.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">The call failed.</exception>
    public async Task<long> CountAsync(bool onlyActive, CancellationToken cancellationToken)
    {
        var answer = await _caller.CallAsync(PlatformEndpoints.UserCount, "The corp's people",
            new CountRequest(onlyActive), PlatformJson.Default.CountRequest,
            PlatformJson.Default.CountAnswer, cancellationToken).ConfigureAwait(false);
        return answer.Count;
    }

    /// <summary>Adds a person to the corp.</summary>
    /// <remarks><c>POST /topapi/v2/user/create</c>. Never repeated after an unknown outcome:
    /// look at <see cref="DingTalkApiException.MayHaveBeenDone"/>. "Busy" (-1) also means that a member cap is reached.</remarks>
    /// <param name="user">Whom to add.</param>
    /// <param name="cancellationToken">Gives the call up; the person may have been added.</param>
    /// <exception cref="DingTalkApiException">60102, 60104, 60106: id, phone or e-mail taken. 40103: an invitation was sent instead.</exception>
    public async Task<CreatedUser> CreateAsync(UserCreation user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var answer = await _caller.CallAsync(PlatformEndpoints.UserCreate, user.UserId is { } id ? Subject(id) : "New person",
            user, PlatformJson.Default.UserCreation,
            PlatformJson.Default.CreatedUserAnswer, cancellationToken).ConfigureAwait(false);
        return new CreatedUser(answer.UserId, answer.UnionId);
    }

    /// <summary>Changes a person.</summary>
    /// <remarks><c>POST /topapi/v2/user/update</c>.</remarks>
    /// <param name="user">The changes.</param>
    /// <param name="cancellationToken">Gives the call up; the change may have been made.</param>
    /// <exception cref="DingTalkApiException">60121: no such person. 12150: title and department belong to the HR module.</exception>
    public Task UpdateAsync(UserUpdate user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        return _caller.CallAsync(PlatformEndpoints.UserUpdate, Subject(user.UserId),
            user, PlatformJson.Default.UserUpdate, cancellationToken);
    }

    /// <summary>Removes a person from the corp.</summary>
    /// <remarks><c>POST /topapi/v2/user/delete</c>. Also from attendance groups; the HR roster keeps a leaver.</remarks>
    /// <param name="userId">Whom to remove.</param>
    /// <param name="cancellationToken">Gives the call up; the person may have been removed.</param>
    /// <exception cref="DingTalkApiException">33012 or 60121: no such person.</exception>
    public Task DeleteAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return _caller.CallAsync(PlatformEndpoints.UserDelete, Subject(userId),
            new UserRequest(userId), PlatformJson.Default.UserRequest, cancellationToken);
    }

    private async Task<UserPage<T>> ListPageAsync<T>(
        PlatformEndpoint endpoint, long departmentId, long cursor, int size, string language,
        JsonTypeInfo<UserListAnswer<T>> answerType, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cursor);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxPageSize);
        var answer = await _caller.CallAsync(endpoint, Subject(departmentId),
            new UserListRequest(departmentId, cursor, size, language), PlatformJson.Default.UserListRequest,
            answerType, cancellationToken).ConfigureAwait(false);
        if (answer.HasMore && answer.NextCursor is null)
            throw PlatformErrors.InvalidAnswer(endpoint, Subject(departmentId), "cursor", $"the page at {cursor} says there is more and gives no cursor");
        return new UserPage<T>(answer.Items, answer.HasMore ? answer.NextCursor : null);
    }

    private static string Subject(long departmentId) => $"Department {departmentId}";

    private static string Subject(string userId) => $"Person {userId}";
}

internal sealed record UserRequest([property: JsonPropertyName("userid")] string UserId)
{
    [JsonPropertyName("language")]
    public string? Language { get; init; }
}

internal sealed record UserListRequest(
    [property: JsonPropertyName("dept_id")] long DepartmentId,
    [property: JsonPropertyName("cursor")] long Cursor,
    [property: JsonPropertyName("size")] int Size,
    [property: JsonPropertyName("language")] string Language);

internal sealed record UserListAnswer<T>
{
    [JsonPropertyName("has_more")]
    public required bool HasMore { get; init; }

    [JsonPropertyName("next_cursor")]
    public long? NextCursor { get; init; }

    [JsonPropertyName("list")]
    public IReadOnlyList<T> Items { get; init => field = value ?? []; } = [];
}

internal sealed record UserIdsAnswer([property: JsonPropertyName("userid_list")] IReadOnlyList<string>? UserIds);

internal sealed record MobileRequest([property: JsonPropertyName("mobile")] string Mobile);

internal sealed record UnionIdRequest([property: JsonPropertyName("unionid")] string UnionId);

internal sealed record UserIdAnswer
{
    [JsonPropertyName("userid")]
    public required string UserId { get; init; }

    [JsonPropertyName("contact_type")]
    public long? ContactType { get; init; }
}

internal sealed record CountRequest([property: JsonPropertyName("only_active")] bool OnlyActive);

internal sealed record CountAnswer
{
    [JsonPropertyName("count")]
    public required long Count { get; init; }
}

internal sealed record CreatedUserAnswer
{
    [JsonPropertyName("userid")]
    public required string UserId { get; init; }

    // With a capital I here, and nowhere else.
    [JsonPropertyName("unionId")]
    public string? UnionId { get; init; }
}
