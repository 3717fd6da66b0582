using System.Text.Json.Serialization;
using DingTalk.OpenPlatform.Json;
using DingTalk.OpenPlatform.Transport;
using DingTalk.OpenPlatform.Users;

namespace DingTalk.OpenPlatform.Departments;

/// <summary>Departments of the corp. Reads and writes are exempt from the monthly allowance.</summary>
/// <remarks>Each call fails with <see cref="DingTalkApiException"/>; the codes named are those of its own page.</remarks>
public sealed class DepartmentApi
{
    private readonly PlatformCaller _caller;

    internal DepartmentApi(PlatformCaller caller) => _caller = caller;

    /// <summary>One department.</summary>
    /// <remarks><c>POST /topapi/v2/department/get</c>. Limited by the app's contact scope.</remarks>
    /// <param name="departmentId">1 is the root.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">60003: no such department. 50004: outside the contact scope.
    /// 40009: a department of the home-school tree (negative id).</exception>
    public Task<DepartmentDetail> GetAsync(long departmentId, CancellationToken cancellationToken) =>
        _caller.CallAsync(PlatformEndpoints.DepartmentGet, Subject(departmentId),
            new DepartmentRequest(departmentId) { Language = _caller.Language }, PlatformJson.Default.DepartmentRequest,
            PlatformJson.Default.DepartmentDetail, cancellationToken);

    /// <summary>Departments right below one: one level, empty for a leaf.</summary>
    /// <remarks><c>POST /topapi/v2/department/listsub</c>, not paged, in no stated order.</remarks>
    /// <param name="departmentId">1 is the root.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">60003: no such department. 50004: outside the contact scope.</exception>
    public async Task<IReadOnlyList<SubDepartment>> ListSubAsync(long departmentId, CancellationToken cancellationToken) =>
        await _caller.ListAsync(PlatformEndpoints.DepartmentListSub, Subject(departmentId),
            new DepartmentRequest(departmentId) { Language = _caller.Language }, PlatformJson.Default.DepartmentRequest,
            PlatformJson.Default.IReadOnlyListSubDepartment, cancellationToken).ConfigureAwait(false);

    /// <summary>Ids right below one department: one level, empty for a leaf.</summary>
    /// <remarks><c>POST /topapi/v2/department/listsubid</c>, not paged. Ignores the app's contact scope:
    /// an id from here may be refused elsewhere with 50004.</remarks>
    /// <param name="departmentId">1 is the root.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">60003: no such department.</exception>
    public async Task<IReadOnlyList<long>> ListSubIdsAsync(long departmentId, CancellationToken cancellationToken)
    {
        var answer = await _caller.CallAsync(PlatformEndpoints.DepartmentListSubId, Subject(departmentId),
            new DepartmentRequest(departmentId), PlatformJson.Default.DepartmentRequest,
            PlatformJson.Default.SubIdsAnswer, cancellationToken).ConfigureAwait(false);
        return answer.Ids ?? [];
    }

    /// <summary>The department itself, then its ancestors upward, the root last.</summary>
    /// <remarks><c>POST /topapi/v2/department/listparentbydept</c>. Ignores the app's contact scope.</remarks>
    /// <param name="departmentId">The department to start from.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">60003: no such department.</exception>
    public async Task<IReadOnlyList<long>> ListParentsByDepartmentAsync(long departmentId, CancellationToken cancellationToken)
    {
        var answer = await _caller.CallAsync(PlatformEndpoints.DepartmentListParentByDept, Subject(departmentId),
            new DepartmentRequest(departmentId), PlatformJson.Default.DepartmentRequest,
            PlatformJson.Default.ParentIdsAnswer, cancellationToken).ConfigureAwait(false);
        return answer.Ids;
    }

    /// <summary>For each department of a person: that department, then its ancestors upward, the root last.</summary>
    /// <remarks><c>POST /topapi/v2/department/listparentbyuser</c>. Ignores the app's contact scope.</remarks>
    /// <param name="userId">The person.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">33012 or 60121: no such person.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<long>>> ListParentsByUserAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        var answer = await _caller.CallAsync(PlatformEndpoints.DepartmentListParentByUser, $"Person {userId}",
            new UserRequest(userId), PlatformJson.Default.UserRequest,
            PlatformJson.Default.ParentChainsAnswer, cancellationToken).ConfigureAwait(false);
        return [.. answer.Chains.Select(chain => chain.Ids)];
    }

    /// <summary>Creates a department and returns its id.</summary>
    /// <remarks><c>POST /topapi/v2/department/create</c>. Never repeated after an unknown outcome:
    /// look at <see cref="DingTalkApiException.MayHaveBeenDone"/>.</remarks>
    /// <param name="department">What to create.</param>
    /// <param name="cancellationToken">Gives the call up; the department may have been created.</param>
    /// <exception cref="DingTalkApiException">60004: no such parent. 60021: a sibling has that name. 60001, 60009: illegal name.</exception>
    public async Task<long> CreateAsync(DepartmentCreation department, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(department);
        var answer = await _caller.CallAsync(PlatformEndpoints.DepartmentCreate, $"New department below {department.ParentId}",
            department, PlatformJson.Default.DepartmentCreation,
            PlatformJson.Default.CreatedDepartment, cancellationToken).ConfigureAwait(false);
        return answer.Id;
    }

    /// <summary>Changes a department; a new parent moves it with all below it.</summary>
    /// <remarks><c>POST /topapi/v2/department/update</c>.</remarks>
    /// <param name="department">The changes.</param>
    /// <param name="cancellationToken">Gives the call up; the change may have been made.</param>
    /// <exception cref="DingTalkApiException">60003: no such department. 60018: the root. 60010: it would be its own ancestor. 60004: no such parent.</exception>
    public Task UpdateAsync(DepartmentUpdate department, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(department);
        return _caller.CallAsync(PlatformEndpoints.DepartmentUpdate, Subject(department.Id),
            department, PlatformJson.Default.DepartmentUpdate, cancellationToken);
    }

    /// <summary>Deletes a department without people.</summary>
    /// <remarks><c>POST /topapi/v2/department/delete</c>. Its group chat is disbanded. The platform's pages disagree on
    /// whether departments below it forbid that (60006) or go with it.</remarks>
    /// <param name="departmentId">Not the root.</param>
    /// <param name="cancellationToken">Gives the call up; it may have been deleted.</param>
    /// <exception cref="DingTalkApiException">60003: no such department. 60005: it has people. 60006: it has departments below. 60007: the root.</exception>
    public Task DeleteAsync(long departmentId, CancellationToken cancellationToken) =>
        _caller.CallAsync(PlatformEndpoints.DepartmentDelete, Subject(departmentId),
            new DepartmentRequest(departmentId), PlatformJson.Default.DepartmentRequest, cancellationToken);

    private static string Subject(long departmentId) => $"Department {departmentId}";
}

internal sealed record DepartmentRequest([property: JsonPropertyName("dept_id")] long DepartmentId)
{
    [JsonPropertyName("language")]
    public string? Language { get; init; }
}

internal sealed record SubIdsAnswer([property: JsonPropertyName("dept_id_list")] IReadOnlyList<long>? Ids);

internal sealed record ParentIdsAnswer
{
    [JsonPropertyName("parent_id_list")]
    public required IReadOnlyList<long> Ids { get; init; }
}

internal sealed record ParentChainsAnswer
{
    [JsonPropertyName("parent_list")]
    public required IReadOnlyList<ParentChain> Chains { get; init; }
}

internal sealed record ParentChain
{
    [JsonPropertyName("parent_dept_id_list")]
    public required IReadOnlyList<long> Ids { get; init; }
}

internal sealed record CreatedDepartment
{
    [JsonPropertyName("dept_id")]
    public required long Id { get; init; }
}
